import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { run } from "../../../src/cli/program.ts";

/** Two real projects. Bo deleted NW-1 while Ada edited it, and the edit won; in NW-2 only a status of Bo's lost. */
let root: string;
let out: string;
let err: string;

type Person = "ada" | "bo";

async function ferry(who: Person, ...words: string[]): Promise<number> {
  out = "";
  err = "";
  return run(["--state", join(root, `${who}-state`), ...words], {
    out: (text) => (out += text),
    err: (text) => (err += text),
    read: () => Promise.resolve(""),
    colours: false,
    home: root,
    cwd: join(root, who),
    stopped: new AbortController().signal,
  });
}

const syncs = async (rounds: number): Promise<void> => {
  for (let i = 0; i < rounds; i++) for (const who of ["bo", "ada"] as const) await ferry(who, "sync", "--quiet");
};
const open = async (key: string): Promise<readonly string[]> => {
  await ferry("bo", "--json", "show", key);
  const lost: { field: string; resolved: boolean }[] = JSON.parse(out).connections[0].lost;
  return lost.filter(({ resolved }) => !resolved).map(({ field }) => field);
};
const isThere = async (key: string): Promise<boolean> => (await ferry("bo", "show", key)) === 0;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "ferry-resolve-deletion-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const name of ["ada", "bo", "exchange"]) mkdirSync(join(root, name));
  await ferry("ada", "init", "--name", "Acme", "--quiet");
  await ferry("bo", "init", "--name", "Nordwind", "--key", "NW", "--quiet");
  const exchange = ["--exchange", join(root, "exchange")];
  await ferry("ada", "connect", "nordwind", ...exchange, "--out", join(root, "n.txt"), "--publish", "--share", "all");
  await ferry("bo", "join", join(root, "n.txt"), ...exchange, "--name", "acme", "--accept", "--share", "all");
  for (const title of ["Valve", "Pump"]) await ferry("ada", "new", "--title", title, "--status", "New");
  await syncs(3);
  for (const n of [1, 2]) await ferry("ada", "set", `ACME-${n}`, "status=Open");
  await ferry("bo", "delete", "NW-1");
  await ferry("bo", "set", "NW-2", "status=Done");
  await syncs(3);
});

test("yours for many deletes nothing: a deletion that lost stays open and is named, and is settled and taken back by its own name", async () => {
  expect([await open("NW-1"), await open("NW-2")]).toEqual([["deleted"], ["status"]]);
  expect(await ferry("bo", "resolve", "NW-1", "NW-2", "--mine")).toBe(1);
  expect(err).toContain("1 conflict in 1 issue settled: yours stand again.");
  expect(err).toContain("1 conflict stayed open.");
  expect(err).toContain("NW-1, deletion: Yours deletes the issue, so it is decided by itself.");
  expect([await isThere("NW-1"), await open("NW-1"), await open("NW-2")]).toEqual([true, ["deleted"], []]);

  await ferry("bo", "undo");
  expect([await open("NW-1"), await open("NW-2")]).toEqual([["deleted"], ["status"]]);
  expect(await ferry("bo", "resolve", "NW-1", "--field", "deleted", "--take", "mine")).toBe(0);
  expect(await isThere("NW-1")).toBe(false);
  expect(await ferry("bo", "undo")).toBe(0);
  expect(await isThere("NW-1")).toBe(true);
});
