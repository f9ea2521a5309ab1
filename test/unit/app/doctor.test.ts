import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { connect } from "../../../src/app/connect.ts";
import type { Check } from "../../../src/app/doctor-check.ts";
import { checkMachine } from "../../../src/app/doctor-machine.ts";
import { examine } from "../../../src/app/doctor.ts";
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

test("parts of contents are counted: what nobody waits for in the exchange folder, and what arrived in part here", async () => {
  expect(await found("contents")).toBeUndefined();
  const parts = join(own, connection, "files");
  mkdirSync(parts, { recursive: true });
  for (const number of [0, 1]) writeFileSync(join(parts, `${connection}.${number}`), new Uint8Array(600_000));
  const arriving = join(project.workspace, "issues/attachments/.arriving");
  mkdirSync(arriving, { recursive: true });
  writeFileSync(join(arriving, ".gitignore"), "*");
  writeFileSync(join(arriving, `${connection}.0123`), new Uint8Array(400_000));
  const checks = (await examine(project)).filter(({ check }) => check === "contents");
  expect(checks).toEqual([
    { check: "contents", connection: null, ok: true, code: "CONTENTS_ARRIVING", data: { count: 1, bytes: 400_000 } },
    { check: "contents", connection: "nordwind", ok: true, code: "PARTS_STAND", data: { count: 2, bytes: 1_200_000, left: 2 } },
  ]);
  expect(readdirSync(parts)).toHaveLength(2);
});

/** A connection to the store's file that is none of ours. */
function stranger(): DatabaseSync {
  const sqlite = new DatabaseSync(join(project.stateDirectory, "store.sqlite"));
  onTestFinished(() => sqlite.close());
  return sqlite;
}

test("a key that was announced, and that the partner will seal to next, is missed like the one in use", async () => {
  const there = project.store.connection(connection);
  if (!there) throw new Error("no connection");
  const missing = async (): Promise<readonly string[]> =>
    (await examine(project)).flatMap(({ code }) => (code === "KEY_MISSING" ? [code] : []));
  expect(await missing()).toEqual([]);
  project.store.transaction(() => project.store.putConnection({ ...there, stream: { ...there.stream, renewing: 1 } }));
  expect(await missing()).toEqual(["KEY_MISSING"]);
});

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
  // The issues lie on the same disk.
  expect(checks.filter(({ check, ok }) => !ok && check !== "state directory")).toMatchObject([
    { check: "issues folder", code: "ISSUES_UNWRITABLE", data: { detail: "ENOSPC" } },
  ]);
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

test("conflict copies and placeholders of programs that synchronise folders", async () => {
  const issues = join(project.workspace, "issues");
  writeFileSync(join(issues, "ACME-1 (Bo's conflicted copy 2026-11-20).md"), "# A\n");
  writeFileSync(join(issues, "ACME-2.sync-conflict-20261120-101500-ABCDEFG.md"), "# B\n");
  writeFileSync(join(issues, ".ACME-3.md.icloud"), "");
  writeFileSync(join(issues, "ACME-4.md"), "");
  truncateSync(join(issues, "ACME-4.md"), 100_000);
  writeFileSync(join(issues, "ACME-5.md"), "# Plain\n");
  const checks = (await examine(project)).filter(({ check }) => check === "sync client");
  expect(checks).toMatchObject([
    { ok: false, code: "CONFLICT_COPIES", data: { count: 2 } },
    { ok: false, code: "FILES_ABSENT", data: { names: ".ACME-3.md.icloud, ACME-4.md" } },
  ]);
});

test("placeholders in the partner's part of the exchange folder", async () => {
  const offers = join(exchange, "fb7z9df52tn3aaftcsxvqg36jc", connection);
  mkdirSync(offers, { recursive: true });
  writeFileSync(join(offers, "x.ferry"), "");
  truncateSync(join(offers, "x.ferry"), 100_000);
  expect(await found("sync client")).toMatchObject({ ok: false, connection: "nordwind", code: "FILES_ABSENT" });
});

describe("the machine that must see the folders", () => {
  const signs = { has: () => false, kernel: "6.1.0-13-amd64", environment: {}, host: "pluto" };
  test.each([
    ["MACHINE_LOCAL", signs],
    ["MACHINE_CONTAINER", { ...signs, has: (path: string) => path === "/.dockerenv" }],
    ["MACHINE_CONTAINER", { ...signs, environment: { REMOTE_CONTAINERS: "true" } }],
    ["MACHINE_WSL", { ...signs, kernel: "5.15.90.1-microsoft-standard-WSL2" }],
    ["MACHINE_REMOTE", { ...signs, environment: { SSH_CONNECTION: "10.0.0.1 1 10.0.0.2 22" } }],
  ])("%s", (code, given) => expect(checkMachine(given)).toMatchObject({ ok: true, code, data: { host: "pluto" } }));
});

describe("git", () => {
  const git = (...words: string[]): string =>
    execFileSync("git", ["-C", project.workspace, "-c", "user.name=Ada", "-c", "user.email=ada@acme.example", ...words], {
      encoding: "utf8",
    });
  const scanned = async (): Promise<void> => {
    for await (const batch of project.tracker.changes({ observeOnly: false }))
      project.store.transaction(() => project.store.remember(batch.memory));
  };
  beforeEach(() => {
    git("init", "--quiet", "--initial-branch", "main");
    writeFileSync(join(project.workspace, "issues/ACME-1.md"), "# One\n");
  });

  test("keeps the issues on a branch, which another one hides", async () => {
    expect(await found("git")).toMatchObject({ ok: true, code: "GIT_APART" });
    git("add", ".");
    git("commit", "--quiet", "-m", "issues");
    await scanned();
    expect(await found("git")).toMatchObject({ ok: true, code: "GIT_BRANCH", data: { branch: "main" } });
    git("checkout", "--quiet", "-b", "other");
    expect(await found("git")).toMatchObject({ ok: false, code: "BRANCH_HELD", data: { code: "OTHER_BRANCH", detail: "main other" } });
  });

  test("is missing, which is said, and all the rest is examined", async () => {
    vi.stubEnv("PATH", elsewhere);
    try {
      const checks = await examine(project);
      expect(checks.filter(({ ok }) => !ok)).toMatchObject([
        { check: "git", code: "GIT_MISSING" },
        // Nobody was ever asked which branch the issues are on.
        { check: "issue files", data: { at: "issues", code: "GIT_MUTE" } },
      ]);
      expect(checks.map(({ check }) => check)).toContain("watching");
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

test("who the gateway is, and that nobody is named", async () => {
  expect(await found("gateway")).toMatchObject({ ok: true, code: "GATEWAY_HERE" });
  const file = join(project.workspace, ".issue-ferry/gateway.yaml");
  const named = readFileSync(file, "utf8");
  rmSync(file);
  expect(await found("gateway")).toMatchObject({ ok: false, code: "GATEWAY_UNNAMED" });
  writeFileSync(file, named.replace(/machine: .*/, "machine: 06h0539yndz1k0qme3ckg4qf7g"));
  expect(await found("gateway")).toMatchObject({ ok: true, code: "GATEWAY_ELSEWHERE" });
  expect(await found("exchange folder")).toBeUndefined();
  writeFileSync(file, "machine: [7\n");
  expect(await found("gateway")).toMatchObject({ ok: false, code: "GATEWAY_BROKEN" });
});
