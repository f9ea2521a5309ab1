import { beforeEach, expect, it } from "vitest";
import type { Comment } from "../../../src/model/document.ts";
import { newId } from "../../../src/model/ids.ts";
import type { ConfirmationMessage } from "../../../src/protocol/messages/confirmation.ts";
import type { IssueMessage } from "../../../src/protocol/messages/issue.ts";
import { decodeBody, encodeMessage } from "../../../src/protocol/codec.ts";
import { applyInbox } from "../../../src/sync/apply-inbox.ts";
import type { Context } from "../../../src/sync/context.ts";
import { putSync } from "../../../src/sync/rows.ts";
import { contextInMemory, runningConnection } from "./sample-context.ts";

const ISSUE = newId(1, new Uint8Array(10));
const [SELF, PARTNER] = [newId(2, new Uint8Array(10)), newId(3, new Uint8Array(10))] as const;
const ALL = { count: 1000, bytes: Number.MAX_SAFE_INTEGER };

let context: Context;
let number = 0;

const remarks = (origin: string, from: number, count: number): Comment[] =>
  Array.from({ length: count }, (_, i) => ({
    id: newId(10 + from + i, new Uint8Array(10)),
    origin,
    author: "A",
    created: "2026-11-22T10:00:00.000Z",
    body: "x".repeat(1_000_000),
  }));

async function receive(message: IssueMessage | ConfirmationMessage): Promise<void> {
  const entry = { connection: "c1", sequence: 1, life: "abcdefghjkmnpqrs", number: ++number, issue: ISSUE, body: encodeMessage(message) };
  context.store.transaction(() => context.store.addInbox([entry]));
  const connection = context.store.connection("c1");
  if (connection) await applyInbox(context, connection);
}

const edit = (changes: IssueMessage["changes"], base: number): IssueMessage => ({
  kind: "issue",
  issue: ISSUE,
  contract: 1,
  base: { era: 0, number: base },
  key: "P-1",
  changes,
  overruled: [],
});

/** Kinds and codes of what waits to be sent. */
const answers = (): unknown[] =>
  context.store.unsealed("c1", ALL).map(({ body }) => {
    const decoded = decodeBody(body);
    if (decoded.kind !== "message") return decoded;
    return decoded.message.kind === "refused" ? decoded.message.code : decoded.message.kind;
  });

beforeEach(async () => {
  context = { ...contextInMemory(), self: SELF };
  const made = runningConnection(context, "c1", "acme", "primary");
  const connection = { ...made, partner: made.partner && { ...made.partner, id: PARTNER } };
  context.store.transaction(() => context.store.putConnection(connection));
  await receive(edit({ fields: { title: "Valve" } }, 0));
  const revision = { era: 0, number: 1 };
  await receive({
    kind: "confirmation",
    issue: ISSUE,
    contract: 1,
    key: "P-1",
    result: "applied",
    revision,
    conflicts: [],
    refused: [],
    overruled: [],
  });
  const sync = context.store.sync("c1", ISSUE);
  if (!sync) throw new Error("no issue");
  // Three own remarks that wait to be sent.
  const mine = { ...sync.mine, comments: remarks(SELF, 0, 3) };
  context.store.transaction(() => putSync(context, connection, { ...sync, mine, shadow: mine }));
});

it("a message that cannot be answered in one is refused as a whole; nothing of it is written or numbered", async () => {
  const before = context.store.sync("c1", ISSUE);
  await receive(edit({ fields: { status: "Done" }, comments: remarks(PARTNER, 3, 3) }, 1));
  expect(answers()).toEqual(["confirmation", "TOO_LARGE"]);
  expect(context.store.sync("c1", ISSUE)).toEqual(before);
  expect((await context.tracker.read([ISSUE]))?.[0]?.fields["status"]).toBeUndefined();
});

it("one that can be is taken, though it is long", async () => {
  await receive(edit({ comments: remarks(PARTNER, 3, 2) }, 1));
  expect(answers()).toEqual(["confirmation", "confirmation"]);
  expect(context.store.sync("c1", ISSUE)?.revision.number).toBe(2);
});
