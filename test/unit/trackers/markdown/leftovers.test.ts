import { execFileSync } from "node:child_process";
import fs, { linkSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { afterEach, beforeEach, expect, it, onTestFinished } from "vitest";
import { sweepLeftovers } from "../../../../src/trackers/markdown/leftovers.ts";
import { textVersion } from "../../../../src/trackers/markdown/text-version.ts";
import { MarkdownWorkspace, issuesOf } from "../../../support/markdown-workspace.ts";

const OLD = "# Valve\n";
const PREPARED = ".ferry-0123456789abcdef01.tmp";
const TAKEN = `.ferry-0123456789abcdef01.${textVersion(OLD)}.taken.valve.md`;
const ASIDE = `.ferry-0123456789abcdef01.${textVersion(OLD)}.old`;

let space: MarkdownWorkspace;
beforeEach(() => {
  space = new MarkdownWorkspace();
  space.put("valve.md", OLD);
});
afterEach(() => {
  space.close();
});

it("a file that a crash left linked aside is an issue again at once", async () => {
  linkSync(space.path("valve.md"), space.path(ASIDE));
  space.put(PREPARED, "# Valve, prepared\n");
  expect(issuesOf(await space.scan())).toMatchObject([{ key: "ACME-1", fields: { title: "Valve" } }]);
  expect(space.names()).toEqual(["ACME-1.md"]);
});

it("an old file that was replaced as it was expected is removed", async () => {
  renameSync(space.path("valve.md"), space.path(ASIDE));
  space.put("ACME-1.md", "# Valve, written\n");
  await sweepLeftovers(space.issues);
  expect(space.names()).toEqual(["ACME-1.md"]);
});

it("a file linked aside that somebody else has replaced is removed", async () => {
  renameSync(space.path("valve.md"), space.path(ASIDE));
  space.put(ASIDE, "# Valve, found to be another\n");
  space.put(PREPARED, "# Valve, prepared\n");
  space.put("valve.md", "# Valve, saved\n");
  await sweepLeftovers(space.issues);
  expect(space.names()).toEqual(["valve.md"]);
});

it("an old file that somebody saved in the moment of the crash goes to the trash", async () => {
  renameSync(space.path("valve.md"), space.path(ASIDE));
  space.put(ASIDE, "# Valve, edited\n");
  await sweepLeftovers(space.issues);
  expect(space.names()).toEqual([".trash"]);
  expect(space.read(".trash/recovered.md")).toBe("# Valve, edited\n");
});

it("an old file that still has its name in the folder, too, gives that name back", async () => {
  linkSync(space.path("valve.md"), space.path(ASIDE));
  await sweepLeftovers(space.issues);
  expect(space.names()).toEqual(["valve.md"]);
});

it("a file that a crash left without its name has it again, whatever was saved into it", async () => {
  for (const text of [OLD, "# Valve, saved in that moment\n"]) {
    renameSync(space.path("valve.md"), space.path(TAKEN));
    linkSync(space.path(TAKEN), space.path(ASIDE));
    writeFileSync(space.path(TAKEN), text);
    space.put(PREPARED, "# Valve, prepared\n");
    await sweepLeftovers(space.issues);
    expect([space.names(), space.read("valve.md")]).toEqual([["valve.md"], text]);
  }
});

it("what was taken away goes to the trash where somebody put another file there, or saved into it", async () => {
  for (const [text, prepared] of [
    [OLD, true],
    ["# Valve, saved before\n", true],
    ["# Valve, saved before\n", false],
  ] as const) {
    space.put(TAKEN, text);
    linkSync(space.path(TAKEN), space.path(ASIDE));
    if (prepared) space.put(PREPARED, "# Valve, prepared\n");
    await sweepLeftovers(space.issues);
    expect([space.names(), space.read("valve.md")]).toEqual([[".trash", "valve.md"], OLD]);
    expect(space.read(".trash/recovered.md")).toBe(text);
    rmSync(space.path(".trash"), { recursive: true });
  }
});

it("what was replaced is removed, and comes back under no name that it had", async () => {
  renameSync(space.path("valve.md"), space.path("ACME-1.md"));
  for (const isPlaced of [true, false]) {
    space.put(TAKEN, OLD);
    if (isPlaced) linkSync(space.path("ACME-1.md"), space.path(PREPARED));
    await sweepLeftovers(space.issues);
    expect(space.names()).toEqual(["ACME-1.md"]);
  }
});

it("as long as a file cannot get its name back, all of it stays", async () => {
  renameSync(space.path("valve.md"), space.path(TAKEN));
  linkSync(space.path(TAKEN), space.path(ASIDE));
  space.put(PREPARED, "# Valve, prepared\n");
  const real = [fs.linkSync, fs.renameSync] as const;
  const back = (): void => {
    [fs.linkSync, fs.renameSync] = real;
    syncBuiltinESMExports();
  };
  onTestFinished(back);
  fs.linkSync = fs.renameSync = () => {
    throw Object.assign(new Error("held"), { code: "EPERM" });
  };
  syncBuiltinESMExports();
  await sweepLeftovers(space.issues);
  expect(space.names()).toEqual([ASIDE, TAKEN, PREPARED]);
  back();
  await sweepLeftovers(space.issues);
  expect([space.names(), space.read("valve.md")]).toEqual([["valve.md"], OLD]);
});

it("what a crash left with its name and the one that it had meanwhile has its name", async () => {
  linkSync(space.path("valve.md"), space.path(TAKEN));
  space.put(PREPARED, "# Valve, prepared\n");
  await sweepLeftovers(space.issues);
  expect([space.names(), space.read("valve.md")]).toEqual([["valve.md"], OLD]);
});

it("a prepared text that got its place counts as placed, though a crash left it its other name", async () => {
  renameSync(space.path("valve.md"), space.path(ASIDE));
  space.put(ASIDE, "# Valve, edited\n");
  space.put(PREPARED, "# Valve, written\n");
  linkSync(space.path(PREPARED), space.path("valve.md"));
  await sweepLeftovers(space.issues);
  expect([space.names(), space.read("valve.md")]).toEqual([[".trash", "valve.md"], "# Valve, written\n"]);
  expect(space.read(".trash/recovered.md")).toBe("# Valve, edited\n");
});

it("a name that no issue file has is given to nothing", async () => {
  const names = [".trash", "sub", ".hidden.md"].map((name) => TAKEN.replace("valve.md", name));
  for (const name of names) space.put(name, OLD);
  const link = TAKEN.replace("valve.md", "link.md");
  symlinkSync(space.path("valve.md"), space.path(link));
  space.put(PREPARED, "# Valve, prepared\n");
  await sweepLeftovers(space.issues);
  expect(space.names()).toEqual([...names, link, "valve.md"].sort());
});

it("what is no ordinary file is not waited for, not followed, and stays", async () => {
  const fifo = ".ferry-0123456789abcdef02.x.old";
  const endless = ".ferry-0123456789abcdef03.x.old";
  const elsewhere = `.ferry-0123456789abcdef04.${textVersion(OLD)}.old`;
  execFileSync("mkfifo", [space.path(fifo)]);
  symlinkSync("/dev/zero", space.path(endless));
  symlinkSync(space.path("valve.md"), space.path(elsewhere));
  await sweepLeftovers(space.issues);
  expect(space.names()).toEqual([fifo, endless, elsewhere, "valve.md"]);
});
