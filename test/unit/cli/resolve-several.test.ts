import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { run } from "../../../src/cli/program.ts";

/** Two real projects; at Bo's, values of two issues have lost against Ada's, who is the primary. */
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
const shown = async (who: Person, key: string) => {
  await ferry(who, "--json", "show", key);
  const { issue, connections } = JSON.parse(out);
  const lost: { field: string; resolved: boolean; value: unknown }[] = connections[0].lost;
  return { fields: issue.fields, status: issue.syncStatus, open: lost.filter(({ resolved }) => !resolved).map(({ field }) => field), lost };
};

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "ferry-resolve-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const name of ["ada", "bo", "exchange"]) mkdirSync(join(root, name));
  await ferry("ada", "init", "--name", "Acme", "--quiet");
  await ferry("bo", "init", "--name", "Nordwind", "--key", "NW", "--quiet");
  const exchange = ["--exchange", join(root, "exchange")];
  await ferry("ada", "connect", "nordwind", ...exchange, "--out", join(root, "n.txt"), "--publish", "--share", "all");
  await ferry("bo", "join", join(root, "n.txt"), ...exchange, "--name", "acme", "--accept", "--share", "all");
  for (const title of ["Valve", "Pump"]) await ferry("ada", "new", "--title", title, "--status", "New", "--priority", "low");
  await syncs(3);
  for (const n of [1, 2]) {
    await ferry("ada", "set", `ACME-${n}`, "status=Open", "priority=high");
    await ferry("bo", "set", `NW-${n}`, "status=Done", "priority=medium");
  }
  await syncs(3);
});

test("all conflicts of several issues are settled for one side, one field of them alone, and taken back together", async () => {
  expect((await shown("bo", "NW-1")).open).toEqual(["status", "priority"]);
  expect(await ferry("bo", "--json", "resolve", "NW-1", "NW-2", "--mine", "--field", "status")).toBe(0);
  expect(JSON.parse(out).settled.map(({ key, field }: { key: string; field: string }) => [key, field])).toEqual([
    ["NW-1", "status"],
    ["NW-2", "status"],
  ]);
  expect(err).toContain("2 conflicts in 2 issues settled: yours stand again. What lost stays in the history of each issue.");
  expect(await shown("bo", "NW-2")).toMatchObject({ fields: { status: "Done", priority: "high" }, open: ["priority"] });
  expect(await ferry("bo", "undo")).toBe(0);
  for (const key of ["NW-1", "NW-2"])
    expect(await shown("bo", key)).toMatchObject({ fields: { status: "Open", priority: "high" }, open: ["status", "priority"] });

  expect(await ferry("bo", "resolve", "NW-1", "NW-2", "--theirs")).toBe(0);
  expect(err).toContain("4 conflicts in 2 issues settled: theirs stand.");
  const after = await shown("bo", "NW-1");
  expect(after).toMatchObject({ fields: { status: "Open", priority: "high" }, open: [] });
  expect(after.lost.map(({ value }) => value)).toEqual(["Done", "medium"]);
  expect([await ferry("bo", "resolve", "NW-1", "--mine"), err]).toEqual([1, expect.stringContaining("None of these issues has an open")]);
});

test("mine reaches the partner as an edit; one value is not taken for several issues", async () => {
  expect([await ferry("bo", "resolve", "NW-1", "NW-2", "--take", "Closed", "--field", "status"), err]).toEqual([
    2,
    expect.stringContaining("Of several issues --mine or --theirs is taken"),
  ]);
  expect([await ferry("bo", "resolve", "NW-1", "--mine", "--theirs"), err]).toEqual([2, expect.stringContaining("Say what to take")]);
  expect(await ferry("bo", "resolve", "NW-1", "NW-2", "--mine")).toBe(0);
  await syncs(3);
  expect(await shown("ada", "ACME-2")).toMatchObject({ fields: { status: "Done", priority: "medium" }, status: "up to date" });
});
