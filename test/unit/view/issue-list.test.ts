import { expect, test } from "vitest";
import type { LocalIssue } from "../../../src/model/local-issue.ts";
import { IssueList, needy, tally } from "../../../src/view/issue-list.ts";
import { sampleRow } from "./issue-samples.ts";

function source(...rows: LocalIssue[]): { issues: Map<string, LocalIssue>; shares: () => readonly [] } {
  return { issues: new Map(rows.map((row) => [row.id, row])), shares: () => [] };
}
const keys = (list: IssueList): string[] => list.items.map(({ issue }) => issue.key);

test("a list takes up what came, changed its key, or went, in order of key", () => {
  const from = source(sampleRow("A-2"), sampleRow("A-10"), sampleRow("A-1"));
  const list = new IssueList(from);
  list.update(new Set());
  expect(keys(list)).toEqual(["A-1", "A-2", "A-10"]);
  from.issues.set("id-A-3", sampleRow("A-3"));
  from.issues.delete("id-A-2");
  from.issues.set("id-A-1", { ...sampleRow("A-11"), id: "id-A-1" });
  list.update(new Set(["id-A-3", "id-A-2", "id-A-1"]));
  expect(keys(list)).toEqual(["A-3", "A-10", "A-11"]);
});

test("a key that alone changes moves its issue", () => {
  const from = source(sampleRow("A-1"), sampleRow("A-2"));
  const list = new IssueList(from);
  list.update(new Set());
  from.issues.set("id-A-1", { ...sampleRow("A-3"), id: "id-A-1" });
  list.update(new Set(["id-A-1"]));
  expect(keys(list)).toEqual(["A-2", "A-3"]);
});

test("what did not change stays the same object, and what did is another", () => {
  const from = source(sampleRow("A-1"), sampleRow("A-2"));
  const list = new IssueList(from);
  list.update(new Set());
  const [first, second] = list.items;
  from.issues.set("id-A-2", sampleRow("A-2", { syncStatus: "conflict" }));
  list.update(new Set(["id-A-2"]));
  expect(list.items[0]).toBe(first);
  expect(list.items[1]).not.toBe(second);
  expect(list.items[1]?.issue.syncStatus).toBe("conflict");
});

test("what needs a person: errors, conflicts, questions; not what is held by itself", () => {
  const counts = tally([
    sampleRow("A-1", { syncStatus: "error" }),
    sampleRow("A-2", { syncStatus: "conflict" }),
    sampleRow("A-3", { syncStatus: "held", heldBecause: "older text" }),
    sampleRow("A-4", { syncStatus: "held" }),
    sampleRow("A-5", { syncStatus: "pending" }),
    sampleRow("A-6", { syncStatus: "up to date" }),
  ]);
  expect(counts).toEqual({ error: 1, conflict: 1, question: 1, waiting: 2, all: 6 });
  expect(needy(counts)).toBe(3);
});
