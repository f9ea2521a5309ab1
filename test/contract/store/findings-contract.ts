import { beforeEach, describe, expect, test } from "vitest";
import type { SignedFile, Store } from "../../../src/ports/store.ts";
import { sampleConnection } from "./samples.ts";

/** The part of the store contract about what was found wrong, what partners signed, and what waits for issues that the partner does not know. */
export function findingsContract(current: () => Store): void {
  let store: Store;

  beforeEach(() => {
    store = current();
    store.transaction(() => ["c", "d"].forEach((id) => store.putConnection(sampleConnection(id))));
  });

  const write = (work: () => void): void => store.transaction(work);

  describe("alarms", () => {
    const alarm = { id: 0, raiser: "here", code: "TIMEOUT", connection: "c", first: 1, last: 1, count: 1 } as const;

    test("one of a likeness is open; it is found, counted, changed and acknowledged, and then there may be another", () => {
      write(() => store.putAlarm(alarm, "a"));
      write(() => store.putAlarm({ ...alarm, raiser: "partner" }, "a"));
      const found = store.openAlarm("c", "here", "a");
      expect([store.countAlarms("c", "here", false), store.countAlarms("d", "here", false), found]).toEqual([
        1,
        0,
        { ...alarm, id: found?.id },
      ]);
      expect(() => write(() => store.putAlarm(alarm, "a"))).toThrow("UNIQUE");
      const again = { ...alarm, id: found?.id ?? 0, count: 2 };
      write(() => store.putAlarm(again, "a"));
      expect(store.alarms("open", 9)).toEqual([{ ...alarm, raiser: "partner", id: again.id + 1 }, again]);
      const seen = { ...again, acknowledged: { by: "Ada", time: 5 } };
      write(() => store.putAlarm(seen, "a"));
      expect([store.openAlarm("c", "here", "a"), store.countAlarms("c", "here", false), store.alarms("all", 9)[1]]).toEqual([
        null,
        0,
        seen,
      ]);
      write(() => store.putAlarm(alarm, "a"));
      expect(store.alarms("open", 1)[0]?.id).toBeGreaterThan(again.id + 1);
    });

    test("of those that are acknowledged the newest are kept", () => {
      const time = (i: number) => ({ ...alarm, acknowledged: { by: "Ada", time: i } });
      for (let i = 1; i <= 210; i++) {
        write(() => store.putAlarm(alarm, "a"));
        write(() => store.putAlarm({ ...time(i), id: store.openAlarm("c", "here", "a")?.id ?? 0 }, "a"));
      }
      const kept = store.alarms("all", 999);
      expect([kept.length, kept.at(-1)?.acknowledged?.time]).toEqual([200, 11]);
    });

    test("grave ones are counted apart, and come first while they are open", () => {
      const grave = { ...alarm, code: "INTEGRITY_ISSUE", info: "CHAIN_BROKEN" };
      write(() => store.putAlarm(grave, "g"));
      write(() => store.putAlarm(alarm, "a"));
      expect([store.countAlarms("c", "here", true), store.countAlarms("c", "here", false)]).toEqual([1, 1]);
      expect(store.alarms("open", 1)).toMatchObject([{ info: "CHAIN_BROKEN" }]);
      const { id = 0 } = store.openAlarm("c", "here", "g") ?? {};
      write(() => store.putAlarm({ ...grave, id, acknowledged: { by: "Ada", time: 5 } }, "g"));
      expect([store.countAlarms("c", "here", true), store.alarms("all", 9).map(({ code }) => code)]).toEqual([
        0,
        ["TIMEOUT", "INTEGRITY_ISSUE"],
      ]);
    });
  });

  describe("signed files", () => {
    const file = (name: string, given: Partial<SignedFile> = {}): SignedFile => ({
      connection: "c",
      kind: "message",
      name,
      key: "k",
      time: 1,
      bytes: new Uint8Array([1, 2, 3]),
      ...given,
    });
    const names = (): readonly string[] => store.signedFiles(0, 99_999).map(({ connection, name }) => `${connection} ${name}`);

    test("come back in order as they were put; one that is known stays as it is", () => {
      write(() => ["a", "b"].forEach((name) => store.addSigned(file(name))));
      write(() => store.addSigned(file("a", { bytes: new Uint8Array(9) })));
      expect(names()).toEqual(["c a", "c b"]);
      expect(store.signedFile("c", "a")?.bytes).toEqual(new Uint8Array([1, 2, 3]));
      expect([store.signedFile("d", "a"), store.signedFiles(1, 9).map(({ name }) => name)]).toEqual([null, ["b"]]);
    });

    test("the oldest of a connection go where there are too many bytes, but no identity file, and none of another connection", () => {
      const large = new Uint8Array(20 * 1024 * 1024);
      write(() => store.addSigned(file("identity", { kind: "identity", bytes: large })));
      write(() => store.addSigned(file("other", { connection: "d", bytes: large })));
      for (const name of ["1", "2", "3"]) write(() => store.addSigned(file(name, { bytes: large })));
      write(() => store.addSigned(file("3", { bytes: large })));
      expect(names()).toEqual(["c identity", "d other", "c 1", "c 2", "c 3"]);
      write(() => store.addSigned(file("4", { kind: "acknowledgement", bytes: large })));
      expect(names()).toEqual(["c identity", "d other", "c 2", "c 3", "c 4"]);
    });

    test("the oldest of a connection go where there are too many, each time one more comes", () => {
      write(() => {
        for (let i = 0; i < 10_002; i++) store.addSigned(file(`${i}`));
      });
      write(() => store.addSigned(file("last")));
      expect([names().length, names()[0], names().at(-1)]).toEqual([10_000, "c 3", "c last"]);
    });

    test("say who signed them when their connection is forgotten, where any are kept", () => {
      const signer = (connection: string) => ({ connection, name: "acme", partner: "p", partnerName: "Acme", key: "k" });
      write(() => store.addSigned(file("identity", { kind: "identity" })));
      write(() => ["c", "d"].forEach((id) => store.keepSigner(signer(id))));
      write(() => ["c", "d"].forEach((id) => store.removeConnection(id)));
      expect([store.signers(), names()]).toEqual([[signer("c")], ["c identity"]]);
    });
  });

  describe("links that wait", () => {
    test("are due when the other issue is known, of that connection only, each once, and the oldest first", () => {
      write(() => {
        for (const [connection, target, issue] of ["c t a", "c t a", "c t b", "c u a", "d t x"].map((line) => line.split(" ")))
          store.addWaitingLink(connection ?? "", target ?? "", issue ?? "");
      });
      expect(store.dueLinks(9)).toEqual([]);
      write(() => store.endWaitingLinks("c", "t"));
      expect([store.dueLinks(9), store.dueLinks(1)]).toEqual([["a", "b"], ["a"]]);
      write(() => store.endWaitingLinks("c", "u"));
      expect(store.dueLinks(9)).toEqual(["a", "b"]);
      write(() => store.putDueLinks(["b"], ["a"]));
      expect(store.dueLinks(9)).toEqual(["a"]);
      write(() => store.endWaitingLinks("c", "t"));
      write(() => store.endWaitingLinks("d", "t"));
      write(() => store.putDueLinks([], ["a"]));
      expect(store.dueLinks(9)).toEqual(["x", "a"]);
    });

    test("go with their connection, and are as many as there are", () => {
      write(() => {
        for (let i = 0; i < 2_500; i++) store.addWaitingLink("c", "t", `${i}`);
        store.addWaitingLink("d", "t", "x");
      });
      write(() => store.removeConnection("d"));
      write(() => ["c", "d"].forEach((id) => store.endWaitingLinks(id, "t")));
      expect(store.dueLinks(9_999)).toHaveLength(2_500);
    });
  });
}
