import type { Role } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import type { Failure } from "../../../src/model/failure.ts";
import type { Revision } from "../../../src/model/revision.ts";
import { encodeMessage } from "../../../src/protocol/codec.ts";
import { type ConfirmationMessage, result } from "../../../src/protocol/messages/confirmation.ts";
import type { IssueMessage } from "../../../src/protocol/messages/issue.ts";
import type { CellWorld } from "./cell-world.ts";
import { cellAt, cellName } from "./visited-cells.ts";

interface Try {
  readonly event: string;
  /** Something of ours is on its way when it comes. */
  readonly ours?: true;
  readonly message: (issue: string, now: Revision) => IssueMessage | ConfirmationMessage;
}

const later = ({ era, number }: Revision): Revision => ({ era, number: number + 1 });
const changes = { fields: { labels: ["theirs"] } };
const failure: Failure = { code: "TRACKER_REFUSED", field: "status", value: "Ours" };
const lost = [{ field: "title", value: "Typed here", winner: "Issue", revision: { era: 0, number: 1 } }];
const refused = [{ field: "status", value: "Ours", failure }];

/** Every kind of message about an issue: with a document or without, whoever may send it. */
const TRIES: readonly Try[] = [
  {
    event: "issue with revision",
    message: (issue, now) => ({ kind: "issue", issue, contract: 1, base: now, revision: later(now), key: "X-1", changes, overruled: [] }),
  },
  {
    event: "issue without revision",
    message: (issue, now) => ({ kind: "issue", issue, contract: 1, base: now, key: "X-1", changes, overruled: [] }),
  },
  ...result.options.flatMap((one): Try[] => {
    const bare = (issue: string): Omit<ConfirmationMessage, "revision"> => ({
      kind: "confirmation",
      issue,
      contract: 1,
      key: "X-1",
      result: one,
      conflicts: [],
      refused: one === "refused" ? refused : [],
      overruled: [],
      ...(one === "refused" && { failure }),
    });
    const ours = one === "refused" || one === "superseded" ? ({ ours: true } as const) : {};
    return [
      { ...ours, event: `${one} without document`, message: (issue, now) => ({ ...bare(issue), revision: now }) },
      {
        ...ours,
        event: `${one} with document`,
        message: (issue, now) => ({ ...bare(issue), base: now, revision: later(now), changes, overruled: one === "conflict" ? lost : [] }),
      },
    ];
  }),
];

/**
 * Where the table says less: whose issue is not taken is told so, while a copy stays as it is.
 */
const OTHERWISE: Readonly<Record<string, string>> = {
  [cellName("issues", "primary", "left scope without document")]: "error",
};

/** Each message, about an issue of which nothing else is open, at both roles. What was done, where that is not what the table says. */
export async function walkIssueCells(at: CellWorld, visited: ReadonlySet<string>): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const role of ["primary", "secondary"] as const) {
    at.put(role, at.usual(role));
    for (const [i, one] of TRIES.entries()) {
      const name = cellName("issues", role, one.event);
      const found = await difference(at, role, name, one, at.issues[i] ?? "");
      if (!visited.has(name)) wrong.push(`${name}: was not looked up`);
      if (found !== null) wrong.push(`${name}: ${found}`);
    }
  }
  return wrong;
}

async function difference(at: CellWorld, role: Role, name: string, { message, ours }: Try, issue: string): Promise<string | null> {
  const side = at.side(role);
  const { id } = at.usual(role);
  const agreed = side.row(issue)?.sync.revision;
  if (!agreed) return "no such issue";
  if (ours) {
    side.tracker.edit(issue, { fields: { status: "Ours" } });
    await side.pass();
  }
  const row = side.row(issue);
  const body = encodeMessage(message(issue, agreed));
  const life = newId(0, new Uint8Array(10).fill(role === "primary" ? 1 : 2));
  at.said(role);
  const number = ++numbers;
  side.store.transaction(() => side.store.addInbox([{ connection: id, sequence: 1, life, number, issue, body }]));
  for (let i = 0; i < 2; i++) await side.pass();
  if (side.store.queues(id).in > 0) return "waits";
  const codes = at.said(role).flatMap((said) => (said.kind === "refused" ? [said.code] : []));
  const cell = cellAt(name);
  const after = side.row(issue);
  if ("refuse" in cell) {
    const same = JSON.stringify(after?.sync) === JSON.stringify(row?.sync);
    return codes.join() !== cell.refuse ? `answered ${codes.join()}` : same ? null : "changed something";
  }
  if (codes.length > 0) return `answered ${codes.join()}`;
  const to = OTHERWISE[name] ?? ("to" in cell ? cell.to : "");
  return after?.status === to ? null : `is ${after?.status}`;
}

let numbers = 0;
