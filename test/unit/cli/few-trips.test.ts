import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { run } from "../../../src/cli/program.ts";

/** A first contract decided on with the invitation, as one types it (docs/PROTOCOL.md 3, "Few trips"). */
let root: string;
let out: string;
let err: string;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "ferry-trips-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const name of ["ada", "bo", "exchange"]) mkdirSync(join(root, name));
  await ferry("ada", "init", "--name", "Acme", "--quiet");
  await ferry("bo", "init", "--name", "Nordwind", "--quiet");
});

async function ferry(who: "ada" | "bo", ...words: string[]): Promise<number> {
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

const invitation = (): string => join(root, "invitation.txt");
const invite = (...more: string[]): Promise<number> =>
  ferry("ada", "connect", "nordwind", "--exchange", join(root, "exchange"), "--out", invitation(), ...more);
const joinIt = (...more: string[]): Promise<number> =>
  ferry("bo", "join", invitation(), "--exchange", join(root, "exchange"), "--name", "acme", ...more);
const document = (): Record<string, unknown> & { readonly error: { readonly code: string; readonly message: string } } => JSON.parse(out);
async function early(who: "ada" | "bo"): Promise<unknown> {
  await ferry(who, "--json", "connections");
  return JSON.parse(out).connections[0]?.early ?? null;
}

test("both sides hear what would leave and what they have decided; connections shows it until it is done", async () => {
  // Typed by hand: no pass has seen it yet.
  writeFileSync(join(root, "ada/issues/valve.md"), "# Valve sticks\n");
  expect(await invite("--json", "--publish", "--share", "all")).toBe(0);
  expect(document()).toMatchObject({ publishes: true, wouldLeave: { issues: 1 } });
  expect(err).toContain("To the partner go 1 issue (ACME-1)");
  expect(err).toContain("without the safety number compared; that goes on record");
  expect(await early("ada")).toBe("publishes");

  expect(await joinIt("--json", "--accept")).toBe(0);
  expect(document()).toMatchObject({ announced: "default", accepted: true, wouldLeave: { issues: 0 } });
  expect(err).toContain("The default contract is accepted if that is what comes");
  expect(await early("bo")).toBe("accepts");

  for (const who of ["bo", "ada", "bo", "ada", "bo"] as const) await ferry(who, "sync", "--quiet");
  expect([await early("ada"), await early("bo")]).toEqual([null, null]);
  await ferry("bo", "--json", "connections");
  expect(JSON.parse(out).connections[0]).toMatchObject({ status: "running", contract: 1, verified: "without checking" });
  await ferry("bo", "issues");
  expect(out).toContain("Valve sticks");
});

test("nothing is said, and nothing decided, where nobody asks for it", async () => {
  await invite("--json");
  expect(Object.keys(document())).toEqual(["connection", "role", "handshakeFile", "settings"]);
  expect(await early("ada")).toBeNull();
  expect(await joinIt("--json")).toBe(0);
  expect(document()).toMatchObject({ announced: "none", accepted: false });
  expect(document()).not.toHaveProperty("wouldLeave");
});

test("either side takes back what it decided: nothing starts by itself, and both are asked", async () => {
  await invite("--publish");
  expect(await joinIt("--accept")).toBe(0);
  for (const [who, name] of [
    ["ada", "nordwind"],
    ["bo", "acme"],
  ] as const) {
    expect(await ferry(who, "config", "withdraw", name)).toBe(0);
    expect(err).toContain(`Nothing starts by itself on ${name} any more`);
    expect([await early(who), await ferry(who, "--json", "config", "withdraw", name)]).toEqual([null, 1]);
    expect(document().error).toMatchObject({ code: "NOTHING_EARLY", message: expect.stringContaining("nothing to take back") });
  }
  for (const who of ["bo", "ada", "bo", "ada"] as const) await ferry(who, "sync", "--quiet");
  await ferry("ada", "--json", "connections");
  expect(JSON.parse(out).connections[0]).toMatchObject({ status: "stopped", contract: null, verified: "unverified" });
});

test("who joins without accepting hears that the contract comes with the answer", async () => {
  await invite("--publish");
  expect(await joinIt()).toBe(0);
  expect(err).toContain("Acme's contract comes with their answer; you review it then.");
  expect(await early("bo")).toBeNull();
});

test("to accept what is not announced, or what nobody has seen, is refused, and nothing is made", async () => {
  await invite();
  expect(await joinIt("--json", "--accept")).toBe(1);
  expect(document().error).toMatchObject({ code: "NOTHING_ANNOUNCED", message: expect.stringContaining("Join without --accept") });
  expect(await joinIt("--json", "--unseen")).toBe(2);
  expect(document().error.message).toContain("--accept");

  await ferry("ada", "remove", "nordwind", "--yes", "--quiet");
  await ferry("ada", "remove", "nordwind", "--yes", "--quiet");
  rmSync(invitation());
  const settings = join(root, "ada/.issue-ferry/connections/nordwind.yaml");
  mkdirSync(join(root, "ada/.issue-ferry/connections"), { recursive: true });
  writeFileSync(settings, OWN);
  expect(await invite("--publish")).toBe(0);
  expect(await joinIt("--json", "--accept")).toBe(1);
  expect(document().error).toMatchObject({ code: "UNSEEN_CONTRACT", message: expect.stringContaining("or add --unseen") });
  await ferry("bo", "--json", "connections");
  expect(JSON.parse(out).connections).toEqual([]);

  expect(await joinIt("--json", "--accept", "--unseen")).toBe(0);
  expect(document()).toMatchObject({ announced: "own", accepted: true });
  expect(err).toContain("which nobody here has seen");
  // What the primary edits now is for a later publish.
  writeFileSync(settings, readFileSync(settings, "utf8").replace("comments: none", "comments: all"));
  for (const who of ["bo", "ada", "bo"] as const) await ferry(who, "sync", "--quiet");
  await ferry("bo", "--json", "config", "show", "acme");
  expect(JSON.parse(out).inForce).toMatchObject({ number: 1, terms: { comments: "none" } });
});

const OWN = `share: marked
contract:
  types: [bug]
  fields:
    - { name: title, kind: scalar, direction: both, policy: primary }
  comments: none
  deletes: propagate
  attachments: none
  links: none
`;
