import { describe, expect, it } from "vitest";
import type { ValueTable } from "../../../src/model/mapping.ts";
import type { Value } from "../../../src/model/value.ts";
import { contractField } from "../../../src/sync/rules.ts";
import { translateIn, translateOut } from "../../../src/sync/translation.ts";
import { rulesFor } from "./sample-rules.ts";

function withTable(table: Partial<ValueTable>, emails = false) {
  return rulesFor("primary", { mapping: { values: { status: { send: {}, receive: {}, otherwise: "same", ...table } }, emails } });
}
function out(rules: ReturnType<typeof rulesFor>, name: string, value: Value) {
  const field = contractField(rules.contract, name);
  if (!field) throw new Error(name);
  return translateOut(rules, field, value);
}

describe("translateOut", () => {
  it("passes values as they are where there is no table", () => {
    expect(out(rulesFor("primary"), "status", "Doing")).toEqual({ ok: true, value: "Doing" });
  });

  it("uses the table, refuses what it refuses, and what it does not know only when told so", () => {
    const rules = withTable({ send: { Doing: "In progress", Secret: "refuse" } });
    expect(out(rules, "status", "Doing")).toEqual({ ok: true, value: "In progress" });
    expect(out(rules, "status", "Secret")).toMatchObject({ ok: false, failure: { code: "NO_MAPPING", field: "status" } });
    expect(out(rules, "status", "Else")).toEqual({ ok: true, value: "Else" });
    expect(out(withTable({ otherwise: "refuse" }), "status", "Else").ok).toBe(false);
  });

  it("is not fooled by words that every object has", () => {
    expect(out(withTable({}), "status", "constructor")).toEqual({ ok: true, value: "constructor" });
    expect(out(withTable({ otherwise: "refuse" }), "status", "__proto__").ok).toBe(false);
  });

  it("lets no mail address out unless the mapping says so", () => {
    const ada = { name: "Ada", email: "ada@acme.example" };
    expect(out(withTable({}), "assignee", ada)).toEqual({ ok: true, value: { name: "Ada" } });
    expect(out(withTable({}, true), "assignee", ada)).toEqual({ ok: true, value: ada });
  });

  it("refuses what the contract or the protocol cannot carry", () => {
    expect(out(rulesFor("primary"), "type", "epic")).toMatchObject({ ok: false, failure: { code: "NOT_IN_CONTRACT" } });
    expect(out(rulesFor("primary"), "title", "x".repeat(1001))).toMatchObject({ ok: false, failure: { code: "TOO_LONG" } });
    expect(out(rulesFor("primary"), "body", "x".repeat(1001)).ok).toBe(true);
  });
});

describe("translateIn", () => {
  it("reads a table written for the other direction backwards", () => {
    const rules = withTable({ send: { Doing: "In progress" } });
    const field = contractField(rules.contract, "status");
    expect(field && translateIn(rules, field, "In progress")).toEqual({ ok: true, value: "Doing" });
    expect(field && translateIn(rules, field, "New")).toEqual({ ok: true, value: "New" });
  });
});
