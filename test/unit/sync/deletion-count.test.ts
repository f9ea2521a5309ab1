import { beforeEach, describe, expect, it } from "vitest";
import type { Connection } from "../../../src/model/connection.ts";
import { newId } from "../../../src/model/ids.ts";
import type { IssueMessage } from "../../../src/protocol/messages/issue.ts";
import { encodeMessage } from "../../../src/protocol/codec.ts";
import { applyInbox } from "../../../src/sync/apply-inbox.ts";
import { carryOut } from "../../../src/sync/commands.ts";
import type { Context } from "../../../src/sync/context.ts";
import { contextInMemory, runningConnection } from "./sample-context.ts";

let context: Context;
let connection: Connection;
let number: number;

const id = (n: number): string => newId(n, new Uint8Array(10));

async function receive(messages: readonly (Pick<IssueMessage, "issue" | "changes"> & { revision: number })[]): Promise<void> {
  const entries = messages.map(({ issue, changes, revision }) => ({
    connection: "c1",
    sequence: 1,
    life: "abcdefghjkmnpqrs",
    number: ++number,
    issue,
    body: encodeMessage({
      kind: "issue",
      issue,
      contract: 1,
      base: { era: 0, number: revision - 1 },
      revision: { era: 0, number: revision },
      key: "P-1",
      changes,
      overruled: [],
    }),
  }));
  context.store.transaction(() => context.store.addInbox(entries));
  await applyInbox(context, connection);
}

const deletions = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => ({ issue: id(from + i), changes: { deleted: true }, revision: 2 }));
const states = (): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (let n = 0; n < 40; n++) {
    const row = context.store.issue(id(n));
    const state = row?.heldBecause ?? row?.gone ?? "there";
    counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
};
const answer = (n: number, take: "partner" | "file") => carryOut(context, { kind: "answer", issue: id(n), take, author: "Bo" });

beforeEach(async () => {
  context = contextInMemory();
  connection = runningConnection(context, "c1", "acme", "secondary");
  number = 0;
  await receive(Array.from({ length: 40 }, (_, n) => ({ issue: id(n), changes: { fields: { title: `Issue ${n}` } }, revision: 1 })));
});

describe("deletions of a partner", () => {
  it("are taken while they are few, and asked about once they are many, however small the portions", async () => {
    await receive(deletions(0, 4));
    await receive(deletions(4, 10));
    expect(states()).toEqual({ deleted: 10, there: 30 });
    await receive(deletions(10, 12));
    await receive(deletions(12, 13));
    expect(states()).toEqual({ deleted: 10, "many deletions": 3, there: 27 });
  });

  it("are asked about at once when they come at once", async () => {
    await receive(deletions(0, 11));
    expect(states()).toEqual({ "many deletions": 11, there: 29 });
  });

  it("are counted from a person's answer on; what was answered does not count", async () => {
    await receive(deletions(0, 4));
    await receive(deletions(4, 12));
    expect(states()).toEqual({ deleted: 4, "many deletions": 8, there: 28 });
    await answer(4, "partner");
    await answer(5, "file");
    await applyInbox(context, connection);
    expect(states()).toEqual({ deleted: 5, "many deletions": 6, there: 29 });
    await receive(deletions(12, 22));
    expect(states()).toEqual({ deleted: 15, "many deletions": 6, there: 19 });
    await receive(deletions(22, 23));
    expect(states()).toEqual({ deleted: 15, "many deletions": 7, there: 18 });
  });
});
