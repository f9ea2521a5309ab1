import { expect, test } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { contractDifference, isSame } from "../../../src/view/contract-difference.ts";
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
  const old = (name: string) => DEFAULT_TERMS.fields.find((field) => field.name === name);
  expect(contractDifference(DEFAULT_TERMS, after)).toEqual({
    typesAdded: ["incident"],
    typesRemoved: ["task", "request"],
    fieldsAdded: [{ name: "hours", kind: "number", direction: "both", policy: "secondary" }],
    fieldsRemoved: [old("due")],
    fieldsChanged: [{ name: "status", before: old("status"), after: { ...old("status"), values: ["New", "Done"] } }],
    rulesChanged: [{ name: "comments", before: "public", after: "none" }],
  });
  expect(isSame(contractDifference(DEFAULT_TERMS, after))).toBe(false);
  expect(isSame(contractDifference(DEFAULT_TERMS, DEFAULT_TERMS))).toBe(true);
});

test("of a first proposal everything is new, its rules, too", () => {
  const difference = contractDifference(null, DEFAULT_TERMS);
  expect([difference.typesAdded, difference.fieldsAdded]).toEqual([DEFAULT_TERMS.types, DEFAULT_TERMS.fields]);
  expect(difference.rulesChanged.map(({ name, before, after }) => [name, before, after])).toEqual([
    ["comments", null, "public"],
    ["deletes", null, "propagate"],
    ["attachments", null, "none"],
    ["links", null, "none"],
  ]);
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
