import type { AskedOperation } from "../../../src/model/operation.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../../../src/ports/store.ts";
import { sampleConnection, sampleFile, sampleInbox, sampleIssue, sampleOutbox, sampleSync } from "./samples.ts";
import { findingsContract } from "./findings-contract.ts";
import { issueContract } from "./issue-contract.ts";
import { queueContract } from "./queue-contract.ts";
import { recordContract } from "./record-contract.ts";
import { transactionContract } from "./transaction-contract.ts";

export interface OpenStore {
  readonly store: Store;
  readonly close: () => void;
}

/** What every store promises (`src/ports/store.ts`). `open` gives an empty one. */
export function storeContract(open: () => OpenStore): void {
  let opened: OpenStore;
  let store: Store;

  beforeEach(() => {
    opened = open();
    store = opened.store;
  });
  afterEach(() => {
    opened.close();
  });

  const write = (work: () => void): void => store.transaction(work);

  describe("operations", () => {
    const asked = (connection: string, id: string, state: AskedOperation["state"] = "identifying"): AskedOperation => ({
      id,
      connection,
      operation: "GetStatus",
      state,
      begun: 1,
      until: 2,
    });

    test("are kept for each side and connection apart, and go with the connection", () => {
      write(() => {
        for (const name of ["c", "d"]) {
          store.putConnection(sampleConnection(name));
          store.putAsked(asked(name, "one"));
          store.putAnswered({ id: "one", connection: name, operation: "GetMoon", state: "working", request: "{}" });
        }
        store.putAsked(asked("c", "two"));
        store.putAsked(asked("c", "one", "failed"));
      });
      expect(store.asked("c", "one")).toEqual(asked("c", "one", "failed"));
      expect(store.askedParts(null, ["identifying"])).toEqual([asked("d", "one"), asked("c", "two")]);
      expect(store.askedParts("one", ["identifying", "failed"]).map(({ connection }) => connection)).toEqual(["c", "d"]);
      expect(store.newestAsked("c", "GetStatus", 2).map(({ id }) => id)).toEqual(["two", "one"]);
      expect(store.newestAsked("c", "GetChecksums", 2)).toEqual([]);
      expect(store.answered("d", "one")).toEqual({ id: "one", connection: "d", operation: "GetMoon", state: "working", request: "{}" });
      expect([store.answeredIn("c", ["working"]).length, store.answeredIn("c", ["ended"]).length]).toEqual([1, 0]);
      write(() => store.removeConnection("c"));
      expect([store.asked("c", "two"), store.answered("c", "one"), store.asked("d", "one")]).toEqual([null, null, asked("d", "one")]);
    });

    test("are forgotten where there are very many, the oldest first; of our own none that is open, and not the last of its name", () => {
      write(() => {
        store.putConnection(sampleConnection("c"));
        for (const id of ["open", "old"]) store.putAsked(asked("c", id, id === "old" ? "failed" : "requested"));
        store.putAsked({ ...asked("c", "last", "completed"), operation: "GetChecksums" });
        for (let i = 0; i < 250; i++) {
          store.putAsked(asked("c", `${i}`, "completed"));
          store.putAnswered({ id: `${i}`, connection: "c", operation: "GetStatus", state: "identified" });
        }
      });
      expect(["open", "old", "last", "0", "249"].map((id) => store.asked("c", id) !== null)).toEqual([true, false, true, false, true]);
      expect(store.answeredIn("c", ["identified"]).map(({ id }) => id)).toEqual(Array.from({ length: 200 }, (_, i) => `${i + 50}`));
    });
  });

  describe("fingerprints", () => {
    test("come with the state, where it says them", () => {
      const put = (print: string | null): void =>
        write(() =>
          store.putSync({
            sync: sampleSync("c", "1"),
            status: "up to date",
            due: false,
            ...(print !== null && { print: { fingerprint: print, isDeleted: false } }),
          }),
        );
      const all = (): readonly (string | null)[] =>
        store.fingerprints("c", { from: null, to: null }, 10).map(({ fingerprint }) => fingerprint);
      write(() => store.putConnection(sampleConnection("c")));
      put("one");
      expect([all(), store.unprinted("c", 10)]).toEqual([["one"], []]);
      put("two");
      expect(all()).toEqual(["two"]);
      put(null);
      expect([all(), store.unprinted("c", 10)]).toEqual([[null], ["1"]]);
      put("");
      expect([all(), store.unprinted("c", 10)]).toEqual([[""], []]);
    });

    test("are asked for by range, and forgotten when the state is put", () => {
      const put = (issue: string): void => store.putSync({ sync: sampleSync("c", issue), status: "up to date", due: false });
      const all = { from: null, to: null };
      write(() => {
        store.putConnection(sampleConnection("c"));
        store.putConnection(sampleConnection("d"));
        for (const issue of ["1", "2", "3"]) put(issue);
        store.putSync({ sync: sampleSync("d", "2"), status: "up to date", due: false });
        store.setFingerprint("c", "2", "two", false);
        store.setFingerprint("c", "3", "", false);
      });
      expect(store.fingerprints("c", all, 10)).toEqual([
        { issue: "1", fingerprint: null },
        { issue: "2", fingerprint: "two" },
        { issue: "3", fingerprint: "" },
      ]);
      expect(store.fingerprints("c", { from: "2", to: "3" }, 10)).toEqual([{ issue: "2", fingerprint: "two" }]);
      expect([store.fingerprints("d", all, 10), store.unprinted("c", 10)]).toEqual([[{ issue: "2", fingerprint: null }], ["1"]]);
      write(() => put("2"));
      expect([store.unprinted("c", 10), store.unprinted("c", 1)]).toEqual([["1", "2"], ["1"]]);
    });
  });

  describe("the list of a connection", () => {
    const put = (connection: string, issue: string, fingerprint: string, isDeleted = false): void => {
      store.putSync({ sync: sampleSync(connection, issue), status: "up to date", due: false });
      store.setFingerprint(connection, issue, fingerprint, isDeleted);
    };
    const read = (since: number, limit = 9): readonly string[] =>
      store.numberedSince("c", since, limit).map(({ issue, key, stamp, became }) => `${stamp} ${became ?? key} ${issue}`);

    test("is looked through so many at a time, ended ones among them, up to the last", () => {
      write(() => {
        store.putConnection(sampleConnection("c"));
        ["1", "2", "3"].forEach((id) => store.putIssue(sampleIssue(id)));
        ["1", "2", "3"].forEach((id) => put("c", id, "one"));
        store.numberAnew("c", "name");
        expect([store.numberChanges("c", null, 2), read(0)]).toEqual(["2", ["1 ACME-1 1", "2 ACME-2 2"]]);
        expect([store.numberChanges("c", "2", 2), store.numberChanges("c", null, 3), store.numberChanges("c", "3", 1)]).toEqual([
          null,
          "3",
          null,
        ]);
      });
      expect(read(0)).toEqual(["1 ACME-1 1", "2 ACME-2 2", "3 ACME-3 3"]);
    });

    test("counts its own changes: of a state, a key, an end, and of nothing else", () => {
      write(() => {
        ["c", "d"].forEach((id) => store.putConnection(sampleConnection(id)));
        ["1", "2", "3"].forEach((id) => store.putIssue(sampleIssue(id)));
        ["1", "2", "3"].forEach((id) => put("c", id, id === "3" ? "" : "one"));
        store.numberAnew("c", "name");
        store.numberChanges("c", null, 9);
      });
      expect([store.numbering("c"), store.numbering("d"), ...read(0)]).toEqual(["name", null, "1 ACME-1 1", "2 ACME-2 2"]);
      write(() => {
        put("d", "1", "other");
        put("c", "1", "one");
        store.putIssue(sampleIssue("2", { fields: { title: "Other" } }));
        store.numberChanges("c", null, 9);
      });
      expect(read(2)).toEqual([]);
      write(() => {
        store.putIssue(sampleIssue("1", { key: "NEW-1" }));
        put("c", "2", "two", true);
        store.numberChanges("c", null, 9);
      });
      expect([read(0), read(2), read(1, 1)]).toEqual([["3 NEW-1 1"], ["3 NEW-1 1", "4 deleted 2"], ["3 NEW-1 1"]]);
      write(() => {
        put("c", "1", "");
        put("c", "3", "three");
        store.numberChanges("c", null, 9);
      });
      expect([read(0), read(4)]).toEqual([["6 ACME-3 3"], ["5 not shared 1", "6 ACME-3 3"]]);
      write(() => {
        put("c", "3", "");
        store.numberChanges("c", null, 9);
      });
      // Who read up to 4 was never told of it.
      expect([read(4), read(6)]).toEqual([["5 not shared 1"], ["7 not shared 3"]]);
      write(() => store.numberAnew("c", "another"));
      expect([store.numbering("c"), read(0), read(3)]).toEqual(["another", [], []]);
    });
  });

  describe("facts and stamps", () => {
    test("a fact is the last one set", () => {
      expect(store.fact("name")).toBeNull();
      write(() => store.setFact("name", "Acme"));
      write(() => store.setFact("name", ""));
      expect(store.fact("name")).toBe("");
    });

    test("every stamp is greater than all before, whoever takes it", () => {
      const taken = store.transaction(() => [store.nextStamp(), store.nextStamp()] as const);
      expect(taken[1]).toBeGreaterThan(taken[0]);
      write(() => store.putIssue(sampleIssue("i")));
      expect(store.issue("i")?.stamp).toBeGreaterThan(taken[1]);
      expect(store.stamp()).toBe(store.issue("i")?.stamp);
    });
  });

  describe("connections", () => {
    test("come back as they were put, in order of name", () => {
      const b = sampleConnection("1", { name: "b", troubles: { "x.ferry": "BROKEN" } });
      const a = sampleConnection("2", { name: "a" });
      write(() => {
        store.putConnection(b);
        store.putConnection(a);
      });
      expect(store.connections()).toEqual([a, b]);
      expect(store.connection("1")).toEqual(b);
      expect(store.connection("3")).toBeNull();
    });

    test("are replaced by id, and what belongs to them stays", () => {
      write(() => {
        store.putConnection(sampleConnection("c"));
        store.putSync({ sync: sampleSync("c", "i"), status: "local", due: false });
        store.putConnection(sampleConnection("c", { name: "new", role: "secondary" }));
      });
      expect(store.connections()).toEqual([sampleConnection("c", { name: "new", role: "secondary" })]);
      expect(store.sync("c", "i")).not.toBeNull();
    });

    test("take everything of theirs along when removed, and nothing else", () => {
      write(() => {
        for (const id of ["c", "d"]) {
          store.putConnection(sampleConnection(id));
          store.putSync({ sync: sampleSync(id, "i"), status: "pending", due: true });
          store.addOutbox([sampleOutbox(id, 1)]);
          store.putFile(sampleFile(id, 0), new Uint8Array(3), [sampleOutbox(id, 1)]);
          store.addInbox([sampleInbox(id, 7)]);
        }
        store.putIssue(sampleIssue("i"));
      });
      write(() => store.removeConnection("c"));
      const left = ["c", "d"].map((id) => ({
        connection: store.connection(id) !== null,
        syncs: store.dueSyncs(id, 9).length,
        files: store.files(id).length,
        queues: store.queues(id),
        mark: store.mark(id, "theirs"),
      }));
      expect(left).toEqual([
        { connection: false, syncs: 0, files: 0, queues: { out: 0, in: 0 }, mark: 0 },
        { connection: true, syncs: 1, files: 1, queues: { out: 1, in: 1 }, mark: 7 },
      ]);
      expect(store.issue("i")).not.toBeNull();
      expect(store.syncsOf("i")).toHaveLength(1);
      expect(store.statusesOf("i")).toEqual(store.syncsOf("i").map(({ status }) => status));
    });
  });

  transactionContract(() => store);
  issueContract(() => store);
  describe("what waits", () => {
    queueContract(() => store);
    recordContract(() => store);
    findingsContract(() => store);
  });
}
