import { beforeEach, describe, expect, test } from "vitest";
import { Impossible } from "../../../src/model/failure.ts";
import type { Store } from "../../../src/ports/store.ts";
import { sampleConnection, sampleDocument, sampleFile, sampleInbox, sampleIssue, sampleOutbox, sampleSync } from "./samples.ts";

/** The part of the store contract about what waits: issue states and messages. */
export function queueContract(current: () => Store): void {
  let store: Store;

  beforeEach(() => {
    store = current();
    store.transaction(() => ["c", "d"].forEach((id) => store.putConnection(sampleConnection(id))));
  });

  const write = (work: () => void): void => store.transaction(work);

  describe("issue states", () => {
    test("come back as they were put, equal documents as one object", () => {
      const base = sampleDocument("base");
      const mine = sampleDocument("mine");
      const revision = { era: 1, number: 3 };
      const sync = sampleSync("c", "i", { base, mine, shadow: mine, sent: mine, snapshots: [{ revision, document: base }] });
      write(() => store.putSync({ sync, status: "pending", due: false }));
      const read = store.sync("c", "i");
      expect(read).toEqual(sync);
      expect(read?.shadow).toBe(read?.mine);
      expect(read?.sent).toBe(read?.mine);
      expect(read?.snapshots[0]?.document).toBe(read?.base);
      expect(read?.base).not.toBe(read?.mine);
      expect([store.sync("d", "i"), store.sync("c", "j")]).toEqual([null, null]);
    });

    test("of one issue are told for each of its connections", () => {
      const [a, b] = [sampleSync("c", "i"), sampleSync("d", "i")];
      write(() => {
        store.putSync({ sync: b, status: "error", due: false });
        store.putSync({ sync: a, status: "pending", due: true });
        store.putSync({ sync: sampleSync("c", "j"), status: "held", due: true });
      });
      expect(store.syncsOf("i")).toEqual([
        { sync: a, status: "pending", due: true },
        { sync: b, status: "error", due: false },
      ]);
    });

    test("that are due come oldest change first, and keep their place when put again", () => {
      const put = (issue: string, due: boolean, connection = "c"): void =>
        write(() => store.putSync({ sync: sampleSync(connection, issue), status: "pending", due }));
      const due = (limit: number): readonly string[] => store.dueSyncs("c", limit).map((sync) => sync.issue);
      put("3", true);
      put("1", true);
      put("2", false);
      put("4", true, "d");
      put("3", true);
      expect(due(99)).toEqual(["3", "1"]);
      expect(due(1)).toEqual(["3"]);
      put("3", false);
      put("2", true);
      put("3", true);
      expect(due(99)).toEqual(["1", "2", "3"]);
    });

    test("whose write is pending are listed until it is performed", () => {
      const pendingWrite = { effect: "e", inbox: 1, waits: null };
      write(() => store.putSync({ sync: sampleSync("c", "i", { pendingWrite }), status: "pending", due: false }));
      write(() => store.putSync({ sync: sampleSync("c", "j"), status: "pending", due: false }));
      expect(store.pendingWrites("c").map((sync) => sync.issue)).toEqual(["i"]);
      expect(store.pendingWrites("d")).toEqual([]);
      write(() => store.putSync({ sync: sampleSync("c", "i"), status: "up to date", due: false }));
      expect(store.pendingWrites("c")).toEqual([]);
    });

    test("are found and counted by status", () => {
      write(() => {
        for (const issue of ["3", "1", "2"]) store.putSync({ sync: sampleSync("c", issue), status: "error", due: false });
        store.putSync({ sync: sampleSync("d", "1"), status: "held", due: false });
        store.putSync({ sync: sampleSync("c", "3"), status: "up to date", due: false });
      });
      expect(store.syncsWithStatus("c", "error", 99).map((sync) => sync.issue)).toEqual(["1", "2"]);
      expect(store.syncsWithStatus("c", "error", 1)).toHaveLength(1);
      expect(store.countSyncs("c")).toEqual({ error: 2, conflict: 0, held: 0, pending: 0, "up to date": 1, local: 0 });
      expect(store.countSyncs("d").held).toBe(1);
    });

    test("are not counted where the issue is gone", () => {
      write(() => {
        for (const issue of ["1", "2", "3"]) store.putSync({ sync: sampleSync("c", issue), status: "up to date", due: false });
        store.putIssue(sampleIssue("1"));
        store.putIssue(sampleIssue("2", { gone: "deleted" }));
        expect(store.countSyncs("c")["up to date"]).toBe(2);
      });
      expect(store.countSyncs("c")["up to date"]).toBe(2);
    });

    test("are found by the partner's key", () => {
      write(() => store.putSync({ sync: sampleSync("c", "i", { partnerKey: "N-1" }), status: "pending", due: false }));
      expect(store.syncByPartnerKey("c", "N-1")?.issue).toBe("i");
      expect([store.syncByPartnerKey("d", "N-1"), store.syncByPartnerKey("c", "N-2")]).toEqual([null, null]);
      write(() => store.putSync({ sync: sampleSync("c", "i", { partnerKey: "N-2" }), status: "pending", due: false }));
      expect([store.syncByPartnerKey("c", "N-1"), store.syncByPartnerKey("c", "N-2")?.issue]).toEqual([null, "i"]);
    });
  });

  describe("the outbox", () => {
    const unsealed = (limits = { count: 99, bytes: 9999 }): readonly number[] => store.unsealed("c", limits).map((entry) => entry.number);

    test("gives what is not sealed in the order it was added, lives included", () => {
      const entries = [sampleOutbox("c", 9, { life: "z" }), sampleOutbox("c", 1, { life: "a" }), sampleOutbox("c", 2, { life: "a" })];
      write(() => store.addOutbox([...entries, sampleOutbox("d", 3)]));
      expect(store.unsealed("c", { count: 99, bytes: 9999 })).toEqual(entries);
    });

    test("stops at either limit, but gives one at least; bytes are those of UTF-8", () => {
      write(() => store.addOutbox([1, 2, 3].map((number) => sampleOutbox("c", number, { body: "ä".repeat(10) }))));
      expect(unsealed({ count: 2, bytes: 9999 })).toEqual([1, 2]);
      expect(unsealed({ count: 99, bytes: 40 })).toEqual([1, 2]);
      expect(unsealed({ count: 99, bytes: 39 })).toEqual([1]);
      expect(unsealed({ count: 0, bytes: 0 })).toEqual([1]);
      expect(store.unsealed("d", { count: 99, bytes: 99 })).toEqual([]);
    });

    test("keeps what is sealed, and the bytes, until acknowledged", () => {
      const [one, two, three] = [sampleOutbox("c", 1), sampleOutbox("c", 2), sampleOutbox("c", 3)];
      write(() => store.addOutbox([one, two, three]));
      write(() => store.putFile(sampleFile("c", 0), Uint8Array.of(1, 2, 3), [one, two]));
      write(() => store.putFile(sampleFile("c", 1), Uint8Array.of(4, 5, 6), []));
      expect(unsealed()).toEqual([3]);
      expect(store.files("c")).toEqual([sampleFile("c", 0), sampleFile("c", 1)]);
      expect(store.fileBytes("c", sampleFile("c", 1).name)).toEqual(Uint8Array.of(4, 5, 6));
      expect(store.queues("c").out).toBe(3);
      write(() => store.acknowledged("c", 0));
      expect(store.files("c")).toEqual([sampleFile("c", 1)]);
      expect(store.fileBytes("c", sampleFile("c", 0).name)).toBeNull();
      expect([unsealed(), store.queues("c").out]).toEqual([[3], 1]);
    });

    test("drops all that waits for a partner, sealed or not, and nothing of another", () => {
      const [one, two, other] = [sampleOutbox("c", 1), sampleOutbox("c", 2), sampleOutbox("d", 3)];
      write(() => store.addOutbox([one, two, other]));
      write(() => store.putFile(sampleFile("c", 0), Uint8Array.of(1), [one]));
      write(() => store.putFile(sampleFile("d", 0), Uint8Array.of(1), []));
      write(() => {
        store.addOutbox([sampleOutbox("c", 4)]);
        store.dropOutbox("c");
        store.addOutbox([sampleOutbox("c", 5)]);
      });
      expect([unsealed(), store.files("c"), store.queues("c").out]).toEqual([[5], [], 1]);
      expect([store.files("d").length, store.queues("d").out]).toEqual([1, 1]);
    });

    test("gives many, of several lives and connections, as they were added, wherever a file was cut", () => {
      const many = Array.from({ length: 400 }, (_, n) =>
        sampleOutbox("c", n < 300 ? n + 1 : n - 299, { life: n < 300 ? "a" : "b", body: `{"n":"${"ä".repeat(n % 7)}${n}"}` }),
      );
      const large = [1, 2].map((number) => sampleOutbox("c", number, { life: "c", body: "x".repeat(200_000) }));
      write(() => {
        for (const entry of many) store.addOutbox([entry, ...(entry.number % 90 === 0 ? [sampleOutbox("d", entry.number)] : [])]);
        store.addOutbox(large);
        expect(store.queues("c").out).toBe(402);
      });
      const all = [...many, ...large];
      const limits = { count: 150, bytes: 1_000_000 };
      let sealed = 0;
      for (let file = 0; sealed < all.length; file++) {
        const batch = store.unsealed("c", limits);
        expect(batch).toEqual(all.slice(sealed, sealed + 150));
        // Not where the limits cut.
        const part = batch.slice(0, 77);
        write(() => store.putFile(sampleFile("c", file), new Uint8Array(3), part));
        sealed += part.length;
        if (file === 2) write(() => store.acknowledged("c", 1));
      }
      expect(store.queues("c").out).toBe(402 - 2 * 77);
      expect(store.unsealed("c", limits)).toEqual([]);
      write(() => store.unseal("c"));
      expect(store.unsealed("c", { count: 999, bytes: 9_999_999 })).toEqual(all.slice(2 * 77));
      const failing = (): void => {
        store.addOutbox([sampleOutbox("d", 999)]);
        throw new Error("crash");
      };
      expect(() => write(failing)).toThrow("crash");
      expect(store.unsealed("d", limits).map(({ number }) => number)).toEqual([90, 180, 270, 90]);
    });

    test("seals a message once only", () => {
      const entry = sampleOutbox("c", 1);
      write(() => store.addOutbox([entry]));
      write(() => store.putFile(sampleFile("c", 0), new Uint8Array(3), [entry]));
      expect(() => write(() => store.putFile(sampleFile("c", 1), new Uint8Array(3), [entry]))).toThrow(Impossible);
      expect(store.files("c")).toEqual([sampleFile("c", 0)]);
    });

    test("seals in the order of the outbox only, and goes on after what was acknowledged", () => {
      const [one, two, three] = [sampleOutbox("c", 1), sampleOutbox("c", 2), sampleOutbox("c", 3)];
      write(() => store.addOutbox([one, two]));
      expect(() => write(() => store.putFile(sampleFile("c", 0), new Uint8Array(3), [two]))).toThrow(Impossible);
      write(() => store.putFile(sampleFile("c", 0), new Uint8Array(3), [one, two]));
      write(() => store.putFile(sampleFile("c", 1), new Uint8Array(3), []));
      write(() => store.acknowledged("c", 0));
      write(() => store.addOutbox([three]));
      expect(unsealed()).toEqual([3]);
    });

    test("gives a message back that is not sealed, and no other; the rest goes on in its order", () => {
      const entries = [1, 2, 3, 4].map((number) => sampleOutbox("c", number));
      write(() => store.addOutbox([...entries, sampleOutbox("d", 3)]));
      write(() => store.putFile(sampleFile("c", 0), new Uint8Array(3), entries.slice(0, 2)));
      const taken = ["life.2", "life.3", "life.3", "other.4", "life.44"].map((id) => write(() => store.withdraw("c", id)));
      expect(taken).toEqual([false, true, false, false, false]);
      expect([unsealed(), store.queues("c").out, store.queues("d").out]).toEqual([[4], 3, 1]);
      write(() => store.putFile(sampleFile("c", 1), new Uint8Array(3), entries.slice(3)));
      write(() => store.addOutbox([sampleOutbox("c", 5)]));
      expect(unsealed()).toEqual([5]);
    });

    test("seals everything anew, in the old order, when a generation begins", () => {
      const [one, two] = [sampleOutbox("c", 1), sampleOutbox("c", 2)];
      write(() => {
        store.addOutbox([one, two, sampleOutbox("d", 1)]);
        store.putFile(sampleFile("c", 4), new Uint8Array(3), [one]);
        store.putFile(sampleFile("d", 4), new Uint8Array(3), [sampleOutbox("d", 1)]);
      });
      write(() => store.unseal("c"));
      expect([unsealed(), store.files("c")]).toEqual([[1, 2], []]);
      expect([store.unsealed("d", { count: 9, bytes: 99 }), store.files("d").length]).toEqual([[], 1]);
    });
  });

  describe("the inbox", () => {
    test("gives what arrived, in order, until removed; rows are never used again", () => {
      write(() => store.addInbox([sampleInbox("c", 1), sampleInbox("d", 1), sampleInbox("c", 2, { issue: "i" })]));
      const entries = store.inbox("c", 0, 99);
      const { body, ...told } = sampleInbox("c", 2, { issue: "i" });
      expect(entries).toMatchObject([
        { number: 1, issue: null },
        { ...told, characters: body.length },
      ]);
      const [first, second] = entries.map((entry) => entry.row) as [number, number];
      expect(second).toBeGreaterThan(first);
      expect(store.inbox("c", first, 99).map((entry) => entry.row)).toEqual([second]);
      expect(store.inbox("c", 0, 1)).toHaveLength(1);
      expect(store.inboxEntry(second)).toEqual({ ...entries[1], body });
      expect(store.queues("c").in).toBe(2);
      const gone = [[], null, { messages: 0, bytes: 0 }, 0, 0];
      const left = (): unknown => [
        store.inbox("c", 0, 99),
        store.inboxEntry(second),
        store.inboxSize("c", "all"),
        store.inboxWork("c"),
        store.queues("c").in,
      ];
      const before = left();
      const failing = (): void => {
        store.removeInbox([first]);
        store.removeInbox([second]);
        expect(store.queues("c").in).toBe(0);
        expect(left()).toEqual(gone);
        throw new Error("crash");
      };
      expect(() => write(failing)).toThrow("crash");
      expect(left()).toEqual(before);
      write(() => store.removeInbox([first, second]));
      expect(left()).toEqual(gone);
      write(() => store.addInbox([sampleInbox("c", 3)]));
      expect(store.inbox("c", 0, 99)[0]?.row).toBeGreaterThan(second);
    });

    test("remembers the highest number of each life, also of what is dealt with", () => {
      write(() => store.addInbox([sampleInbox("c", 5), sampleInbox("c", 3), sampleInbox("c", 1, { life: "other" })]));
      write(() => store.removeInbox(store.inbox("c", 0, 99).map((entry) => entry.row)));
      expect([store.mark("c", "theirs"), store.mark("c", "other"), store.mark("d", "theirs")]).toEqual([5, 1, 0]);
      write(() => store.addInbox([sampleInbox("c", 2)]));
      expect(store.mark("c", "theirs")).toBe(5);
    });
  });
}
