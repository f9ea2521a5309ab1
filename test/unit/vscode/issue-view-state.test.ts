import { beforeEach, expect, test, vi } from "vitest";
import type * as vscode from "vscode";
import { IssueViewState } from "../../../src/vscode/issue-view-state.ts";
import { editor, resetEditor } from "./editor.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

const kept = new Map<string, unknown>();
const memory = {
  get: (key: string) => kept.get(key),
  update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
} as unknown as vscode.Memento;

beforeEach(() => {
  resetEditor();
  kept.clear();
});

test("the next window of the workspace finds the order, and the grouping, as they were left", () => {
  const state = new IssueViewState(memory);
  let told = 0;
  state.onChange(() => told++);
  expect(state.sorting).toBe("key");
  state.sortBy("priority");
  state.group("label");
  expect(told).toBe(2);
  const next = new IssueViewState(memory);
  expect([next.sorting, next.grouping]).toEqual(["priority", "label"]);
});

test("a filter that a command set is cleared to the person's own, in the next window too; the second time to none", () => {
  const state = new IssueViewState(memory);
  state.filterBy("label:pump");
  state.filterMeanwhile("is:new");
  state.filterMeanwhile("is:new");
  expect(state.filter).toBe("is:new");
  const next = new IssueViewState(memory);
  next.clearFilter();
  expect(next.filter).toBe("label:pump");
  next.clearFilter();
  expect(next.filter).toBe("");
});

test("commands that filter one after the other keep the person's own, also where one shows all; it can be asked back", () => {
  const state = new IssueViewState(memory);
  state.filterBy("label:pump");
  state.filterMeanwhile("is:new");
  state.filterMeanwhile("");
  expect([state.filter, editor.keys.get("issueFerry.filtered")]).toEqual(["", true]);
  state.clearFilter();
  expect([state.filter, editor.keys.get("issueFerry.filtered")]).toEqual(["label:pump", true]);
  state.clearFilter();
  expect([state.filter, editor.keys.get("issueFerry.filtered")]).toEqual(["", false]);
});

test("a filter that the person set afterwards is cleared to none", () => {
  const state = new IssueViewState(memory);
  state.filterBy("label:pump");
  state.filterMeanwhile("is:new");
  state.filterBy("is:new valve");
  state.clearFilter();
  expect(state.filter).toBe("");
});

test("an order that this version does not know is the usual one", () => {
  kept.set("issues.sorting", "votes");
  expect(new IssueViewState(memory).sorting).toBe("key");
});
