import { describe, expect, it } from "vitest";
import type { Mapping, ValueTable } from "../../../src/model/mapping.ts";
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

function withMapping(more: Partial<Mapping>) {
  return rulesFor("primary", { mapping: { values: {}, emails: false, ...more } });
}
function arrives(rules: ReturnType<typeof rulesFor>, name: string, value: Value, held: Value = null) {
  const field = contractField(rules.contract, name);
  if (!field) throw new Error(name);
  return translateIn(rules, field, value, held);
}

describe("a table", () => {
  it("has a word for the rest, in each direction another", () => {
    const rules = withTable({ send: { Doing: "In progress" }, otherwise: { send: "New", receive: "refuse" } });
    expect(out(rules, "status", "Whatever")).toEqual({ ok: true, value: "New" });
    expect(arrives(rules, "status", "In progress")).toEqual({ ok: true, value: "Doing" });
    expect(arrives(rules, "status", "Whatever")).toMatchObject({ ok: false, failure: { code: "NO_MAPPING", value: "Whatever" } });
    const back = withTable({ otherwise: { send: "same", receive: "Open" } });
    expect(out(back, "status", "Else")).toEqual({ ok: true, value: "Else" });
    expect(arrives(back, "status", "Else")).toEqual({ ok: true, value: "Open" });
  });

  it("has no value of the name `refuse`: what is refused in one direction is no word of the other", () => {
    expect(arrives(withTable({ send: { Secret: "refuse" } }), "status", "refuse")).toEqual({ ok: true, value: "refuse" });
  });

  it("translates each entry of a list; one that is refused keeps the list here", () => {
    const labels = { send: { "winter-25": "winter", "winter-26": "winter", secret: "refuse" }, receive: {}, otherwise: "same" } as const;
    const rules = withMapping({ values: { labels } });
    expect(out(rules, "labels", ["pump", "winter-25", "winter-26"])).toEqual({ ok: true, value: ["pump", "winter"] });
    expect(out(rules, "labels", ["pump", "secret"])).toMatchObject({ ok: false, failure: { code: "NO_MAPPING", value: "secret" } });
    expect(arrives(rules, "labels", ["pump", "winter"])).toEqual({ ok: true, value: ["pump", "winter-25"] });
    // What stands there stays, where it is the partner's word, too.
    expect(arrives(rules, "labels", ["pump", "winter"], ["winter-25", "winter-26"])).toEqual({
      ok: true,
      value: ["pump", "winter-25", "winter-26"],
    });
    expect(arrives(rules, "labels", ["pump"], ["winter-25", "winter-26"])).toEqual({ ok: true, value: ["pump"] });
  });
});

describe("people", () => {
  const people: ValueTable = {
    send: { "Ada Marsh": "Acme Support", "eve@acme.example": "refuse" },
    receive: { "Bo Lind": "Bo Lind <bo@nordwind.example>" },
    otherwise: { send: "Acme", receive: "same" },
  };
  const rules = withMapping({ people });

  it("have other names at the partner, by name or by mail address, and one for all the rest", () => {
    const ada = { name: "Ada Marsh", email: "ada@acme.example" };
    expect(out(rules, "assignee", ada)).toEqual({ ok: true, value: { name: "Acme Support" } });
    expect(out(rules, "assignee", { name: "Someone" })).toEqual({ ok: true, value: { name: "Acme" } });
    expect(out(rules, "assignee", { name: "Eve", email: "eve@acme.example" })).toMatchObject({ failure: { code: "NO_MAPPING" } });
    expect(out(rules, "assignee", { name: "Bo Lind", email: "bo@nordwind.example" })).toEqual({ ok: true, value: { name: "Bo Lind" } });
  });

  it("come back as who they are here", () => {
    expect(arrives(rules, "assignee", { name: "Acme Support" })).toEqual({ ok: true, value: { name: "Ada Marsh" } });
    expect(arrives(rules, "assignee", { name: "Bo Lind" })).toEqual({ ok: true, value: { name: "Bo Lind", email: "bo@nordwind.example" } });
    expect(arrives(rules, "assignee", { name: "Cy" })).toEqual({ ok: true, value: { name: "Cy" } });
  });
});

describe("a fixed field", () => {
  it("gets its value whatever arrives, and leaves as every other", () => {
    const rules = withMapping({ fields: { priority: "urgency" }, fixed: { urgency: "normal" } });
    expect(arrives(rules, "priority", "high")).toEqual({ ok: true, value: "normal" });
    expect(arrives(rules, "priority", null)).toEqual({ ok: true, value: "normal" });
    expect(out(rules, "priority", "high")).toEqual({ ok: true, value: "high" });
  });
});

describe("a template", () => {
  const templates = { title: { receive: "[Nordwind] {title}", send: "{title} (Acme)" }, body: { send: "From Acme:\n\n{body}" } };
  const rules = withMapping({ templates });

  it("stands around what arrives and what leaves, once, and goes where it came from", () => {
    expect(arrives(rules, "title", "Valve")).toEqual({ ok: true, value: "[Nordwind] Valve" });
    expect(out(rules, "title", "[Nordwind] Valve 2")).toEqual({ ok: true, value: "Valve 2" });
    expect(out(rules, "title", "Pump")).toEqual({ ok: true, value: "Pump (Acme)" });
    expect(arrives(rules, "title", "Pump 2 (Acme)")).toEqual({ ok: true, value: "Pump 2" });
    expect(out(rules, "body", "Text")).toEqual({ ok: true, value: "From Acme:\n\nText" });
    expect(arrives(rules, "body", null)).toEqual({ ok: true, value: null });
  });

  it("without a place for the text says the same of everything", () => {
    expect(out(withMapping({ templates: { title: { send: "Confidential" } } }), "title", "Valve")).toEqual({
      ok: true,
      value: "Confidential",
    });
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
