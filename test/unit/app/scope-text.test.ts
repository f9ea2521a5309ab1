import { describe, expect, it } from "vitest";
import { filterFaultText, parseScope, scopeText } from "../../../src/app/scope-text.ts";

describe("what is shared, as a text", () => {
  it("is one of two words, conditions of the oldest form, or a filter", () => {
    expect(parseScope(" marked ")).toEqual({ ok: true, value: { kind: "marked" } });
    expect(parseScope("all")).toEqual({ ok: true, value: { kind: "all" } });
    expect(parseScope('label:pump,winter status:"In progress"')).toEqual({
      ok: true,
      value: { kind: "filter", labels: ["pump", "winter"], statuses: ["In progress"] },
    });
    expect(parseScope("status = New")).toMatchObject({ ok: true, value: { kind: "query", text: "status = New" } });
  });

  it("means what it always did where a condition stands twice, or a value has a sign in it", () => {
    expect(parseScope("label:pump label:winter")).toMatchObject({ value: { kind: "filter", labels: ["pump", "winter"] } });
    expect(parseScope("label:area:north")).toMatchObject({ value: { kind: "filter", labels: ["area:north"] } });
  });

  it("comes back as it was written", () => {
    for (const text of ["marked", "all", 'label:pump status:"In progress"', "status = New or label:pump"]) {
      const read = parseScope(text);
      expect(read.ok && scopeText(read.value)).toBe(text);
    }
  });

  it("says where it is wrong, and what is expected there", () => {
    const read = parseScope("status = New and due < soon");
    expect(read.ok ? "" : filterFaultText(read.failure)).toBe('at character 24: "soon" is neither a date such as 2026-12-01 nor a number');
  });
});
