import { join } from "node:path";
import { expect, test, vi } from "vitest";
import type { Context } from "../../../src/sync/context.ts";
import { ownList } from "../../../src/sync/operations/own-list.ts";
import { sampleConnection, sampleIssue, sampleSync } from "../../contract/store/samples.ts";
import { openedStore, temporaryDirectory } from "../store/directory.ts";

test("a thousand that stand on no page are not looked through again and again for a partner that wants one", () => {
  const store = openedStore(join(temporaryDirectory(), "store.db"));
  const issues = Array.from({ length: 1_000 }, (_, i) => `i${1_000 + i}`);
  const print = (issue: string, fingerprint: string, isDeleted = false): void => {
    store.putSync({ sync: sampleSync("c", issue), status: "up to date", due: false });
    store.setFingerprint("c", issue, fingerprint, isDeleted);
  };
  const read = (since: number, limit: number) =>
    store.transaction(() => ownList({ store } as unknown as Context, "c", { since, numbering: "name", limit }));
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
  // Each twice as much as the one before.
  expect(looks.mock.calls.length).toBeLessThan(15);
  expect(read(1_999, 5_000).stubs).toHaveLength(999);
});
