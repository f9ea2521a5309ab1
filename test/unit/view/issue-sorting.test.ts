import { describe, expect, test } from "vitest";
import { groupIssues } from "../../../src/view/issue-groups.ts";
import { type Sorting, orderWords, sortIssues } from "../../../src/view/issue-sorting.ts";
import { PARTNERS, sampleItem } from "./issue-samples.ts";

const item = (key: string, stamp: number, status: string | null, priority: string | null) =>
  sampleItem(key, { stamp, fields: { title: key, ...(status !== null && { status }), ...(priority !== null && { priority }) } });

const ITEMS = [
  item("A-1", 3, "Done", "low"),
  item("A-2", 9, "In progress", null),
  item("A-3", 5, null, "P10"),
  item("A-4", 7, "New", "High"),
  item("A-5", 1, "In progress", "P2"),
];
const sorted = (sorting: Sorting): string[] => sortIssues(ITEMS, sorting).map(({ issue }) => issue.key);

describe("issues are sorted", () => {
  test("by key, without a copy", () => {
    expect(sortIssues(ITEMS, "key")).toBe(ITEMS);
  });

  test("by last activity, newest first", () => {
    expect(sorted("changed")).toEqual(["A-2", "A-4", "A-3", "A-1", "A-5"]);
  });

  test("by status as work goes on, equal ones by key, none last", () => {
    expect(sorted("status")).toEqual(["A-4", "A-2", "A-5", "A-1", "A-3"]);
  });

  test("by priority, highest first, unknown words by letters and numbers, none last", () => {
    expect(sorted("priority")).toEqual(["A-4", "A-1", "A-5", "A-3", "A-2"]);
  });

  test("within groups, and what they were given stays as it is", () => {
    const before = [...ITEMS];
    const [group] = groupIssues(sortIssues(ITEMS, "changed"), "sync", PARTNERS);
    expect(group?.items.map(({ issue }) => issue.key)).toEqual(["A-2", "A-4", "A-3", "A-1", "A-5"]);
    expect(ITEMS).toEqual(before);
  });
});

test("a view says its order only where it is not the usual one", () => {
  expect(orderWords(undefined, "key")).toBeUndefined();
  expect(orderWords("by status", "key")).toBe("by status");
  expect(orderWords(undefined, "changed")).toBe("last activity first");
  expect(orderWords("by label", "priority")).toBe("by label, sorted by priority");
});
