import { describe, expect, test } from "vitest";
import { matches, parseFilter } from "../../../src/view/issue-filter.ts";
import type { IssueItem } from "../../../src/view/issue-item.ts";
import { PARTNERS, sampleItem, sharedItem } from "./issue-samples.ts";

const ITEMS: readonly IssueItem[] = [
  sampleItem("A-1", {
    fields: { title: "Valve sticks in cold weather", status: "In progress", labels: ["pump", "winter"], assignee: { name: "Ada Marsh" } },
  }),
  sharedItem("A-2", "conflict", "c1", { fields: { title: "Pump leaks", status: "New", labels: ["pump"], priority: "high" } }),
  sharedItem("A-3", "held", "c2", { fields: { title: "Needs a part" }, heldBecause: "missing" }),
  sharedItem("A-4", "up to date", "c2", { fields: { title: "cold:start fails", type: "bug" } }),
];

const found = (text: string): string[] => {
  const filter = parseFilter(text);
  return ITEMS.filter((item) => filter === null || matches(item, filter, PARTNERS)).map(({ issue }) => issue.key);
};

describe("a filter", () => {
  test.each([
    ["", ["A-1", "A-2", "A-3", "A-4"]],
    ["   ", ["A-1", "A-2", "A-3", "A-4"]],
    ["pump", ["A-2"]],
    ["PUMP leaks", ["A-2"]],
    ["cold weather", ["A-1"]],
    ['"weather cold"', []],
    ["a-2", ["A-2"]],
    ["nw-a-4", ["A-4"]],
    ["label:pump", ["A-1", "A-2"]],
    ["label:pump label:winter", ["A-1", "A-2"]],
    ["label:pump -label:winter", ["A-2"]],
    ["label:none", ["A-3", "A-4"]],
    ['status:"in progress"', ["A-1"]],
    ["status:in-progress", ["A-1"]],
    ["status:new label:pump", ["A-2"]],
    ["assignee:marsh", ["A-1"]],
    ["assignee:none status:new", ["A-2"]],
    ["priority:high", ["A-2"]],
    ["type:bug", ["A-4"]],
    ["sync:conflict", ["A-2"]],
    ["sync:question", ["A-3"]],
    ["sync:held", ["A-3"]],
    ['sync:"up to date"', ["A-4"]],
    ["sync:up-to-date", ["A-4"]],
    ["connection:harbour", ["A-3", "A-4"]],
    ['connection:"harbour office" -sync:question', ["A-4"]],
    ["connection:none", ["A-1"]],
    ["cold:start", ["A-4"]],
    ['status:"in progress', ["A-1"]],
    ["label:", []],
  ])("%s", (text, keys) => {
    expect(found(text)).toEqual(keys);
  });
});
