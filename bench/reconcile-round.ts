import { nodeCrypto } from "../src/crypto/node-crypto.ts";
import type { Connection } from "../src/model/connection.ts";
import { newId } from "../src/model/ids.ts";
import type { Document } from "../src/model/document.ts";
import { decodeBody } from "../src/protocol/codec.ts";
import { OPERATIONS } from "../src/protocol/version.ts";
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
  /** Both sides together: with all fingerprints to work out, as after a first day; and once more, when they are known. */
  readonly firstMs: number;
  readonly againMs: number;
}

/** 1,000, 10,000 and 100,000 issues, of which none, 10 and 1,000 differ. */
export function reconcileRounds(): readonly ReconcileCost[] {
  return [1_000, 10_000, 100_000].flatMap((issues) => [0, 10, 1_000].map((differences) => reconcileRound(issues, differences)));
}

interface Side {
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

function filled(role: Connection["role"], ids: readonly string[], title: (i: number) => string): Side {
  const context = { ...contextInMemory(), crypto: nodeCrypto() };
  const connection = { ...runningConnection(context, ID, "link", role) };
  const partner = connection.partner && { ...connection.partner, capabilities: [OPERATIONS] };
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
function compare(here: Side, there: Side): { found: number; rounds: number; bytes: number; packed: number; ms: number } {
  const start = performance.now();
  const { store } = here.context;
  const id = newId(1_800_000_000_000 + store.newestAudit(), here.context.crypto.random(10));
  store.transaction(() => {
    ask(here.context, here.connection, "GetChecksums", id);
  });
  let bytes = 0;
  let packed = 0;
  for (let moved = true; moved;) {
    const crossed = [carried(here, there), carried(there, here)];
    for (const sent of crossed.flat()) {
      bytes += Buffer.byteLength(sent);
      packed += here.context.crypto.gzip(new TextEncoder().encode(sent)).length;
    }
    moved = crossed.flat().length > 0 || isOpen(here) || there.context.store.answeredIn(ID, ["working"]).length > 0;
  }
  const operation = store.asked(ID, id);
  if (operation?.state !== "completed") throw new Error(`ended ${operation?.state}: ${operation?.code}`);
  const { found = 0, rounds = 0 } = operation.comparison ?? {};
  return { found, rounds, bytes, packed, ms: performance.now() - start };
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
