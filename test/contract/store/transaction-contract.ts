import { beforeEach, describe, expect, test } from "vitest";
import { Impossible } from "../../../src/model/failure.ts";
import type { Store } from "../../../src/ports/store.ts";
import { sampleConnection, sampleFile, sampleInbox, sampleIssue, sampleOutbox, sampleSync } from "./samples.ts";

/** The part of the store contract about transactions: all of one or nothing, and the only place to write in. */
export function transactionContract(current: () => Store): void {
  let store: Store;

  beforeEach(() => {
    store = current();
  });

  const write = (work: () => void): void => store.transaction(work);

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
}
