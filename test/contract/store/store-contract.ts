import type { AskedOperation } from "../../../src/model/operation.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Impossible } from "../../../src/model/failure.ts";
import type { Store } from "../../../src/ports/store.ts";
import { sampleConnection, sampleFile, sampleInbox, sampleIssue, sampleOutbox, sampleSync } from "./samples.ts";
import { queueContract } from "./queue-contract.ts";

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

    test("counts its own changes: of a state, a key, an end, and of nothing else", () => {
      write(() => {
        ["c", "d"].forEach((id) => store.putConnection(sampleConnection(id)));
        ["1", "2", "3"].forEach((id) => store.putIssue(sampleIssue(id)));
        ["1", "2", "3"].forEach((id) => put("c", id, id === "3" ? "" : "one"));
        store.numberAnew("c", "name");
        store.numberChanges("c");
      });
      expect([store.numbering("c"), store.numbering("d"), ...read(0)]).toEqual(["name", null, "1 ACME-1 1", "2 ACME-2 2"]);
      write(() => {
        put("d", "1", "other");
        put("c", "1", "one");
        store.putIssue(sampleIssue("2", { fields: { title: "Other" } }));
        store.numberChanges("c");
      });
      expect(read(2)).toEqual([]);
      write(() => {
        store.putIssue(sampleIssue("1", { key: "NEW-1" }));
        put("c", "2", "two", true);
        store.numberChanges("c");
      });
      expect([read(0), read(2), read(1, 1)]).toEqual([["3 NEW-1 1"], ["3 NEW-1 1", "4 deleted 2"], ["3 NEW-1 1"]]);
      write(() => {
        put("c", "1", "");
        put("c", "3", "three");
        store.numberChanges("c");
      });
      expect([read(0), read(4)]).toEqual([["6 ACME-3 3"], ["5 not shared 1", "6 ACME-3 3"]]);
      write(() => {
        put("c", "3", "");
        store.numberChanges("c");
      });
      // Who read up to 4 was never told of it.
      expect([read(4), read(6)]).toEqual([["5 not shared 1"], ["7 not shared 3"]]);
      write(() => store.numberAnew("c", "another"));
      expect([store.numbering("c"), read(0), read(3)]).toEqual(["another", [], []]);
    });
  });

  describe("a transaction", () => {
    test("returns what its work returns, and keeps what it wrote", () => {
      expect(store.transaction(() => (store.setFact("a", "1"), store.fact("a")))).toBe("1");
      expect(store.fact("a")).toBe("1");
    });

    test("removes the facts whose names begin so, and no others", () => {
      const names = ["a:b_1:x", "a:b_1:y", "a:b_10:x", "a:bc1:x", "x:a:b_1:x"];
      write(() => names.forEach((name) => store.setFact(name, "1")));
      write(() => store.removeFacts("a:b_1:"));
      expect(names.filter((name) => store.fact(name) !== null)).toEqual(["a:b_10:x", "a:bc1:x", "x:a:b_1:x"]);
    });

    test("keeps nothing when its work throws, and can be begun again", () => {
      write(() => store.putConnection(sampleConnection("c")));
      const stamp = store.stamp();
      const failing = (): void => {
        store.setFact("a", "1");
        store.putIssue(sampleIssue("i"));
        store.putSync({ sync: sampleSync("c", "i"), status: "pending", due: true });
        store.addInbox([sampleInbox("c", 1)]);
        throw new Error("crash");
      };
      expect(() => write(failing)).toThrow("crash");
      expect([store.fact("a"), store.issue("i"), store.sync("c", "i"), store.mark("c", "theirs")]).toEqual([null, null, null, 0]);
      expect(store.stamp()).toBe(stamp);
      write(() => store.setFact("a", "2"));
      expect(store.fact("a")).toBe("2");
    });

    test("that throws leaves what was read before as it was", () => {
      write(() => {
        store.putConnection(sampleConnection("c"));
        store.putIssue(sampleIssue("i", { key: "A-1" }));
        store.putSync({ sync: sampleSync("c", "i"), status: "pending", due: true });
      });
      const seen = (): unknown => [store.issue("i")?.key, store.sync("c", "i")?.partnerKey, store.statusesOf("i")];
      const before = seen();
      const failing = (): void => {
        store.putIssue(sampleIssue("i", { key: "A-2" }));
        store.putSync({ sync: sampleSync("c", "i", { partnerKey: "N-1" }), status: "local", due: false });
        expect(seen()).toEqual(["A-2", "N-1", ["local"]]);
        throw new Error("crash");
      };
      expect(() => write(failing)).toThrow("crash");
      expect(seen()).toEqual(before);
    });

    test("finds by every search what it put before", () => {
      write(() => {
        store.putConnection(sampleConnection("c"));
        for (const round of [1, 2]) {
          store.putIssue(sampleIssue("i", { key: `A-${round}`, syncStatus: "pending" }));
          const sync = sampleSync("c", "i", { partnerKey: `N-${round}`, pendingWrite: { effect: "e", inbox: null, waits: null } });
          store.putSync({ sync, status: "pending", due: true });
          expect(store.issueByKey(`A-${round}`)?.id).toBe("i");
          expect(store.issuesSince(0, 9).map(({ key }) => key)).toEqual([`A-${round}`]);
          expect([store.issueIds(null, 9), store.countIssues().pending, store.countSyncs("c").pending]).toEqual([["i"], 1, 1]);
          const found = [store.dueSyncs("c", 9), store.pendingWrites("c"), store.syncsWithStatus("c", "pending", 9), store.syncsOf("i")];
          expect(found.map(({ length }) => length)).toEqual([1, 1, 1, 1]);
          expect(store.syncByPartnerKey("c", `N-${round}`)?.issue).toBe("i");
        }
        store.removeConnection("c");
        expect([store.sync("c", "i"), store.statusesOf("i")]).toEqual([null, []]);
      });
    });

    test("keeps what it put of one issue when it reads another", () => {
      const keys = (): unknown => ["1", "2"].map((id) => store.issue(id)?.key);
      write(() => {
        store.putIssue(sampleIssue("1", { key: "A-1" }));
        expect(keys()).toEqual(["A-1", undefined]);
      });
      expect(keys()).toEqual(["A-1", undefined]);
    });

    test("does not nest", () => {
      expect(() => write(() => write(() => undefined))).toThrow(Impossible);
      expect(() =>
        write(() => {
          store.setFact("a", "1");
          expect(() => write(() => undefined)).toThrow(Impossible);
        }),
      ).not.toThrow();
      expect(store.fact("a")).toBe("1");
    });

    test("does not wait for a promise", () => {
      const waiting = (): Promise<void> => {
        store.setFact("a", "1");
        return Promise.resolve();
      };
      expect(() => store.transaction(waiting)).toThrow(Impossible);
      expect(store.fact("a")).toBeNull();
    });

    test("is the only place to write in", () => {
      const writes: readonly (() => void)[] = [
        () => store.setFact("a", "1"),
        () => void store.nextStamp(),
        () => store.putConnection(sampleConnection("c")),
        () => store.removeConnection("c"),
        () => store.putIssue(sampleIssue("i")),
        () => store.putSync({ sync: sampleSync("c", "i"), status: "local", due: false }),
        () => store.addOutbox([sampleOutbox("c", 1)]),
        () => store.putFile(sampleFile("c", 0), new Uint8Array(3), []),
        () => store.acknowledged("c", 0),
        () => store.unseal("c"),
        () => store.dropOutbox("c"),
        () => store.addInbox([sampleInbox("c", 1)]),
        () => store.removeInbox([1]),
        () => store.remember([{ key: "k", value: "v" }]),
        () => store.setDiagnostics("a.md", []),
        () => store.addAudit([{ time: 0, actor: "a", action: "b" }]),
        () => store.finishCommand("x", { kind: "done", data: {} }),
      ];
      const allowed = writes.filter((outside) => {
        try {
          outside();
          return true;
        } catch (error) {
          return !(error instanceof Impossible);
        }
      });
      expect(allowed.map(String)).toEqual([]);
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

  describe("what waits", () => {
    queueContract(() => store);
  });
}
