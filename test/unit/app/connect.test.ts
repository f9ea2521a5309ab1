import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { connect, joinByInvitation } from "../../../src/app/connect.ts";
import { examine } from "../../../src/app/doctor.ts";
import { changeExchangeFolder } from "../../../src/app/exchange-folder.ts";
import { readHandshakeText } from "../../../src/app/handshake-places.ts";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { projectView } from "../../../src/app/snapshot.ts";
import { sync } from "../../../src/app/worker.ts";
import { createEngine } from "../../../src/sync/engine.ts";
import { setPresentIdentity } from "../../../src/sync/own-identity.ts";
import { connectSentence } from "../../../src/view/connect-failures.ts";
import { openedProject, place } from "./opened-project.ts";

const KEPT = "share: label:pump\nvalues:\n  status: { send: { Secret: refuse }, otherwise: same }\n";

let root: string;
let exchange: string;
let file: string;
let project: OpenProject;

beforeEach(() => {
  root = place();
  exchange = join(root, "exchange");
  mkdirSync(exchange);
  file = join(root, "handshake.txt");
  project = openedProject(root);
});

const settingsOf = ({ workspace }: OpenProject, name: string): string => join(workspace, ".issue-ferry/connections", `${name}.yaml`);
const keysOf = ({ stateDirectory }: OpenProject): readonly string[] => readdirSync(join(stateDirectory, "keys"));

function commit(side: OpenProject, name: string, text: string): void {
  mkdirSync(join(side.workspace, ".issue-ferry/connections"), { recursive: true });
  writeFileSync(settingsOf(side, name), text);
}

describe("settings that are there already", () => {
  test("are kept by connect and join, and their filter is in force", async () => {
    commit(project, "nordwind", KEPT);
    const made = await connect(project, { name: "nordwind", exchange, share: null }, file);
    expect(made).toMatchObject({ ok: true, value: { settings: "kept" } });
    expect(readFileSync(settingsOf(project, "nordwind"), "utf8")).toBe(KEPT);
    const [connection] = project.store.connections();
    expect(connection && project.context.settingsOf(connection)?.mapping.values.status?.send).toEqual({ Secret: "refuse" });

    const other = openedProject(root, "Nordwind");
    commit(other, "acme", KEPT);
    const joined = await joinByInvitation(other, readFileSync(file, "utf8"), { name: "acme", exchange, share: "label:pump" });
    expect(joined).toMatchObject({ ok: true, value: { settings: "kept" } });
    expect(readFileSync(settingsOf(other, "acme"), "utf8")).toBe(KEPT);
  });

  test.each([
    ["another --share", KEPT, "all", { kind: "other share", share: "label:pump" }],
    ["unusable", "share: [\n", null, { kind: "broken settings" }],
  ])("%s: refused, and nothing is made", async (_, text, share, failure) => {
    commit(project, "nordwind", text);
    const keys = keysOf(project);
    expect(await connect(project, { name: "nordwind", exchange, share }, file)).toMatchObject({ ok: false, failure });
    expect([readFileSync(settingsOf(project, "nordwind"), "utf8"), existsSync(file), project.store.connections()]).toEqual([
      text,
      false,
      [],
    ]);
    expect(keysOf(project)).toEqual(keys);
  });
});

describe("what fails leaves nothing behind, and can be tried again", () => {
  test("a term of them that cannot be published is named with its line", async () => {
    const contract = "contract:\n  types: []\n  fields: []\n  comments: public\n  deletes: keep\n  attachments: some\n  links: none\n";
    commit(project, "nordwind", `share: marked\n${contract}`);
    const made = await connect(project, { name: "nordwind", exchange, share: null, publish: true }, file);
    expect(made).toMatchObject({
      ok: false,
      failure: { kind: "broken settings", line: 7, detail: expect.stringMatching(/^contract\.attachments/) },
    });
  });

  test("settings that cannot be written: at the primary", async () => {
    const keys = keysOf(project);
    const inTheWay = join(project.workspace, ".issue-ferry/connections");
    writeFileSync(inTheWay, "no folder");
    const options = { name: "nordwind", exchange, share: null };
    expect(await connect(project, options, file)).toMatchObject({ ok: false, failure: { kind: "cannot write settings" } });
    expect([existsSync(file), project.store.connections(), keysOf(project)]).toEqual([false, [], keys]);
    rmSync(inTheWay);
    expect(await connect(project, options, file)).toMatchObject({ ok: true, value: { settings: "written", file } });
  });

  test("settings that cannot be written: at the secondary", async () => {
    const made = await connect(project, { name: "nordwind", exchange, share: null }, null);
    const text = made.ok ? made.value.text : "";
    const other = openedProject(root, "Nordwind");
    const keys = keysOf(other);
    const inTheWay = join(other.workspace, ".issue-ferry/connections");
    writeFileSync(inTheWay, "no folder");
    const options = { name: "acme", exchange, share: null };
    expect(await joinByInvitation(other, text, options)).toMatchObject({ ok: false, failure: { kind: "cannot write settings" } });
    expect([other.store.connections(), keysOf(other)]).toEqual([[], keys]);
    rmSync(inTheWay);
    expect(await joinByInvitation(other, text, options)).toMatchObject({ ok: true });
  });

  test("a handshake file that cannot be written", async () => {
    const keys = keysOf(project);
    writeFileSync(join(root, "plain"), "no folder");
    const options = { name: "nordwind", exchange, share: null };
    const failed = await connect(project, options, join(root, "plain/handshake.txt"));
    expect(failed).toMatchObject({ ok: false, failure: { kind: "cannot write", detail: "ENOTDIR" } });
    expect([project.store.connections(), keysOf(project), existsSync(settingsOf(project, "nordwind"))]).toEqual([[], keys, false]);
    expect(await connect(project, options, file)).toMatchObject({ ok: true });
  });
});

test("a handshake file lies in no exchange folder, whichever connection's it is", async () => {
  const second = join(root, "second");
  mkdirSync(second);
  expect(await connect(project, { name: "nordwind", exchange, share: null }, file)).toMatchObject({ ok: true });
  const inside = join(exchange, "handshake.txt");
  const refused = { ok: false, failure: { kind: "handshake place", failure: { kind: "in exchange folder" } } };
  expect(await connect(project, { name: "south", exchange: second, share: null }, inside)).toMatchObject(refused);
  expect(existsSync(inside)).toBe(false);
  writeFileSync(inside, "x");
  expect(await readHandshakeText(project, inside, second)).toMatchObject(refused);
});

test("who accepts when joining what is announced is on record from then on; who does not is not", async () => {
  await connect(project, { name: "nordwind", exchange, share: null, publish: true }, file);
  const other = openedProject(root, "Nordwind");
  const text = readFileSync(file, "utf8");
  expect(await joinByInvitation(other, text, { name: "acme", exchange, share: null, accept: "known" })).toMatchObject({
    ok: true,
    value: { announced: "default" },
  });
  const [connection] = other.store.connections();
  expect(other.store.audits(0, 9)).toMatchObject([
    { actor: other.author, action: "accept announced", connection: connection?.id, info: "without checking" },
  ]);
  const third = openedProject(root, "Third");
  await joinByInvitation(third, text, { name: "acme", exchange, share: null });
  expect(third.store.audits(0, 9)).toEqual([]);
});

test("who joined with a folder of another name than the partner's is told so by status and doctor until something has come out of it", async () => {
  await connect(project, { name: "nordwind", exchange, share: null }, file);
  const other = openedProject(root, "Nordwind");
  const wrong = join(root, "wrong");
  mkdirSync(wrong);
  await joinByInvitation(other, readFileSync(file, "utf8"), { name: "acme", exchange: wrong, share: null });
  const called = () => projectView(other).connections[0]?.exchangeCalled;
  const examined = async () => (await examine(other)).find(({ code }) => code === "FOLDER_CALLED_OTHERWISE");
  expect([called(), await examined()]).toMatchObject([
    { theirs: "exchange", ours: "wrong" },
    { ok: true, connection: "acme" },
  ]);
  const [connection] = other.store.connections();
  await changeExchangeFolder(other, connection?.id ?? "", exchange);
  expect([called(), await examined()]).toEqual([undefined, undefined]);
  // The same place under another name: what comes out of it says that it is the right one.
  symlinkSync(exchange, join(root, "mounted"));
  await changeExchangeFolder(other, connection?.id ?? "", join(root, "mounted"));
  expect(called()).toEqual({ theirs: "exchange", ours: "mounted" });
  for (const side of [other, project, other]) await sync(side, { untilIdle: false, timeoutMs: 0 });
  expect(called()).toBeUndefined();
});

test("who was put back to before it joined hears that the invitation is of no use any more, and nothing is made", async () => {
  await connect(project, { name: "nordwind", exchange, share: null }, file);
  const other = openedProject(root, "Nordwind");
  const text = readFileSync(file, "utf8");
  const options = { name: "acme", exchange, share: null };
  expect(await joinByInvitation(other, text, options)).toMatchObject({ ok: true });
  const engines = [other, project, other].map(({ context }) => createEngine(context));
  for (const engine of engines) await engine.pass();
  const [connection] = other.store.connections();
  expect(connection?.facts.link).toBe("connected");
  // The state from before: the keys of the project are there, and nothing of the connection.
  other.store.transaction(() => other.store.removeConnection(connection?.id ?? ""));
  const keys = keysOf(other);
  const failure = { kind: "joined before", partner: "Acme" } as const;
  expect(await joinByInvitation(other, text, options)).toEqual({ ok: false, failure });
  expect([other.store.connections(), keysOf(other)]).toEqual([[], keys]);
  expect(connectSentence(failure)).toContain("Ask Acme to remove that connection at their side and to make a new handshake file");
});

test("no connection begins with a key that was replaced, where the newest one cannot be read", async () => {
  project.store.transaction(() => setPresentIdentity(project.store, `identity-${"0".repeat(26)}`));
  const keys = keysOf(project);
  const made = await connect(project, { name: "nordwind", exchange, share: null }, file);
  expect(made).toMatchObject({
    ok: false,
    failure: { kind: "cannot read", file: join(project.stateDirectory, "keys", `identity-${"0".repeat(26)}.key`) },
  });
  expect([project.store.connections(), keysOf(project), existsSync(file)]).toEqual([[], keys, false]);
});
