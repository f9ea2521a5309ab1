import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchesFilter } from "../../../src/model/match-filter.ts";
import { parseFilter } from "../../../src/model/parse-filter.ts";
import type { Value } from "../../../src/model/value.ts";

const ISSUE: Readonly<Record<string, Value>> = {
  title: "Valve sticks in cold weather",
  body: "Below -5 C the valve opens late.",
  status: "In progress",
  labels: ["pump", "winter"],
  assignee: { name: "Ada Marsh", email: "ada@acme.example" },
  due: "2026-12-01",
  "x-cost": "12.5",
  none: "set",
};

function matches(text: string, issue = ISSUE): boolean {
  const read = parseFilter(text);
  if (!read.ok) throw new Error(`${read.failure.code} at ${read.failure.at}`);
  return matchesFilter(read.value, issue);
}

function fault(text: string) {
  const read = parseFilter(text);
  return read.ok ? null : `${read.failure.code} ${read.failure.at}`;
}

describe("a filter", () => {
  it.each([
    ['status = "In progress"', true],
    ["status = 'In progress'", true],
    ["status = Done", false],
    ["status != Done", true],
    ["priority != high", true],
    ["priority = none", true],
    ["status != none", true],
    ['none = "none"', false],
    ["label:pump", true],
    ["labels = winter", true],
    ["labels:summer,winter", true],
    ["labels in (summer, pump)", true],
    ["labels not in (summer, pump)", false],
    ["labels contains PUMP", true],
    ["labels contains pum", false],
    ["title contains WEATHER", true],
    ["title not contains weather", false],
    ['"opens late"', true],
    ["text contains 'cold weather'", true],
    ['"frozen"', false],
    ["assignee = 'Ada Marsh'", true],
    ["assignee = ada@acme.example", true],
    ["assignee contains acme", true],
    ["due < 2026-12-02", true],
    ["due <= 2026-12-01", true],
    ["due > 2026-12-01", false],
    ["due >= 2026-12-01", true],
    ["x-cost > 9", true],
    ["x-cost > 100", false],
    ["status < 5", false],
    ["x-cost < 2026-12-01", false],
    ["due > 9", false],
    ["start > 2026-01-01", false],
    ["not start > 2026-01-01", true],
  ])("%s: %s", (text, holds) => expect(matches(text)).toBe(holds));

  it("joins conditions: side by side and `and` before `or`, parentheses before both, in any case of the words", () => {
    expect(matches("label:pump status:Done")).toBe(false);
    expect(matches('label:pump AND status:"In progress"')).toBe(true);
    expect(matches("status = Done and label:pump or label:winter")).toBe(true);
    expect(matches("label:winter or label:pump and status = Done")).toBe(true);
    expect(matches("label:summer or label:pump and status = Done")).toBe(false);
    expect(matches("status = Done and (label:pump or label:winter)")).toBe(false);
    expect(matches("NOT (status = Done or label:summer)")).toBe(true);
    expect(matches("not not label:pump")).toBe(true);
    expect(matches('label:pump "valve" not status:Done')).toBe(true);
  });

  it("is a fault where it asks for a field that is not known, with the one that may be meant", () => {
    const known = new Map([
      ["status", null],
      ["labels", null],
    ]);
    expect(parseFilter("label:pump status:New", known).ok).toBe(true);
    expect(parseFilter("not statsu:New", known)).toMatchObject({ ok: false, failure: { code: "NO_FIELD", at: 4, near: "status" } });
  });

  it("knows no fields but an issue's own", () => {
    expect(matches("constructor = none")).toBe(true);
    expect(matches("__proto__ contains object")).toBe(false);
  });

  it.each([
    ["", "EMPTY 0"],
    ["   ", "EMPTY 0"],
    ["pumpe", "NO_COMPARISON 5"],
    ["status", "NO_COMPARISON 6"],
    ["status = ", "NO_VALUE 8"],
    ["status = and", null],
    ["status = = New", "NO_VALUE 9"],
    ["= New", "NO_CONDITION 0"],
    ["status = New and", "NO_CONDITION 16"],
    ["status = New or or due = none", "NO_CONDITION 16"],
    ["(status = New", "OPEN_PARENTHESIS 0"],
    ["status = New)", "TOO_MUCH 12"],
    ["status in New", "NO_LIST 10"],
    ["status in (New", "NO_LIST 14"],
    ["status in ()", "NO_VALUE 11"],
    ['status = "New', "OPEN_QUOTE 9"],
    ["due < tomorrow", "NO_ORDER 6"],
    ["due < 2026-13-01", "NO_ORDER 6"],
    ["due < none", "NO_ORDER 6"],
    ["! status = New", "NO_CONDITION 0"],
    ["(".repeat(5000), "TOO_LONG 4000"],
    [`${"(".repeat(60)}a=b${")".repeat(60)}`, "TOO_DEEP 50"],
  ])("%s is said to be wrong where it is: %s", (text, expected) => expect(fault(text)).toBe(expected));

  it("is read or refused, whatever it is, and never both ways", () => {
    const word = fc.constantFrom(
      "status",
      "=",
      "!=",
      "<",
      "in",
      "not",
      "and",
      "or",
      "(",
      ")",
      ",",
      ":",
      '"',
      "'",
      "none",
      "New",
      "2026-01-01",
      "contains",
      "\0",
      "é",
    );
    const texts = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.array(word, { maxLength: 80 }).map((words) => words.join(" ")),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const read = parseFilter(text);
        const answer = read.ok ? matchesFilter(read.value, ISSUE) : read.failure.at >= 0 && read.failure.at <= text.length;
        expect(read.ok ? [true, false] : [true]).toContain(answer);
      }),
      { numRuns: 2000 },
    );
  });

  it("says the opposite with `not`, for every issue", () => {
    const part = fc.constantFrom("status = New", "labels contains pump", "due < 2026-06-01", "priority in (low, none)", '"valve"');
    const issue = fc.record({
      status: fc.constantFrom<Value>(null, "New", "Done"),
      labels: fc.constantFrom<Value>(null, ["pump"], ["winter"]),
      due: fc.constantFrom<Value>(null, "2026-01-01", "2026-12-01", "soon"),
      title: fc.constantFrom<Value>("Valve", "Pump"),
    });
    fc.assert(
      fc.property(part, part, issue, (a, b, fields) => {
        expect(matches(`not (${a})`, fields as typeof ISSUE)).toBe(!matches(a, fields as typeof ISSUE));
        expect(matches(`not (${a} or ${b})`, fields as typeof ISSUE)).toBe(matches(`not (${a}) and not (${b})`, fields as typeof ISSUE));
      }),
    );
  });
});
