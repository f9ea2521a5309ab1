import { describe, expect, it } from "vitest";
import { wayTo } from "../../../src/model/workflow.ts";

const WORKFLOW = [
  { from: "New", to: ["Open", "Rejected"] },
  { from: "Open", to: ["Review", "New"] },
  { from: "Review", to: ["Done", "Open"] },
  { from: "constructor", to: ["__proto__"] },
];

describe("the way from one value to another", () => {
  it.each([
    ["New", "New", []],
    ["New", "Open", ["Open"]],
    ["New", "Done", ["Open", "Review", "Done"]],
    ["Review", "New", ["Open", "New"]],
    ["Done", "New", null],
    ["New", "Nowhere", null],
    ["Unknown", "New", null],
    ["constructor", "__proto__", ["__proto__"]],
    ["toString", "New", null],
  ])("%s to %s", (from, to, way) => {
    expect(wayTo(WORKFLOW, from, to)).toEqual(way);
  });

  it("leads around what cannot be passed, but for its end", () => {
    const workflow = [...WORKFLOW, { from: "Rejected", to: ["Review"] }];
    expect(wayTo(workflow, "New", "Review", (value) => value !== "Open")).toEqual(["Rejected", "Review"]);
    expect(wayTo(WORKFLOW, "New", "Open", () => false)).toEqual(["Open"]);
    expect(wayTo(WORKFLOW, "New", "Done", (value) => value !== "Open")).toBeNull();
  });

  it("is found, or not, in time that grows with the number of transitions", () => {
    const values = Array.from({ length: 1_000 }, (_, n) => `v${n}`);
    const workflow = values.map((from, n) => ({ from, to: values.slice(Math.max(0, n - 98), n + 2) }));
    const began = performance.now();
    expect(wayTo(workflow, "v0", "v999")).toHaveLength(999);
    expect(wayTo(workflow, "v0", "other")).toBeNull();
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
