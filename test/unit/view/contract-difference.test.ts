import { expect, test } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { contractDifference, differenceLines } from "../../../src/view/contract-difference.ts";
import { counted, relativeAge } from "../../../src/view/ages.ts";

test("names what was added, removed and changed, and nothing else", () => {
  const after = {
    ...DEFAULT_TERMS,
    types: ["bug", "incident"],
    comments: "none" as const,
    fields: [
      ...DEFAULT_TERMS.fields
        .filter(({ name }) => name !== "due")
        .map((field) => (field.name === "status" ? { ...field, values: ["New", "Done"] } : field)),
      { name: "hours", kind: "number" as const, direction: "both" as const, policy: "secondary" as const },
    ],
  };
  expect(differenceLines(contractDifference(DEFAULT_TERMS, after))).toEqual([
    "+ type incident",
    "- type task",
    "- type request",
    "+ field hours: number, both, secondary wins",
    "- field due: date, both, primary wins",
    "- field status: option, both, primary wins",
    "+ field status: option, both, primary wins, one of New, Done",
    "- comments: public",
    "+ comments: none",
  ]);
  expect(differenceLines(contractDifference(DEFAULT_TERMS, DEFAULT_TERMS))).toEqual(["no difference"]);
});

test("of a first proposal everything is new, its rules, too", () => {
  const lines = differenceLines(contractDifference(null, DEFAULT_TERMS));
  expect(lines.slice(0, 4)).toEqual(["+ type bug", "+ type task", "+ type request", "+ field title: scalar, both, primary wins"]);
  expect(lines.slice(-4)).toEqual(["+ comments: public", "+ deletes: propagate", "+ attachments: none", "+ links: none"]);
});

test.each([
  [0, "now"],
  [4, "4 s ago"],
  [125, "2 min ago"],
  [3 * 3600, "3 h ago"],
  [86_400, "1 day ago"],
  [-13.99 * 86_400, "in 14 days"],
])("%d seconds: %s", (seconds, words) => {
  const now = Date.UTC(2026, 10, 21);
  expect(relativeAge(new Date(now - seconds * 1000).toISOString(), now)).toBe(words);
});

test("one and many", () => {
  expect([counted(1, "issue"), counted(2, "issue"), counted(0, "issue")]).toEqual(["1 issue", "2 issues", "0 issues"]);
});
