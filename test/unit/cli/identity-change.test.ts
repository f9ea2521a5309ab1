import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { run } from "../../../src/cli/program.ts";

/** Two real projects, one of which replaces its identity key, as one types it. */
let root: string;
let out: string;
let err: string;

type Person = "ada" | "bo";

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "ferry-identity-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const name of ["ada", "bo", "exchange"]) mkdirSync(join(root, name));
  await ferry("ada", "init", "--name", "Acme", "--quiet");
  await ferry("bo", "init", "--name", "Nordwind", "--quiet");
});

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

const connect = async (ours = "nordwind", theirs = "acme"): Promise<void> => {
  const exchange = ["--exchange", join(root, "exchange")];
  await ferry("ada", "connect", ours, ...exchange, "--out", join(root, `${ours}.txt`), "--publish", "--share", "all");
  await ferry("bo", "join", join(root, `${ours}.txt`), ...exchange, "--name", theirs, "--accept", "--share", "all");
  await syncs(3);
};
const syncs = async (rounds: number): Promise<void> => {
  for (let i = 0; i < rounds; i++) for (const who of ["bo", "ada"] as const) await ferry(who, "sync", "--quiet");
};
const view = async (who: Person): Promise<Record<string, unknown>> => {
  await ferry(who, "--json", "connections");
  return JSON.parse(out).connections[0];
};
const number = async (who: Person, name: string): Promise<string> => {
  await ferry(who, "safety-number", name);
  return out.trim();
};

test("both are told, both numbers are new and the same, and issues go on; once they are compared nothing is said any more", async () => {
  await connect();
  const before = await number("ada", "nordwind");
  expect(await ferry("ada", "identity", "change", "--json")).toBe(0);
  expect(JSON.parse(out)).toEqual({ changed: ["nordwind"], kept: [] });
  expect(err).toContain("signs with a new identity key on nordwind");
  writeFileSync(join(root, "ada/issues/valve.md"), "# Valve sticks\n");
  await syncs(3);
  expect(readdirSync(join(root, "bo/issues")).filter((name) => name.endsWith(".md"))).toHaveLength(1);
  expect(await view("bo")).toMatchObject({ verified: "unverified", keyChanged: { whose: "theirs" }, status: "running", troubles: {} });
  expect(await view("ada")).toMatchObject({ verified: "unverified", keyChanged: { whose: "ours" } });
  await ferry("bo", "connections");
  expect(err).toContain("acme: Acme signs with another identity key now");
  await ferry("bo", "status");
  expect(err).toContain("If they did not change it, a thief did");
  const now = await number("ada", "nordwind");
  expect([now === before, await number("bo", "acme")]).toEqual([false, now]);
  expect(await ferry("bo", "verify", "acme", "--number", now)).toBe(0);
  expect(await view("bo")).toMatchObject({ verified: "verified" });
  expect(await view("bo")).not.toHaveProperty("keyChanged");
  expect(await ferry("bo", "connections")).toBe(0);
  expect(err).not.toContain("identity key");
});

test("not before anybody joined, and not without a connection", async () => {
  expect(await ferry("ada", "identity", "change")).toBe(1);
  expect(err).toContain("not connected");
  await ferry("ada", "connect", "nordwind", "--exchange", join(root, "exchange"), "--out", "-");
  expect(await ferry("ada", "identity", "change", "nordwind", "--json")).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ error: { code: "NOT_CONNECTED" } });
  expect(await ferry("ada", "identity", "change", "nordwint")).toBe(1);
});

test("an invitation that is open keeps its key: the command says so, and it is still known as one's own", async () => {
  await connect();
  const spare = join(root, "spare.txt");
  await ferry("ada", "connect", "spare", "--exchange", join(root, "exchange"), "--out", spare);
  expect(await ferry("ada", "identity", "change", "--json")).toBe(4);
  expect(JSON.parse(out)).toEqual({ changed: ["nordwind"], kept: [{ connection: "spare", code: "NOT_CONNECTED" }] });
  await ferry("ada", "join", spare, "--name", "self", "--exchange", join(root, "exchange"), "--json");
  expect(out).toContain("OWN_INVITATION");
});

test("a connection that still has the former key gets the new one that the other has, and no further one", async () => {
  await connect();
  await connect("nordwind-b", "acme-b");
  const keys = () =>
    readdirSync(join(root, "ada-state"), { recursive: true, encoding: "utf8" }).filter((path) => /identity-[^/]*$/.test(path)).length;
  await ferry("ada", "identity", "change", "nordwind");
  expect([await ferry("ada", "identity", "change", "nordwind-b"), keys()]).toEqual([0, 1]);
  expect([await ferry("ada", "identity", "change"), keys()]).toEqual([0, 2]);
});

test("what has failed for a cause that nothing failed for is not tried again, and not said to be", async () => {
  expect(await ferry("ada", "retry", "--cause", "nonsense", "--json")).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ error: { code: "NOTHING_FAILED_FOR_THAT" } });
});
