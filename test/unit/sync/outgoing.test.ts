import { describe, expect, test } from "vitest";
import { startSync } from "../../../src/sync/issue-sync-start.ts";
import { type Contract, DEFAULT_TERMS, type Role } from "../../../src/model/contract.ts";
import type { Document } from "../../../src/model/document.ts";
import { outgoing, tellable } from "../../../src/sync/outgoing.ts";

/** `status` goes to the secondary only, `priority` to the primary only. */
const CONTRACT: Contract = {
  ...DEFAULT_TERMS,
  number: 1,
  fields: DEFAULT_TERMS.fields.map((field) =>
    field.name === "status"
      ? { ...field, direction: "to-secondary" }
      : field.name === "priority"
        ? { ...field, direction: "to-primary" }
        : field,
  ),
};
const comment = { id: "06d9v3k8qxw7h9fb2m1t5r0c4c", origin: "p", author: "Ada", created: "", body: "Seen." };
const AGREED: Document = { fields: { title: "Valve" }, comments: [], deleted: false, shared: true };
const MINE: Document = {
  ...AGREED,
  fields: { title: "Pump", status: "Done", priority: "high", secret: "x" },
  comments: [comment],
};

function left(role: Role, mine = MINE, contract: Contract | null = CONTRACT, agreed = AGREED): Document {
  return outgoing({ role, contract }, mine, agreed);
}

describe("of what is here, leaves", () => {
  test("what the contract names, in its direction", () => {
    expect(left("primary").fields).toEqual({ title: "Pump", status: "Done" });
    expect(left("secondary").fields).toEqual({ title: "Pump", priority: "high" });
    expect(left("primary").comments).toEqual([comment]);
  });

  test("not what it says against: comments, deletions", () => {
    expect(left("primary", MINE, { ...CONTRACT, comments: "none" }).comments).toEqual([]);
    expect(left("primary", { ...MINE, deleted: true }, { ...CONTRACT, deletes: "keep" }).deleted).toBe(false);
    expect(left("primary", { ...MINE, deleted: true }).deleted).toBe(true);
  });

  test("nothing without a contract; that it is not shared any more, and only that", () => {
    expect(left("primary", MINE, null)).toEqual(AGREED);
    expect(left("primary", { ...MINE, shared: false })).toEqual({ ...AGREED, shared: false });
    expect(left("primary", { ...MINE, shared: false }, CONTRACT, { ...AGREED, shared: false })).toEqual({ ...AGREED, shared: false });
  });

  test("not that it was deleted, where both know that it is not shared: a copy that the partner went on with stays", () => {
    const apart = { ...AGREED, shared: false };
    expect(left("secondary", { ...MINE, deleted: true }, CONTRACT, apart)).toBe(apart);
    expect(left("primary", { ...MINE, deleted: true }, CONTRACT, apart)).toBe(apart);
  });
});

test("what overruled the partner is told where it may leave, or is agreed: our word of a field that goes to us only stays here", () => {
  const lost = (field: string, winner: string) => ({ field, value: "theirs", winner, revision: { era: 0, number: 1 } });
  const overruled = [lost("title", "Pump"), lost("priority", "secret"), lost("priority", "agreed"), lost("secret", "x")];
  const base = { ...AGREED, fields: { priority: "agreed" } };
  const sync = { ...startSync("c1", "06d9v3k8qxw7h9fb2m1t5r0c4e", "us"), base, mine: MINE, overruled };
  const told = (role: Role) => tellable({ role, contract: CONTRACT }, sync).now.map(({ field, winner }) => [field, winner]);
  expect(told("primary")).toEqual([
    ["title", "Pump"],
    ["priority", "agreed"],
  ]);
  expect(told("secondary")).toEqual([
    ["title", "Pump"],
    ["priority", "secret"],
    ["priority", "agreed"],
  ]);
});
