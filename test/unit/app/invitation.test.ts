import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { mayAsk } from "../../../src/app/asked-once.ts";
import { connect, joinByInvitation } from "../../../src/app/connect.ts";
import { changeExchangeFolder } from "../../../src/app/exchange-folder.ts";
import { freeHandshakeFile, invitationText, inviterIn } from "../../../src/app/invitation.ts";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { exchangeFact } from "../../../src/app/places.ts";
import { createEngine } from "../../../src/sync/engine.ts";
import type { Connection } from "../../../src/model/connection.ts";
import { openedProject, place } from "./opened-project.ts";

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

async function invited(publish = false): Promise<Connection> {
  await connect(project, { name: "nordwind", exchange, share: null, publish }, file);
  const [connection] = project.store.connections();
  if (!connection) throw new Error("no connection");
  return connection;
}

test("an invitation comes out again as it was given out, also when the project has another name by now", async () => {
  const connection = await invited();
  const renamed = { ...project, context: { ...project.context, projectName: "Renamed" } };
  expect(invitationText(renamed, connection, Date.now())).toEqual({ ok: true, value: readFileSync(file, "utf8") });
  expect(inviterIn(`> quoted\n${readFileSync(file, "utf8")}`)).toEqual({
    project: project.file.name,
    purpose: "nordwind",
    folder: "exchange",
  });
  expect(readFileSync(file, "utf8")).toContain('calls it "exchange".');
  expect(readFileSync(file, "utf8")).not.toContain(root);
  expect(inviterIn("nothing of the kind")).toBeNull();
});

test("one that announces a contract comes out again with it", async () => {
  const connection = await invited(true);
  expect(invitationText(project, connection, Date.now())).toEqual({ ok: true, value: readFileSync(file, "utf8") });
});

test("it does not when it expired, or when somebody has joined", async () => {
  const connection = await invited();
  expect(invitationText(project, connection, Date.parse(connection.invitation.expires) + 1)).toEqual({ ok: false, failure: "expired" });
  const other = openedProject(root, "Nordwind");
  await joinByInvitation(other, readFileSync(file, "utf8"), { name: "acme", exchange, share: null });
  for (const side of [other, project]) await createEngine(side.context).pass();
  const [joined] = project.store.connections();
  expect(joined && invitationText(project, joined, Date.now())).toEqual({ ok: false, failure: "joined" });
  const [theirs] = other.store.connections();
  expect(theirs && invitationText(other, theirs, Date.now())).toEqual({ ok: false, failure: "not invited" });
});

test("a handshake file never gets the name of one that is there", () => {
  const first = freeHandshakeFile("nordwind", root);
  writeFileSync(first, "");
  expect([first, freeHandshakeFile("nordwind", root)].map((path) => path.slice(root.length + 1))).toEqual([
    "issue-ferry-handshake-nordwind.txt",
    "issue-ferry-handshake-nordwind-2.txt",
  ]);
});

test("another exchange folder is used from then on, unless it cannot be", async () => {
  const { id } = await invited();
  const usb = join(root, "usb");
  expect(await changeExchangeFolder(project, id, usb)).toMatchObject({ ok: false, failure: { kind: "exchange" } });
  expect(await changeExchangeFolder(project, id, root)).toMatchObject({ ok: false, failure: { kind: "state in exchange" } });
  expect(project.store.fact(exchangeFact(id))).toBe(exchange);
  mkdirSync(usb);
  expect(await changeExchangeFolder(project, id, usb)).toEqual({ ok: true, value: usb });
  expect(project.store.fact(exchangeFact(id))).toBe(usb);
});

test("a question is asked by one window, once", () => {
  expect([mayAsk(project.store, "a"), mayAsk(project.store, "a"), mayAsk(project.store, "b")]).toEqual([true, false, true]);
});
