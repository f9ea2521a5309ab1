import { join } from "node:path";
import { expect, test, vi } from "vitest";
import type { Context } from "../../../src/sync/context.ts";
import { numbered, ownList } from "../../../src/sync/operations/own-list.ts";
import { sampleConnection, sampleIssue, sampleSync } from "../../contract/store/samples.ts";
import { openedStore, temporaryDirectory } from "../store/directory.ts";

test("a thousand that stand on no page are not looked through again and again for a partner that wants one", () => {
  const store = openedStore(join(temporaryDirectory(), "store.db"));
  const issues = Array.from({ length: 1_000 }, (_, i) => `i${1_000 + i}`);
  const print = (issue: string, fingerprint: string, isDeleted = false): void => {
    store.putSync({ sync: sampleSync("c", issue), status: "up to date", due: false });
    store.setFingerprint("c", issue, fingerprint, isDeleted);
  };
  const context = { store } as unknown as Context;
  const read = (since: number, limit: number) =>
    store.transaction(() => {
      const wanted = { since, numbering: "name", limit };
      while (!numbered(context, "c", "asked", wanted));
      return ownList(context, "c", wanted);
    });
  store.transaction(() => {
    store.putConnection(sampleConnection("c"));
    for (const issue of issues) {
      store.putIssue(sampleIssue(issue));
      print(issue, "one");
    }
    store.numberAnew("c", "name");
  });
  expect(read(0, 5_000).issues).toHaveLength(1_000);
  // All are deleted, and that was read; then they are shared no more, which nobody who reads from the beginning is told.
  store.transaction(() => issues.slice(1).forEach((issue) => print(issue, "two", true)));
  expect(read(1_000, 5_000).stubs).toHaveLength(999);
  store.transaction(() => issues.slice(1).forEach((issue) => print(issue, "")));
  const looks = vi.spyOn(store, "numberChanges");
  expect(read(0, 1)).toMatchObject({ issues: [[issues[0], expect.anything(), 1]], stubs: [], partial: false });
  expect(looks.mock.calls.length).toBe(1);
  expect(read(1_999, 5_000).stubs).toHaveLength(999);
});

test("a long list is numbered a part at a time, and told when all of it is; what changes meanwhile behind it is told the next time", () => {
  const store = openedStore(join(temporaryDirectory(), "store.db"));
  const context = { store } as unknown as Context;
  const issues = Array.from({ length: 12_000 }, (_, i) => `i${100_000 + i}`);
  const print = (issue: string, fingerprint: string): void => {
    store.putSync({ sync: sampleSync("c", issue), status: "up to date", due: false });
    store.setFingerprint("c", issue, fingerprint, false);
  };
  store.transaction(() => {
    store.putConnection(sampleConnection("c"));
    for (const issue of issues) print(issue, "one");
    store.numberAnew("c", "name");
  });
  const wanted = (since: number) => ({ since, numbering: "name", limit: 20_000 });
  const step = (since: number, conversation = "asked"): boolean =>
    store.transaction(() => numbered(context, "c", conversation, wanted(since)));
  const told = (since: number) => store.transaction(() => ownList(context, "c", wanted(since)));
  expect(step(0)).toBe(false);
  store.transaction(() => print(issues[0] ?? "", "two"));
  expect(step(0)).toBe(true);
  expect(told(0)).toMatchObject({ partial: false, next: 12_000, issues: { length: 12_000 } });
  // A part that was looked through for another page counts for nothing.
  expect(step(12_000, "given up")).toBe(false);
  expect([step(12_000), step(12_000)]).toEqual([false, true]);
  expect(told(12_000).issues.map(([issue]) => issue)).toEqual([issues[0]]);
});

test("the pages of a long list go on where the one before ended, and who asks again is told all that changed", () => {
  const store = openedStore(join(temporaryDirectory(), "store.db"));
  const context = { store } as unknown as Context;
  const issues = Array.from({ length: 22_000 }, (_, i) => `i${100_000 + i}`);
  const print = (issue: string, fingerprint: string): void => {
    store.putSync({ sync: sampleSync("c", issue), status: "up to date", due: false });
    store.setFingerprint("c", issue, fingerprint, false);
  };
  store.transaction(() => {
    store.putConnection(sampleConnection("c"));
    for (const issue of issues) print(issue, "one");
    store.numberAnew("c", "name");
  });
  const looks = vi.spyOn(store, "numberChanges");
  const listed = (from: number): readonly string[] => {
    const found: string[] = [];
    for (let since = from, page = 0; ; page++) {
      const wanted = { since, numbering: "name", limit: 5_000 };
      while (!store.transaction(() => numbered(context, "c", `from ${from}, page ${page}`, wanted)));
      const { issues: some, next, partial } = store.transaction(() => ownList(context, "c", wanted));
      found.push(...some.map(([issue]) => issue));
      since = next;
      if (!partial) return found;
    }
  };
  expect(listed(0)).toEqual(issues);
  // Once for the numbers, and once at the end.
  expect(looks.mock.calls.length).toBeLessThanOrEqual(2 * 3);
  store.transaction(() => print(issues[7] ?? "", "two"));
  expect(listed(22_000)).toEqual([issues[7]]);
});
