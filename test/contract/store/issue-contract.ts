import { beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../../../src/ports/store.ts";
import { sampleConnection, sampleIssue, sampleSync } from "./samples.ts";

/** The part of the store contract about issues: how they are found, stamped and counted, and where they stand on their connections. */
export function issueContract(current: () => Store): void {
  let store: Store;

  beforeEach(() => {
    store = current();
  });

  const write = (work: () => void): void => store.transaction(work);

  describe("shares", () => {
    test("say where an issue, or each, stands on its connections", () => {
      write(() => {
        for (const id of ["c", "d"]) store.putConnection(sampleConnection(id));
        store.putSync({ sync: { ...sampleSync("d", "i"), partnerKey: "NW-7" }, status: "conflict", due: false });
        store.putSync({ sync: { ...sampleSync("c", "i"), partnerKey: null }, status: "pending", due: true });
        store.putSync({ sync: { ...sampleSync("c", "h"), partnerKey: "NW-8" }, status: "up to date", due: false });
      });
      const ofI = [
        { issue: "i", connection: "c", status: "pending", partnerKey: null },
        { issue: "i", connection: "d", status: "conflict", partnerKey: "NW-7" },
      ];
      expect(store.issueShares("i")).toEqual(ofI);
      expect(store.issueShares(null)).toEqual([{ issue: "h", connection: "c", status: "up to date", partnerKey: "NW-8" }, ...ofI]);
    });
  });

  describe("issues", () => {
    test("come back as they were put, with a stamp", () => {
      const issue = sampleIssue("i", { fields: { title: "T", labels: ["a"], assignee: { name: "Ada" } }, share: ["nordwind", "-x"] });
      write(() => store.putIssue({ ...issue, stamp: 4711 } as typeof issue));
      expect(store.issue("i")).toEqual({ ...issue, since: store.stamp(), stamp: store.stamp() });
      expect(store.stamp()).not.toBe(4711);
      expect(store.issue("j")).toBeNull();
    });

    test("are found by the key they have now; a stub only when nothing else has it", () => {
      write(() => store.putIssue(sampleIssue("1", { key: "A-1" })));
      write(() => store.putIssue(sampleIssue("1", { key: "A-2" })));
      expect([store.issueByKey("A-1"), store.issueByKey("A-2")?.id]).toEqual([null, "1"]);
      write(() => store.putIssue(sampleIssue("2", { key: "A-2" })));
      write(() => store.putIssue(sampleIssue("1", { key: "A-2", gone: "deleted" })));
      expect(store.issueByKey("A-2")?.id).toBe("2");
      write(() => store.putIssue(sampleIssue("2", { key: "A-3" })));
      expect(store.issueByKey("A-2")?.id).toBe("1");
    });

    test("since a stamp: exactly what has a greater one, in order, each once, at its newest", () => {
      write(() => ["1", "2", "3"].forEach((id) => store.putIssue(sampleIssue(id))));
      const seen = store.stamp();
      write(() => store.putIssue(sampleIssue("1", { key: "new" })));
      expect(store.issuesSince(0, 99).map((issue) => issue.id)).toEqual(["2", "3", "1"]);
      expect(store.issuesSince(0, 2).map((issue) => issue.id)).toEqual(["2", "3"]);
      expect(store.issuesSince(seen, 99).map((issue) => issue.key)).toEqual(["new"]);
      expect(store.issuesSince(store.stamp(), 99)).toEqual([]);
    });

    test("stubs are told only to a reader that may have known the issue", () => {
      write(() => store.putIssue(sampleIssue("1")));
      const seen = store.stamp();
      write(() => store.putIssue(sampleIssue("1", { gone: "deleted", version: null })));
      expect(store.issuesSince(0, 99)).toEqual([]);
      expect(store.issuesSince(seen, 99).map((issue) => issue.gone)).toEqual(["deleted"]);
      expect(store.issue("1")?.gone).toBe("deleted");
      write(() => store.putIssue(sampleIssue("2")));
      write(() => store.putIssue(sampleIssue("2", { gone: "deleted" })));
      expect(store.issuesSince(seen, 99).map(({ id }) => id)).toEqual(["1"]);
    });

    test("a reading from the start that goes on after a page is still told of no stub", () => {
      write(() => store.putIssue(sampleIssue("1")));
      write(() => store.putIssue(sampleIssue("2")));
      write(() => store.putIssue(sampleIssue("1", { gone: "deleted" })));
      const [first] = store.issuesSince(0, 1);
      expect([first?.id, store.issuesSince(0, 9, first?.stamp)]).toEqual(["2", []]);
      expect(store.issuesSince(first?.stamp ?? 0, 9).map(({ id }) => id)).toEqual(["1"]);
    });

    test("are stamped when their state on a connection changes or goes, and what is gone is not", () => {
      write(() => {
        store.putConnection(sampleConnection("c"));
        ["1", "2"].forEach((id) => store.putIssue(sampleIssue(id)));
        store.putIssue(sampleIssue("3", { gone: "deleted" }));
      });
      const changed = (since: number): readonly string[] => store.issuesSince(since, 9).map(({ id }) => id);
      let seen = store.stamp();
      write(() => ["2", "3"].forEach((issue) => store.putSync({ sync: sampleSync("c", issue), status: "pending", due: false })));
      expect(changed(seen)).toEqual(["2"]);
      seen = store.stamp();
      write(() => store.removeConnection("c"));
      expect(changed(seen)).toEqual(["2"]);
    });

    test("ids can be walked in steps, without stubs", () => {
      write(() => ["3", "1", "4", "2"].forEach((id) => store.putIssue(sampleIssue(id, { gone: id === "2" ? "deleted" : null }))));
      expect(store.issueIds(null, 2)).toEqual(["1", "3"]);
      expect(store.issueIds("3", 2)).toEqual(["4"]);
      expect(store.issueIds("4", 2)).toEqual([]);
    });

    test("are counted by status, without stubs", () => {
      const none = { error: 0, conflict: 0, held: 0, pending: 0, "up to date": 0, local: 0 };
      expect(store.countIssues()).toEqual(none);
      write(() => {
        store.putIssue(sampleIssue("1", { syncStatus: "held" }));
        store.putIssue(sampleIssue("2", { syncStatus: "held" }));
        store.putIssue(sampleIssue("3", { syncStatus: "error", gone: "deleted" }));
        store.putIssue(sampleIssue("4"));
        store.putIssue(sampleIssue("1", { syncStatus: "up to date" }));
      });
      expect(store.countIssues()).toEqual({ ...none, held: 1, "up to date": 1, local: 1 });
    });
  });
}
