import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { exportAudit, verifyFile } from "../../../src/app/audit-file.ts";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { openStore } from "../../../src/store/sqlite-store.ts";

/** The file of an exported trail: what is written, where, and what is read of one that anybody may have made. */
let directory: string;
let project: OpenProject;
const HOSTILE = "a\u001b[2Jb\u202ec\u2028d\u0085e\u200df";

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "ferry-trail-"));
  const opened = openStore(":memory:");
  if (!opened.ok) throw new Error(opened.failure.kind);
  const store = opened.value;
  store.transaction(() => store.addAudit([{ time: 1, actor: "partner Acme", action: "issue applied", info: HOSTILE }]));
  // Of a project only this is looked at.
  project = { store, file: { name: "Acme" } } as unknown as OpenProject;
  onTestFinished(() => {
    store.close();
    rmSync(directory, { recursive: true });
  });
});

test("is new, for its owner alone, and nothing in it turns a terminal's text or hides any", () => {
  const path = join(directory, "trail.jsonl");
  expect(exportAudit(project, path)).toBe(3);
  const text = readFileSync(path, "utf8");
  expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Zl}\u202e]/u);
  expect((JSON.parse(text.split("\n")[1] ?? "") as { info: string }).info).toBe(HOSTILE);
  expect(process.platform === "win32" ? 0o600 : statSync(path).mode & 0o777).toBe(0o600);
  expect(() => exportAudit(project, path)).toThrow("EEXIST");
  expect(readFileSync(path, "utf8")).toBe(text);
});

test("is read again without a fault; lines that are none, or without an end, are named, and those behind them are read", async () => {
  const path = join(directory, "trail.jsonl");
  exportAudit(project, path);
  expect(await verifyFile(path)).toMatchObject({ word: 1, faults: [] });
  const text = readFileSync(path, "utf8");
  const [head = "", ...rest] = text.split("\n");
  writeFileSync(path, [head, "nonsense", "x".repeat(17 * 1024 * 1024), "", ...rest].join("\n"));
  const found = await verifyFile(path);
  expect([found.word, found.faults]).toEqual([1, [2, 3, 4].map((line) => ({ code: "UNREADABLE_LINE", at: String(line) }))]);
  writeFileSync(path, text.trimEnd());
  expect(await verifyFile(path)).toMatchObject({ word: 1, faults: [] });
});

test.each(["", "no trail", "\n\n", '{"kind":"head","format":"other","version":1,"project":"","made":""}'])("is none: %j", async (text) => {
  const path = join(directory, "other");
  writeFileSync(path, text);
  expect((await verifyFile(path)).faults).toContainEqual({ code: "FOREIGN_FILE", at: "1" });
});
