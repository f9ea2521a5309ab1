import { execFileSync } from "node:child_process";
import { linkSync, lstatSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
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

it("what was taken away while somebody saved another one goes to the trash, unless it is what was to be replaced", async () => {
  space.put(TAKEN, OLD);
  await sweepLeftovers(space.issues);
  expect(space.names()).toEqual(["valve.md"]);
  space.put(TAKEN, "# Valve, saved before\n");
  await sweepLeftovers(space.issues);
  expect(space.names()).toEqual([".trash", "valve.md"]);
  expect(space.read(".trash/recovered.md")).toBe("# Valve, saved before\n");
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
  const names = [".trash", "sub", ".hidden.md"].map((name) => `.ferry-0123456789abcdef01.x.taken.${name}`);
  for (const name of names) space.put(name, OLD);
  symlinkSync(space.path("valve.md"), space.path(".ferry-0123456789abcdef01.x.taken.link.md"));
  await sweepLeftovers(space.issues);
  expect(space.names()).toEqual([".ferry-0123456789abcdef01.x.taken.link.md", ".trash", "valve.md"]);
  expect(lstatSync(space.path(".trash")).isDirectory()).toBe(true);
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
