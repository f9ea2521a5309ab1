import { beforeEach, describe, expect, it } from "vitest";
import type { Connection } from "../../../src/model/connection.ts";
import type { Document } from "../../../src/model/document.ts";
import type { IssueSync } from "../../../src/model/issue-sync.ts";
import { LARGEST_ANSWER, LARGEST_MESSAGE, compose } from "../../../src/sync/compose.ts";
import { type Context, rulesOf } from "../../../src/sync/context.ts";
import { carryOut } from "../../../src/sync/commands.ts";
import { putSync } from "../../../src/sync/rows.ts";
import { sendAgain } from "../../../src/sync/send-again.ts";
import { contextInMemory, runningConnection } from "./sample-context.ts";

const ISSUE = "06h02d1tvdzzx0eszq8pzrath4";
let context: Context;
let connection: Connection;
beforeEach(async () => {
  context = contextInMemory();
  connection = runningConnection(context, "c1", "acme", "primary");
  await put("new issue", "A slip");
  compose(context, connection);
});

const put = (kind: "new issue" | "edit issue", title: string) =>
  carryOut(context, { kind, issue: ISSUE, change: { fields: { title } }, author: "Ada" });
const state = (): IssueSync => {
  const sync = context.store.sync("c1", ISSUE);
  if (!sync) throw new Error("not known");
  return sync;
};
const waiting = () => context.store.unsealed("c1", { count: 1000, bytes: 100 * LARGEST_MESSAGE });
/** As if it had been sealed and taken away: what is sealed cannot be withdrawn. */
const leave = (): void => {
  for (const { life, number } of waiting()) context.store.transaction(() => context.store.withdraw("c1", `${life}.${number}`));
};
const again = (sync: IssueSync): IssueSync => {
  const rules = rulesOf(context, connection);
  if (!rules) throw new Error("no rules");
  return context.store.transaction(() => sendAgain(context, rules, sync, sync.agreed, "T-1"));
};
const large = (document: Document, characters: number): Document => ({
  ...document,
  fields: { ...document.fields, ...Object.fromEntries(["body", "status"].map((name) => [name, "x".repeat(characters / 2)])) },
});

describe("what a primary sends again", () => {
  it("is known by the message that it is in now: a refusal of that marks it, and a correction takes it back", async () => {
    leave();
    context.store.transaction(() => putSync(context, connection, { ...state(), failure: { code: "NOT_UNDERSTOOD" } }));
    await carryOut(context, { kind: "retry", issue: ISSUE, author: "Ada" });
    const [message] = waiting();
    expect(message?.body).toContain("A slip");
    expect(state().sentAs).toBe(`${message?.life}.${message?.number}`);
    await put("edit issue", "Pump");
    compose(context, connection);
    expect(waiting().filter(({ body }) => body.includes("A slip"))).toEqual([]);
  });

  it("fails where it is too long by now, and leaves once it is shortened", async () => {
    leave();
    const sync = again({ ...state(), mine: large(state().mine, LARGEST_MESSAGE * 1.1) });
    expect([sync.failure?.code, waiting()]).toEqual(["TOO_LONG", []]);
    context.store.transaction(() => putSync(context, connection, sync));
    await put("edit issue", "Pump");
    expect(state()).toMatchObject({ failure: null });
    context.store.transaction(() => putSync(context, connection, { ...state(), mine: state().shadow }));
    expect(compose(context, connection)).toBe(1);
    // The revision 1 left with another document.
    expect(waiting().map(({ body }) => JSON.parse(body))).toMatchObject([
      { kind: "issue", base: { number: 0 }, revision: { number: 2 }, changes: { fields: { title: "Pump" } } },
    ]);
  });

  it("is the answer as it was, where that became too long", () => {
    leave();
    const sync = state();
    const reply = { conflicts: [], refused: [], overruled: [], confirms: true };
    const mine = large(sync.mine, LARGEST_ANSWER * 1.1);
    const sent = again({ ...sync, reply, mine });
    expect(sent.mine).toBe(mine);
    const [message, ...more] = waiting();
    expect(more).toEqual([]);
    expect(JSON.parse(message?.body ?? "")).toMatchObject({ kind: "confirmation", changes: { fields: { title: "A slip" } } });
    expect(message?.body.length).toBeLessThan(LARGEST_MESSAGE);
  });
});
