import { nodeCrypto } from "../src/crypto/node-crypto.ts";
import type { Connection } from "../src/model/connection.ts";
import { newId } from "../src/model/ids.ts";
import type { Document } from "../src/model/document.ts";
import { decodeBody } from "../src/protocol/codec.ts";
import { MAX } from "../src/protocol/limits.ts";
import { ISSUE_LIST, OPERATIONS } from "../src/protocol/version.ts";
import { startSync } from "../src/sync/issue-sync-start.ts";
import { putSync } from "../src/sync/rows.ts";
import { ask } from "../src/sync/operations/ask.ts";
import { operate, takeOperation } from "../src/sync/operations/operate.ts";
import { contextInMemory, runningConnection } from "../test/unit/sync/sample-context.ts";

/** What one comparison of two stores cost. */
export interface ReconcileCost {
  readonly issues: number;
  readonly differences: number;
  /** Differences that it found. */
  readonly found: number;
  readonly rounds: number;
  /** Bytes of JSON, both ways, before they are compressed and sealed; and compressed, each message alone. */
  readonly bytes: number;
  readonly packed: number;
  /** Both sides together: the first time, as after a first day; and once more. */
  readonly firstMs: number;
  readonly againMs: number;
  /** What the longest step of one side took: so long others wait. */
  readonly longestMs: number;
}

/** What it cost to read all of a partner's list of issues. */
export interface ListCost {
  readonly issues: number;
  readonly pages: number;
  readonly bytes: number;
  readonly packed: number;
  readonly ms: number;
  readonly longestMs: number;
  /** The same again, from where it ended: nothing changed. */
  readonly againMs: number;
}

/** 1,000, 10,000 and 100,000 issues, of which none, 10 and 1,000 differ. */
export function reconcileRounds(): readonly ReconcileCost[] {
  return [1_000, 10_000, 100_000].flatMap((issues) => [0, 10, 1_000].map((differences) => reconcileRound(issues, differences)));
}

export interface Side {
  readonly context: ReturnType<typeof contextInMemory>;
  readonly connection: Connection;
}

const ID = "bench";

/** Two stores of so many issues, of which some differ, evenly strewn; compared with the production code, without files between. */
export function reconcileRound(issues: number, differences: number): ReconcileCost {
  const ids = Array.from({ length: issues }, (_, i) => newId(1_700_000_000_000 + i * 1000, new Uint8Array(10).fill(i % 251)));
  const every = differences === 0 ? Number.POSITIVE_INFINITY : Math.floor(issues / differences);
  const here = filled("primary", ids, () => "Valve");
  const there = filled("secondary", ids, (i) => (i % every === every - 1 && Math.floor(i / every) < differences ? "Pump" : "Valve"));
  const { ms: firstMs, ...cost } = compare(here, there);
  const { ms: againMs } = compare(here, there);
  return { issues, differences, ...cost, firstMs, againMs };
}

export function listRounds(): readonly ListCost[] {
  return [1_000, 10_000, 100_000].map(listRound);
}

/** The whole list of a partner with so many issues, page by page, and once more. */
export function listRound(issues: number): ListCost {
  const ids = Array.from({ length: issues }, (_, i) => newId(1_700_000_000_000 + i * 1000, new Uint8Array(10).fill(i % 251)));
  const here = filled("primary", [], () => "");
  const there = filled("secondary", ids, () => "Valve");
  const { at, found, ...cost } = listed(here, there, { since: 0 });
  if (found !== issues) throw new Error(`${found} of ${issues}`);
  const { ms: againMs } = listed(here, there, at);
  return { issues, ...cost, againMs };
}

function listed(here: Side, there: Side, from: { readonly since: number; readonly numbering?: string }) {
  const start = performance.now();
  const { store } = here.context;
  let at = from;
  let pages = 0;
  let found = 0;
  let cost: Cost = { bytes: 0, packed: 0, longestMs: 0 };
  for (let partial = true; partial;) {
    const id = newId(1_800_000_000_000 + store.newestAudit(), here.context.crypto.random(10));
    store.transaction(() => {
      ask(here.context, here.connection, "GetIssueIds", id, { page: { ...at, limit: MAX.listed } });
    });
    cost = exchanged(here, there, cost);
    const list = store.asked(ID, id)?.list;
    if (!list) throw new Error("no list");
    pages += 1;
    found += list.issues.length;
    at = { since: list.next, numbering: list.numbering };
    ({ partial } = list);
  }
  return { at, pages, found, ...cost, ms: performance.now() - start };
}

function filled(role: Connection["role"], ids: readonly string[], title: (i: number) => string): Side {
  const context = { ...contextInMemory(), crypto: nodeCrypto() };
  const connection = { ...runningConnection(context, ID, "link", role) };
  const partner = connection.partner && { ...connection.partner, capabilities: [OPERATIONS, ISSUE_LIST] };
  const next: Connection = { ...connection, partner, facts: { ...connection.facts, run: "stopped" } };
  context.store.transaction(() => {
    context.store.putConnection(next);
    ids.forEach((issue, i) => {
      const document: Document = { fields: { title: `${title(i)} ${i}`, status: "open" }, comments: [], deleted: false, shared: true };
      const revision = { era: 0, number: 3 };
      putSync(context, next, {
        ...startSync(ID, issue, role === "primary" ? "us" : "partner"),
        revision,
        agreed: revision,
        base: document,
        mine: document,
        shadow: document,
        snapshots: [{ revision, document }],
      });
    });
  });
  return { context, connection: next };
}

/** Stopped, so that what is found is listed and nothing more: the same can be compared again. */
function compare(here: Side, there: Side): Cost & { found: number; rounds: number; ms: number } {
  const start = performance.now();
  const { store } = here.context;
  const id = newId(1_800_000_000_000 + store.newestAudit(), here.context.crypto.random(10));
  store.transaction(() => {
    ask(here.context, here.connection, "GetChecksums", id);
  });
  const cost = exchanged(here, there, { bytes: 0, packed: 0, longestMs: 0 });
  const operation = store.asked(ID, id);
  if (operation?.state !== "completed") throw new Error(`ended ${operation?.state}: ${operation?.code}`);
  const { found = 0, rounds = 0 } = operation.comparison ?? {};
  return { found, rounds, ...cost, ms: performance.now() - start };
}

interface Cost {
  readonly bytes: number;
  readonly packed: number;
  readonly longestMs: number;
}

/** Until neither has anything to do. */
function exchanged(here: Side, there: Side, { bytes, packed, longestMs }: Cost): Cost {
  const timed = (from: Side, to: Side): readonly string[] => {
    const start = performance.now();
    const said = carried(from, to);
    longestMs = Math.max(longestMs, performance.now() - start);
    return said;
  };
  for (let moved = true; moved;) {
    const crossed = [timed(here, there), timed(there, here)];
    for (const sent of crossed.flat()) {
      bytes += Buffer.byteLength(sent);
      packed += here.context.crypto.gzip(new TextEncoder().encode(sent)).length;
    }
    moved = crossed.flat().length > 0 || isOpen(here) || there.context.store.answeredIn(ID, ["working"]).length > 0;
  }
  return { bytes, packed, longestMs };
}

function isOpen({ context }: Side): boolean {
  return context.store.askedParts(null, ["identifying", "requested", "accepted"]).length > 0;
}

/** A pass at `from`, and what it said taken at `to`. */
function carried(from: Side, to: Side): readonly string[] {
  const { store } = from.context;
  operate(from.context, ID);
  const said = store.unsealed(ID, { count: 1000, bytes: Number.MAX_SAFE_INTEGER });
  store.transaction(() => said.forEach(({ life, number }) => store.withdraw(ID, `${life}.${number}`)));
  for (const { body } of said) {
    const decoded = decodeBody(body);
    if (decoded.kind !== "message" || !("conversation" in decoded.message)) throw new Error(body.slice(0, 200));
    const { message } = decoded;
    to.context.store.transaction(() => takeOperation(to.context, ID, message));
  }
  return said.map(({ body }) => body);
}
