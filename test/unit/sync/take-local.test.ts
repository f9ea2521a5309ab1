import { describe, expect, it } from "vitest";
import type { Document } from "../../../src/model/document.ts";
import type { IssueSync } from "../../../src/model/issue-sync.ts";
import { DEFAULT_MAPPING, type Mapping } from "../../../src/model/mapping.ts";
import type { Value } from "../../../src/model/value.ts";
import type { Role } from "../../../src/model/contract.ts";
import { takeLocal } from "../../../src/sync/take-local.ts";
import { freshSync, rulesFor } from "./sample-rules.ts";

const document = (fields: Document["fields"], deleted = false): Document => ({ fields, comments: [], deleted, shared: true });
const agreed = (fields: Document["fields"]): IssueSync => {
  const all = document(fields);
  return { ...freshSync(), base: all, mine: all, shadow: all, revision: { era: 0, number: 3 } };
};
const found = (fields: Document["fields"], deleted = false) => ({
  document: document(fields, deleted),
  shadow: document(fields, deleted),
  unsendable: {},
  restores: [],
  shows: {},
  unsaid: [],
  typed: [],
  restoredFiles: [],
  stays: {},
});
const take = (role: Role, sync: IssueSync, now: Document["fields"], ancestor: Document | null = null) =>
  takeLocal(rulesFor(role), sync, found(now), ancestor);

describe("takeLocal", () => {
  it("takes differences from the shadow, not from what was agreed", () => {
    const sync = { ...agreed({ title: "VALVE" }), shadow: document({ title: "valve" }) };
    expect(take("primary", sync, { title: "valve" }).sync.mine.fields).toEqual({ title: "VALVE" });
    expect(take("primary", sync, { title: "valves" }).sync.mine.fields).toEqual({ title: "valves" });
  });

  it("tells the author of a value that our tracker could not show and that is edited away", () => {
    const refused = { status: { value: "Done", failure: { code: "TRACKER_REFUSED" as const } } };
    const sync = { ...agreed({ status: "Done" }), shadow: document({ status: "New" }), refusedHere: refused };
    const taken = take("secondary", sync, { status: "Waiting" }).sync;
    expect(taken.refusedHere).toEqual({});
    expect(taken.overruled).toMatchObject([{ field: "status", value: "Done", winner: "Waiting" }]);
  });

  it("does not take back what a stale editor had not seen", () => {
    const sync = agreed({ title: "Valve", status: "Done" });
    const stale = document({ title: "Valve", status: "New" });
    const taken = take("primary", sync, { title: "Valves", status: "New" }, stale);
    expect(taken.sync.mine.fields).toEqual({ title: "Valves", status: "Done" });
    expect(taken.rewrite).toBe(true);
  });

  it("keeps both values where a stale edit meets a newer one", () => {
    const sync = agreed({ status: "Done" });
    const stale = document({ status: "New" });
    const wins = take("primary", sync, { status: "Waiting" }, stale).sync;
    expect(wins.mine.fields).toEqual({ status: "Waiting" });
    expect(wins.overruled).toMatchObject([{ field: "status", value: "Done" }]);
    const loses = take("secondary", sync, { status: "Waiting" }, stale);
    expect(loses.sync.mine.fields).toEqual({ status: "Done" });
    expect(loses.sync.lost).toMatchObject([{ field: "status", value: "Waiting" }]);
    expect(loses.rewrite).toBe(true);
  });

  it("forgets the mark on a refused value only when it is edited", () => {
    const marked = { ...agreed({ status: "Odd" }), refusedThere: { status: { value: "Odd", failure: { code: "NO_MAPPING" as const } } } };
    expect(take("secondary", marked, { status: "Odd" }).sync.refusedThere).toHaveProperty("status");
    expect(take("secondary", marked, { status: "New" }).sync.refusedThere).toEqual({});
  });

  const words = (mapping: Partial<Mapping>) => rulesFor("secondary", { mapping: { ...DEFAULT_MAPPING, ...mapping } });
  const shown = (mapping: Partial<Mapping>, mine: Document["fields"], shadow: Document["fields"], now: Document["fields"]) =>
    takeLocal(words(mapping), { ...agreed(mine), shadow: document(shadow) }, found(now), null);

  it("adds and removes in a list of which other words stand here, and leaves the partner's entries", () => {
    const fixed = { fixed: { labels: ["acme"] } };
    const edit = (now: Value) => shown(fixed, { labels: ["pump", "valve"] }, { labels: ["acme"] }, { labels: now });
    expect(edit(["acme", "urgent"])).toMatchObject({ rewrite: false, sync: { mine: { fields: { labels: ["pump", "urgent", "valve"] } } } });
    expect(edit([]).sync.mine.fields).toEqual({ labels: ["pump", "valve"] });
  });

  it("leaves what one word stands for as long as that stays, and takes away all of it with the word", () => {
    const receive = { values: { labels: { send: {}, receive: { red: "colour", blue: "colour" }, otherwise: "same" } } } as const;
    const edit = (now: Value) => shown(receive, { labels: ["blue", "pump", "red"] }, { labels: ["pump", "red"] }, { labels: now }).sync;
    expect(edit(["pump", "red", "urgent"]).mine.fields).toEqual({ labels: ["blue", "pump", "red", "urgent"] });
    expect(edit(["pump"]).mine.fields).toEqual({ labels: ["pump"] });
    expect(edit(["red"])).toMatchObject({ mine: { fields: { labels: ["blue", "red"] } }, lost: [], overruled: [] });
  });

  it("leaves an entry that stands here in the spelling of the tracker, also where that spelling is agreed, too", () => {
    const edit = (now: Value) => shown({}, { labels: ["pump"] }, { labels: ["PUMP"] }, { labels: now }).sync.mine.fields;
    expect([edit(["PUMP", "urgent"]), edit([])]).toEqual([{ labels: ["pump", "urgent"] }, {}]);
    const both = (now: Value) =>
      shown({}, { labels: ["PUMP", "pump", "valve"] }, { labels: ["pump", "valve"] }, { labels: now }).sync.mine.fields;
    expect(both(["pump", "urgent", "valve"])).toEqual({ labels: ["PUMP", "pump", "urgent", "valve"] });
    expect(both(["pump"])).toEqual({ labels: ["PUMP", "pump"] });
    expect(both(["valve"])).toEqual({ labels: ["valve"] });
  });

  it("leaves what the tracker shows in a form that nothing explains, and tells its author where nobody knows what was taken away", () => {
    const edit = (now: Value) => shown({}, { labels: ["pump", "valve"] }, { labels: ["l1", "l2"] }, { labels: now }).sync;
    expect(edit(["l1", "l2", "urgent"])).toMatchObject({ mine: { fields: { labels: ["pump", "urgent", "valve"] } }, overruled: [] });
    expect(edit(["l2"])).toMatchObject({
      mine: { fields: { labels: ["l2"] } },
      overruled: [{ field: "labels", value: ["pump", "valve"], winner: ["l2"] }],
    });
    expect(edit(["urgent"])).toMatchObject({ mine: { fields: { labels: ["urgent"] } }, overruled: [] });
    const dropped = shown({}, { labels: ["pump", "valve"] }, { labels: ["valve"] }, { labels: ["valve", "urgent"] }).sync;
    expect(dropped.mine.fields).toEqual({ labels: ["pump", "urgent", "valve"] });
  });

  it("tells the author of a value that was never shown here because the mapping says one of its own", () => {
    const set = shown({ fixed: { status: "Triage" } }, { status: "Review" }, { status: "Triage" }, { status: "Done" }).sync;
    expect(set).toMatchObject({ mine: { fields: { status: "Done" } }, overruled: [{ field: "status", value: "Review", winner: "Done" }] });
    const receive = { values: { status: { send: {}, receive: { Review: "Open" }, otherwise: "same" } } } as const;
    const table = shown(receive, { status: "Review" }, { status: "Open" }, { status: "Done" }).sync;
    expect(table).toMatchObject({ mine: { fields: { status: "Done" } }, overruled: [] });
  });

  it("takes a deletion and a return", () => {
    const sync = agreed({ title: "Valve" });
    const gone = takeLocal(rulesFor("primary"), sync, found({ title: "Valve" }, true), null).sync;
    expect(gone.mine.deleted).toBe(true);
    const back = takeLocal(rulesFor("primary"), gone, found({ title: "Valve" }), null).sync;
    expect(back.mine.deleted).toBe(false);
  });
});
