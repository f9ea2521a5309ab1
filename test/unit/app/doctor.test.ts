import { mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { connect } from "../../../src/app/connect.ts";
import { type Check, examine } from "../../../src/app/doctor.ts";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { tryLock } from "../../../src/store/worker-lock.ts";
import { canMount, smallDisk } from "../../support/small-disk.ts";
import { openedProject, place } from "./opened-project.ts";

let exchange: string;
let elsewhere: string;
let own: string;
let connection: string;
let project: OpenProject;

beforeEach(async () => {
  const root = place();
  exchange = join(root, "exchange");
  elsewhere = join(root, "elsewhere");
  for (const folder of [exchange, elsewhere]) mkdirSync(folder);
  project = openedProject(root);
  const made = await connect(project, { name: "nordwind", exchange, share: null }, null);
  if (!made.ok) throw new Error(made.failure.kind);
  own = join(exchange, project.context.self);
  connection = project.store.connections()[0]?.id ?? "";
});

async function found(check: Check["check"]): Promise<Check | undefined> {
  return (await examine(project)).find((one) => one.check === check);
}

test.each([
  ["our own directory", ""],
  ["where files are prepared", "tmp"],
  ["where files are offered", "connection"],
])("a link in the place of the directory %s is not followed, and is told", async (_, which) => {
  const path = which === "" ? own : join(own, which === "tmp" ? "tmp" : connection);
  rmSync(path, { recursive: true, force: true });
  if (which !== "") mkdirSync(own, { recursive: true });
  symlinkSync(elsewhere, path);
  // Whoever writes here finds these in the way: a trace of what is removed again at once.
  mkdirSync(join(elsewhere, "tmp"));
  mkdirSync(join(elsewhere, connection));
  expect(await found("exchange folder")).toMatchObject({ ok: false, code: "FOLDER_FAILS" });
  expect(readdirSync(elsewhere).sort()).toEqual([connection, "tmp"].sort());
});

test("no file is written that somebody else can have put a link in the place of", async () => {
  const precious = join(elsewhere, "precious");
  writeFileSync(precious, "precious");
  const planted = [`tmp/doctor-${process.pid}`, `tmp/doctor-${process.pid}-named`, `${connection}/doctor-${process.pid}-0.ferry`];
  for (const name of ["tmp", connection]) mkdirSync(join(own, name), { recursive: true });
  for (const name of planted) symlinkSync(precious, join(own, name));
  expect(await found("rename")).toMatchObject({ ok: true });
  expect(readFileSync(precious, "utf8")).toBe("precious");
  expect(readdirSync(join(own, "tmp")).sort()).toEqual(planted.slice(0, 2).map((name) => name.slice("tmp/".length)));
  expect(readdirSync(join(own, connection))).toEqual([`doctor-${process.pid}-0.ferry`]);
});

/** A connection to the store's file that is none of ours. */
function stranger(): DatabaseSync {
  const sqlite = new DatabaseSync(join(project.stateDirectory, "store.sqlite"));
  onTestFinished(() => sqlite.close());
  return sqlite;
}

test("a store that cannot be written is what was found, and everything else is looked at", async () => {
  stranger().exec("BEGIN IMMEDIATE");
  const checks = await examine(project);
  expect(checks.filter(({ ok }) => !ok)).toMatchObject([{ check: "state directory", code: "STORE_FAILS", data: { trouble: "busy" } }]);
  expect(checks.map(({ check }) => check)).toContain("watching");
});

test.runIf(canMount)("a full disk is what was found", async () => {
  const disk = smallDisk(4096);
  if (disk === null) throw new Error("no disk");
  onTestFinished(() => disk.unmount());
  project = openedProject(disk.path);
  expect(() => writeFileSync(join(disk.path, "film"), new Uint8Array(8_000_000))).toThrow("ENOSPC");
  const checks = await examine(project);
  expect(checks).toContainEqual(expect.objectContaining({ check: "state directory", ok: false, code: "SYSTEM_REFUSES" }));
  expect(checks.filter(({ check, ok }) => !ok && check !== "state directory")).toEqual([]);
});

test("a store that cannot be read is what was found, and what needs none is looked at", async () => {
  stranger().exec("DROP TABLE diagnostic");
  const checks = await examine(project);
  expect(checks.find(({ check }) => check === "issue files")).toMatchObject({ ok: false });
  expect(checks.map(({ check }) => check)).toContain("watching");
});

test("issue files are looked at and not changed, also while a worker that is silent has them", async () => {
  const lock = tryLock(project.stateDirectory);
  onTestFinished(() => lock?.release());
  const issues = join(project.workspace, "issues");
  writeFileSync(join(issues, "a.md"), "# A\n");
  writeFileSync(join(issues, "b.md"), "---\nlabels: [B\n---\n# B\n");
  expect(await found("issue files")).toMatchObject({ ok: false, data: { at: "issues/b.md" } });
  expect(readdirSync(issues).sort()).toEqual(["a.md", "b.md"]);
  expect(readFileSync(join(issues, "a.md"), "utf8")).toBe("# A\n");
  expect([project.store.issuesSince(0, 10), project.store.diagnostics(), project.store.openCommands()]).toEqual([[], [], []]);
  expect(readdirSync(project.stateDirectory).filter((name) => name.startsWith("doctor-"))).toEqual([]);
});
