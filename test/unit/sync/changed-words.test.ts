import { beforeEach, describe, expect, it } from "vitest";
import type { IssueSync } from "../../../src/model/issue-sync.ts";
import { DEFAULT_MAPPING, type Mapping, type ValueTable } from "../../../src/model/mapping.ts";
import { applyIssues } from "../../../src/sync/apply-issues.ts";
import { compareWhereChanged } from "../../../src/sync/compare-all.ts";
import type { Context } from "../../../src/sync/context.ts";
import { putSync } from "../../../src/sync/rows.ts";
import { scan } from "../../../src/sync/scan.ts";
import { contextInMemory, runningConnection } from "./sample-context.ts";

const OURS = "06h02d1tvdzzx0eszq8pzrath4";
const THEIRS = "06h02d1tvdzzx0eszq8pzrath5";
let context: Context;
let mapping: Mapping;

const connection = () => {
  const found = context.store.connection("c1");
  if (!found) throw new Error("no connection");
  return found;
};
const state = (issue: string): IssueSync => {
  const found = context.store.sync("c1", issue);
  if (!found) throw new Error("not shared");
  return found;
};
const compare = () => compareWhereChanged(context, connection());
const look = () => scan(context, async () => {});
const typed = async (issue: string, fields: Record<string, string>) => {
  const [found] = (await context.tracker.read([issue])) ?? [];
  const action = { kind: "put", change: { fields } } as const;
  await context.tracker.write([{ effect: `e${Math.random()}`, issue, expectedVersion: found?.version ?? null, action }]);
};
const status = (table: Partial<ValueTable>): Mapping => ({
  ...DEFAULT_MAPPING,
  values: { status: { send: {}, receive: {}, otherwise: "same", ...table } },
});
/** The partner's first document of an issue. */
const arrives = (issue: string, fields: Record<string, string>) =>
  applyIssues(context, connection(), [
    {
      row: 1,
      connection: "c1",
      life: "ffffffffffffffff",
      number: 1,
      characters: 100,
      body: "",
      message: {
        kind: "issue",
        issue,
        contract: 1,
        base: { era: 0, number: 0 },
        revision: { era: 0, number: 1 },
        key: "N-1",
        changes: { fields },
        overruled: [],
      },
    } as unknown as Parameters<typeof applyIssues>[2][number],
  ]);
/** Under other words, with no edit. */
const compareUnder = async (words: Mapping) => {
  mapping = words;
  expect(await compare()).toBe("compared");
};

beforeEach(async () => {
  context = contextInMemory();
  mapping = DEFAULT_MAPPING;
  const choice = { scope: { kind: "all" }, forward: true } as const;
  context = { ...context, settingsOf: () => ({ mapping, choice, terms: null }) };
  runningConnection(context, "c1", "acme", "secondary");
  await compare();
  await typed(OURS, { title: "Valve", status: "Doing" });
  await look();
  await arrives(THEIRS, { title: "Pump", status: "Review" });
});

describe("another mapping is no edit", () => {
  it("of what arrived under the one before", () => {
    const fields = { title: "Pump", status: "Review" };
    expect(state(THEIRS)).toMatchObject({ introducedBy: "partner", mine: { fields }, shadow: { fields } });
  });

  it("of the partner's issue: it stays as it was agreed, until somebody edits the field", async () => {
    const agreed = state(THEIRS).mine;
    for (const words of [status({ send: { Review: "Else" } }), status({ otherwise: { send: "Else", receive: "Open" } }), DEFAULT_MAPPING]) {
      await compareUnder(words);
      await look();
      expect(state(THEIRS).mine).toEqual(agreed);
    }
    await compareUnder(status({ send: { Review: "Else" } }));
    await typed(THEIRS, { status: "Doing" });
    await look();
    expect(state(THEIRS).mine.fields["status"]).toBe("Doing");
  });

  it("of any title: a text around it that comes or goes is not sent", async () => {
    for (const title of [{ receive: "{title}!", send: "[Acme] {title}" }, { send: "{title} (Acme)" }, {}]) {
      await compareUnder({ ...DEFAULT_MAPPING, templates: { title } });
      expect([state(OURS).mine.fields["title"], state(THEIRS).mine.fields["title"]]).toEqual(["Valve", "Pump"]);
    }
  });

  it("of a field that has another name now and is not there under it", async () => {
    await compareUnder({ ...DEFAULT_MAPPING, fields: { status: "state" } });
    expect([state(OURS).mine.fields["status"], state(THEIRS).mine.fields["status"]]).toEqual(["Doing", "Review"]);
  });

  it("an own issue says the new word for what stands in it", async () => {
    await compareUnder(status({ send: { Doing: "In progress" } }));
    expect(state(OURS).mine.fields["status"]).toBe("In progress");
  });

  it("but not for a word that is the partner's there, until its user edits the field", async () => {
    await arrives(OURS, { status: "Review" });
    expect(state(OURS).mine.fields["status"]).toBe("Review");
    await compareUnder(status({ send: { Review: "Else" } }));
    expect(state(OURS).mine.fields["status"]).toBe("Review");
    await typed(OURS, { status: "Doing" });
    await look();
    await compareUnder(status({ send: { Doing: "In progress" } }));
    expect(state(OURS).mine.fields["status"]).toBe("In progress");
  });

  it("an own issue says what stands in it under the new name of a field of which nothing was said; the partner's does not", async () => {
    for (const issue of [OURS, THEIRS]) await typed(issue, { urgency: "high" });
    await look();
    await compareUnder({ ...DEFAULT_MAPPING, fields: { priority: "urgency" } });
    expect([state(OURS).mine.fields["priority"], state(THEIRS).mine.fields["priority"]]).toEqual(["high", undefined]);
  });

  it("but not where the partner has said something else since, for which we have the same word", async () => {
    await compareUnder(status({ send: { Doing: "In progress" }, receive: { Review: "Doing" } }));
    const sync = state(OURS);
    const said = { ...sync, mine: { ...sync.mine, fields: { ...sync.mine.fields, status: "Review" } } };
    context.store.transaction(() => putSync(context, connection(), said));
    await compareUnder(status({ send: { Doing: "Working" }, receive: { Review: "Doing" } }));
    expect(state(OURS).mine.fields["status"]).toBe("Review");
  });

  it("what had no word is sent when it has one", async () => {
    await compareUnder(status({ otherwise: "refuse" }));
    await typed(OURS, { status: "Reopened" });
    await look();
    expect(state(OURS).unsendable["status"]).toMatchObject({ value: "Reopened" });
    await compareUnder(status({ send: { Reopened: "Open" } }));
    expect(state(OURS)).toMatchObject({ mine: { fields: { status: "Open" } }, unsendable: {} });
  });

  it("also where the issue was edited in another field before the look that comes first under the new words", async () => {
    await typed(THEIRS, { title: "Pumps" });
    await compareUnder(status({ send: { Review: "Else" } }));
    await look();
    expect(state(THEIRS).mine.fields).toEqual({ title: "Pumps", status: "Review" });
  });

  it("nor is the partner's field emptied because the edited issue has none of its new name", async () => {
    await typed(THEIRS, { title: "Pumps", status: "Doing" });
    await compareUnder({ ...DEFAULT_MAPPING, fields: { status: "state" } });
    await look();
    expect(state(THEIRS).mine.fields).toEqual({ title: "Pumps", status: "Review" });
  });

  it("nor does a text around it leave with another edit of an own issue", async () => {
    await typed(OURS, { body: "Long." });
    await compareUnder({ ...DEFAULT_MAPPING, templates: { title: { send: "[Acme] {title}" } } });
    await look();
    expect(state(OURS).mine.fields).toMatchObject({ title: "Valve", body: "Long." });
  });

  it("nor of an issue that could not be read while the others were compared", async () => {
    const row = context.store.issue(THEIRS);
    if (!row) throw new Error("no row");
    context.store.transaction(() => context.store.putIssue({ ...row, heldBecause: "unreadable" }));
    await compareUnder(status({ send: { Review: "Else" } }));
    await compareUnder(status({ send: { Review: "Other" } }));
    await typed(THEIRS, { title: "Pumps" });
    await look();
    expect(state(THEIRS).mine.fields).toEqual({ title: "Pumps", status: "Review" });
  });

  it("nor of one that did not take part meanwhile", async () => {
    const sync = state(THEIRS);
    context.store.transaction(() => putSync(context, connection(), { ...sync, frozen: true }));
    await compareUnder(status({ send: { Review: "Else" } }));
    context.store.transaction(() => putSync(context, connection(), { ...state(THEIRS), frozen: false }));
    await typed(THEIRS, { title: "Pumps" });
    await look();
    expect(state(THEIRS).mine.fields).toEqual({ title: "Pumps", status: "Review" });
  });

  it("nor where the words change once more while an issue still waits to be compared", async () => {
    const waiting = state(OURS);
    const pendingWrite = { effect: "e", inbox: 1, waits: null };
    context.store.transaction(() => putSync(context, connection(), { ...waiting, pendingWrite }));
    mapping = status({ send: { Review: "Else" } });
    expect(await compare()).toBe("waits");
    mapping = status({ send: { Review: "Other" } });
    expect(await compare()).toBe("waits");
    context.store.transaction(() => putSync(context, connection(), { ...state(OURS), pendingWrite: null }));
    expect(await compare()).toBe("compared");
    expect([state(OURS).mine.fields["status"], state(THEIRS).mine.fields["status"]]).toEqual(["Doing", "Review"]);
  });

  it("nor where the words before are in force again, though not all issues were compared under those in between", async () => {
    const waiting = state(THEIRS);
    const pendingWrite = { effect: "e", inbox: 1, waits: null };
    context.store.transaction(() => putSync(context, connection(), { ...waiting, pendingWrite }));
    mapping = status({ send: { Doing: "In progress" } });
    expect(await compare()).toBe("waits");
    expect(state(OURS).mine.fields["status"]).toBe("In progress");
    context.store.transaction(() => putSync(context, connection(), { ...state(THEIRS), pendingWrite: null }));
    await compareUnder(DEFAULT_MAPPING);
    expect([state(OURS).mine.fields["status"], state(THEIRS).mine.fields["status"]]).toEqual(["Doing", "Review"]);
  });

  it("and an edit that nobody compared yet is one, whatever the words are by then", async () => {
    await typed(THEIRS, { status: "Done" });
    mapping = status({ send: { Done: "Closed" } });
    await look();
    await compare();
    expect(state(THEIRS).mine.fields["status"]).toBe("Closed");
  });
});
