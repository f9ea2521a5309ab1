import { beforeEach, describe, expect, it } from "vitest";
import { applyInbox } from "../../../src/sync/apply-inbox.ts";
import { carryOut } from "../../../src/sync/commands.ts";
import { compareWhereChanged } from "../../../src/sync/compare-all.ts";
import type { Context } from "../../../src/sync/context.ts";
import { resume } from "../../../src/sync/resume.ts";
import { wantsRewrite } from "../../../src/sync/rewrite.ts";
import { putSync } from "../../../src/sync/rows.ts";
import { scan } from "../../../src/sync/scan.ts";
import { contextInMemory, runningConnection } from "./sample-context.ts";

const ISSUE = "06h02d1tvdzzx0eszq8pzrath4";
let context: Context;
let known: boolean;

const connection = () => {
  const found = context.store.connection("c1");
  if (!found) throw new Error("no connection");
  return found;
};
const state = () => {
  const found = context.store.sync("c1", ISSUE);
  if (!found) throw new Error("not shared");
  return found;
};
const look = () => scan(context, async () => {});
const compare = () => compareWhereChanged(context, connection());
const typed = (status: string) => write({ kind: "put", change: { fields: { title: "Valve", status } } });
const write = async (action: Parameters<Context["tracker"]["write"]>[0][number]["action"]) => {
  const [found] = (await context.tracker.read([ISSUE])) ?? [];
  await context.tracker.write([{ effect: `e${Math.random()}`, issue: ISSUE, expectedVersion: found?.version ?? null, action }]);
};
const shown = async () => (await context.tracker.read([ISSUE]))?.[0]?.fields["status"];

beforeEach(async () => {
  context = contextInMemory();
  known = true;
  const { settingsOf } = context;
  context = { ...context, settingsOf: (one) => (known || one.id !== "c1" ? settingsOf(one) : null) };
  runningConnection(context, "c1", "acme", "secondary");
  await typed("New");
  await compare();
  await look();
  known = false;
});

describe("what was done while nobody knew what of it may leave is compared before any message", () => {
  it("an edit", async () => {
    await typed("Done");
    await look();
    expect(state().mine.fields["status"]).toBe("New");
    known = true;
    expect(await compare()).toBe("compared");
    expect(state().mine.fields["status"]).toBe("Done");
    expect(await compare()).toBe("nothing");
  });

  it("an edit is not shown as up to date meanwhile, and is what it was when it was taken back", async () => {
    const sent = state();
    const agreed = { ...sent, base: sent.mine, sent: null };
    context.store.transaction(() => putSync(context, connection(), agreed));
    const status = () => context.store.statusesOf(ISSUE);
    expect(status()).toEqual(["up to date"]);
    await typed("Done");
    await look();
    expect(status()).toEqual(["held"]);
    expect(context.store.issue(ISSUE)?.syncStatus).toBe("held");
    await typed("New");
    await look();
    known = true;
    await compare();
    expect(status()).toEqual(["up to date"]);
  });

  it("an edit by command", async () => {
    await carryOut(context, { kind: "edit issue", issue: ISSUE, change: { fields: { status: "Done" } }, author: "Ada" });
    known = true;
    await compare();
    expect(state().mine.fields["status"]).toBe("Done");
  });

  it.each(["in the tracker", "by command"])("a deletion %s", async (how) => {
    if (how === "by command") await carryOut(context, { kind: "delete issue", issue: ISSUE, author: "Ada" });
    else await write({ kind: "delete" });
    await look();
    known = true;
    await compare();
    expect(state().mine.shared && !state().mine.deleted).toBe(false);
  });

  it("an edit of an issue about whose deletion a person is asked", async () => {
    const row = context.store.issue(ISSUE);
    if (!row) throw new Error("not known");
    context.store.transaction(() => context.store.putIssue({ ...row, heldBecause: "many deletions" }));
    await typed("Done");
    await look();
    known = true;
    await compare();
    expect(state().mine.fields["status"]).toBe("Done");
  });

  it("an edit where the tracker is to be brought back to what was agreed", async () => {
    context.store.transaction(() => putSync(context, connection(), wantsRewrite(context, state())));
    await typed("Done");
    await look();
    known = true;
    await resume(context, connection());
    expect(await shown()).toBe("Done");
    expect(state().mine.fields["status"]).toBe("Done");
  });

  it("a new issue; another connection does not wait", async () => {
    runningConnection(context, "c2", "nordwind", "primary");
    const id = "06h02d1tvdzzx0eszq8pzrath5";
    await carryOut(context, { kind: "new issue", issue: id, change: { fields: { title: "Pump" } }, author: "Ada" });
    expect([context.store.sync("c1", id), context.store.sync("c2", id)]).toMatchObject([null, { issue: id }]);
    known = true;
    await compare();
    expect(context.store.sync("c1", id)).toMatchObject({ mine: { fields: { title: "Pump" } } });
  });
});

describe("while the tracker does not stand where it was", () => {
  const away = () => {
    context = { ...context, tracker: Object.assign(Object.create(context.tracker), { read: async () => null }) };
  };

  it("nothing counts as compared, and no message is applied", async () => {
    known = true;
    context.store.transaction(() => context.store.putConnection({ ...connection(), comparedUnder: "" }));
    const here = context;
    context.store.transaction(() =>
      context.store.addInbox([
        {
          connection: "c1",
          sequence: 1,
          life: "fedcba9876543210",
          number: 1,
          issue: ISSUE,
          body: JSON.stringify({ kind: "confirmation", issue: ISSUE, contract: 1, result: "left scope", revision: "0.0" }),
        },
      ]),
    );
    away();
    expect(await compare()).toBe("waits");
    expect((await applyInbox(context, connection())).messages).toBe(0);
    expect(connection().comparedUnder).toBe("");
    context = here;
    expect(await compare()).toBe("compared");
  });
});
