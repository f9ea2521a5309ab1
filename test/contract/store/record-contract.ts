import { beforeEach, describe, expect, test } from "vitest";
import type { Command } from "../../../src/model/command.ts";
import { Impossible } from "../../../src/model/failure.ts";
import type { Store } from "../../../src/ports/store.ts";
import { sampleConnection, sampleDocument, sampleSync } from "./samples.ts";

const SYNC_NOW: Command = { kind: "sync", author: "Ada" };

/** The part of the store contract about what the tracker and people have left: rows to remember, the audit trail, commands; and any text in them. */
export function recordContract(current: () => Store): void {
  let store: Store;

  beforeEach(() => {
    store = current();
    store.transaction(() => ["c", "d"].forEach((id) => store.putConnection(sampleConnection(id))));
  });

  const write = (work: () => void): void => store.transaction(work);

  describe("the tracker's memory", () => {
    test("is what was remembered last, listed by prefix in order", () => {
      write(() =>
        store.remember(["file:b", "file:a", "file:", "files", "fil", "file:\u{10fffd}", "g"].map((key) => ({ key, value: `of ${key}` }))),
      );
      write(() =>
        store.remember([
          { key: "file:b", value: "new" },
          { key: "g", value: null },
          { key: "never", value: null },
        ]),
      );
      expect([store.get("file:b"), store.get("g"), store.get("never")]).toEqual(["new", null, null]);
      expect(store.list("file:").map(({ key }) => key)).toEqual(["file:", "file:a", "file:b", "file:\u{10fffd}"]);
      expect(store.list("file:b")).toEqual([{ key: "file:b", value: "new" }]);
      expect(store.list("")).toHaveLength(6);
    });

    test("diagnostics are those of the last look at each place", () => {
      write(() => store.setDiagnostics("b.md", [{ at: "b.md", line: 3, code: "X", detail: "d" }]));
      write(() =>
        store.setDiagnostics("a.md", [
          { at: "a.md", code: "Y" },
          { at: "a.md", code: "Z" },
        ]),
      );
      expect(store.diagnostics().map(({ code }) => code)).toEqual(["Y", "Z", "X"]);
      write(() => store.setDiagnostics("a.md", []));
      expect(store.diagnostics()).toEqual([{ at: "b.md", line: 3, code: "X", detail: "d" }]);
    });
  });

  describe("the audit trail", () => {
    test("numbers events in their order", () => {
      const event = { time: 1, actor: "Ada", action: "send", connection: "c", issue: "i", reference: "l.1", info: "" };
      write(() => store.addAudit([event, { time: 0, actor: "issue-ferry", action: "apply" }]));
      write(() => store.addAudit([{ time: 2, actor: "Bo", action: "third" }]));
      const [first, second, third] = store.audits(0, 99);
      expect(first).toEqual({ ...event, sequence: first?.sequence });
      expect(second).toEqual({ time: 0, actor: "issue-ferry", action: "apply", sequence: second?.sequence });
      expect(store.audits(second?.sequence ?? 0, 99)).toEqual([third]);
      expect(store.audits(0, 2)).toEqual([first, second]);
      const many = Array.from({ length: 250 }, (_, n) => ({ time: n, actor: "Ada", action: "often" }));
      write(() => {
        for (const one of many) store.addAudit([one]);
        expect(store.audits(0, 999)).toHaveLength(3 + 250);
      });
      const all = store.audits(0, 999);
      expect(all.slice(3).map(({ time }) => time)).toEqual(many.map(({ time }) => time));
      expect(all.map(({ sequence }) => sequence)).toEqual(all.map((_, i) => (first?.sequence ?? 0) + i));
      expect(store.audits(all[150]?.sequence ?? 0, 3)).toEqual(all.slice(151, 154));
      const failing = (): void => {
        store.addAudit([event]);
        throw new Error("crash");
      };
      expect(() => write(failing)).toThrow("crash");
      expect(store.audits(0, 999)).toEqual(all);
    });

    test("finds the events of one issue, newest first, and those of our own files, in order", () => {
      const event = (issue: string, time: number) => ({ time, actor: "a", action: "b", issue, connection: "c" });
      const file = (connection: string, sequence: number) => ({ time: 0, actor: "a", action: "f", connection, file: { sequence } });
      write(() => store.addAudit([event("i", 1), event("other", 2), file("c", 7), event("i", 3), file("d", 0), file("c", 8)]));
      expect(store.auditsOf("i", 9).map(({ time }) => time)).toEqual([3, 1]);
      expect(store.auditsOf("i", 1).map(({ time }) => time)).toEqual([3]);
      const [seventh, eighth] = store.fileAudits("c", 0, 9);
      expect([seventh?.file?.sequence, eighth?.file?.sequence]).toEqual([7, 8]);
      expect(store.fileAudits("c", seventh?.sequence ?? 0, 9)).toEqual([eighth]);
      expect(store.fileAudits("c", 0, 1)).toEqual([seventh]);
    });
  });

  describe("commands", () => {
    test("are taken without a transaction, and inside one", () => {
      store.submit("x", SYNC_NOW);
      write(() => store.submit("y", { kind: "ping", connection: "c", author: "Bo" }));
      expect(store.openCommands()).toEqual([
        { id: "x", command: SYNC_NOW, outcome: null },
        { id: "y", command: { kind: "ping", connection: "c", author: "Bo" }, outcome: null },
      ]);
    });

    test("are done once, however often they are handed over", () => {
      store.submit("x", SYNC_NOW);
      store.submit("x", SYNC_NOW);
      expect(store.openCommands()).toHaveLength(1);
      const outcome = { kind: "failed", code: "NO", data: { n: 1 } } as const;
      write(() => store.finishCommand("x", outcome));
      store.submit("x", SYNC_NOW);
      expect(store.openCommands()).toEqual([]);
      expect(store.command("x")).toEqual({ id: "x", command: SYNC_NOW, outcome });
      expect(store.command("z")).toBeNull();
      for (const id of ["x", "z"]) expect(() => write(() => store.finishCommand(id, outcome))).toThrow(Impossible);
    });

    test("that are finished are kept, the last thousand to finish", () => {
      store.submit("first asked, last done", SYNC_NOW);
      write(() => {
        for (let n = 1; n <= 1001; n++) {
          store.submit(`${n}`, SYNC_NOW);
          store.finishCommand(`${n}`, { kind: "done", data: {} });
        }
      });
      expect([store.command("1"), store.command("2")?.id]).toEqual([null, "2"]);
      write(() => store.finishCommand("first asked, last done", { kind: "done", data: {} }));
      expect(store.command("first asked, last done")?.outcome).toEqual({ kind: "done", data: {} });
      expect([store.command("2"), store.command("3")?.id]).toEqual([null, "3"]);
    });
  });

  test("any text survives", () => {
    const hostile = ["a\0b", "\ud800", "__proto__", "constructor", "'; DROP TABLE issue", "\u{10ffff}", "\r\n", ""];
    for (const text of hostile) {
      const fields = JSON.parse(JSON.stringify({ [`x${text}`]: text }).replace(/^\{"x/, '{"')) as Record<string, string>;
      const sync = sampleSync("c", "i", { partnerKey: text, mine: { ...sampleDocument("t"), fields } });
      write(() => {
        store.setFact("f", text);
        store.remember([{ key: "k", value: text }]);
        store.addAudit([{ time: 0, actor: text, action: "a" }]);
        store.putSync({ sync, status: "pending", due: false });
      });
      expect([store.fact("f"), store.get("k"), store.audits(0, 99).at(-1)?.actor]).toEqual([text, text, text]);
      expect(store.list("k")).toEqual([{ key: "k", value: text }]);
      const read = store.syncByPartnerKey("c", text);
      expect(read?.partnerKey).toBe(text);
      expect(JSON.stringify(read?.mine)).toBe(JSON.stringify(sync.mine));
      expect(Object.getPrototypeOf(read?.mine.fields)).toBe(Object.prototype);
    }
  });
}
