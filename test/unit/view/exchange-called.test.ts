import { expect, test } from "vitest";
import { isCalledAlike } from "../../../src/app/exchange-called.ts";
import type { ConnectionView } from "../../../src/model/snapshot.ts";
import { connectionNotes } from "../../../src/view/connection-rows.ts";
import { connectionTreeRow } from "../../../src/view/connection-tree.ts";
import { checkSentence } from "../../../src/view/doctor-lines.ts";
import { folderNotes } from "../../../src/view/transport-failures.ts";
import { connectSentence } from "../../../src/view/connect-failures.ts";
import { calledNote, calledOtherwise } from "../../../src/view/exchange-called.ts";
import { RUNNING } from "./connection-samples.ts";

test("whoever joins with a folder of another name is told what the partner calls it, and what names another", () => {
  expect(calledOtherwise("ada", "Ada", "share", "wrong")).toBe(
    'Ada calls the exchange folder "share", and it is "wrong" here. If that is another folder, `issue-ferry exchange ada DIR` names the right one.',
  );
  expect([calledOtherwise("ada", "Ada", "share", "share"), calledOtherwise("ada", "Ada", null, "wrong")]).toEqual([null, null]);
  expect(calledOtherwise("ada", "Ada", "\u001b[31mshare\u202e", "wrong")).not.toMatch(/\p{Cc}|\u202e/u);
});

test("a name that differs in the form of its letters, or where it was cut, is no other name, and a root has none", () => {
  const long = "x".repeat(119);
  expect(isCalledAlike("\u00dcbergabe", "U\u0308bergabe")).toBe(true);
  expect(isCalledAlike(`${long}y`, `${long}yz`)).toBe(true);
  expect(isCalledAlike("share", "")).toBe(true);
  expect(isCalledAlike("share", "wrong")).toBe(false);
});

test("whoever joins again, for the folder was wrong, is led to what names another", () => {
  expect(connectSentence({ kind: "joined already", name: "ada" })).toContain("`issue-ferry exchange ada DIR` names another");
});

test("whoever waits for an answer with a folder of another name is told so wherever it is asked how things stand", () => {
  const exchangeCalled = { theirs: "share", ours: "wrong" };
  const waits = { name: "ada", partner: "Ada", exchangeCalled };
  const said =
    'Ada calls the exchange folder "share", here it is "wrong", and nothing of theirs has come out of it. If that is another folder, ';
  expect(calledNote(waits)).toBe(`${said}\`issue-ferry exchange ada DIR\` names the right one.`);
  expect(calledNote(waits, "editor")).toBe(`${said}"Choose Exchange Folder" names the right one.`);
  const view: ConnectionView = { ...RUNNING, ...waits, role: "secondary", status: "handshake", contract: null };
  expect(connectionNotes(view, 0)).toContain(`ada: ${calledNote(waits)}`);
  const rows = connectionTreeRow(view, null, 0).children;
  expect(rows.find(({ action }) => action === "changeExchangeFolder")).toMatchObject({
    label: "Is it the right folder?",
    description: 'theirs is called "share"',
  });
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  const data = { name: "ada", partner: "Ada", ...exchangeCalled };
  expect(checkSentence({ check: "exchange folder", ok: true, code: "FOLDER_CALLED_OTHERWISE", data })).toBe(calledNote(waits));
});

test("a folder that is away is said once, with the connections that use it and how another one is named", () => {
  const away = { kind: "unreachable", place: "/mnt/x", detail: "ENOENT" } as const;
  const empty = { kind: "empty", place: "/mnt/y", detail: "" } as const;
  const notes = folderNotes([
    { connection: "ada", failure: away },
    { connection: "bo", failure: empty },
    { connection: "cleo", failure: away },
  ]);
  expect(notes).toEqual([
    expect.stringMatching(
      /^ada, cleo: The exchange folder \/mnt\/x does not exist.*If it has moved, `issue-ferry exchange ada DIR` says where/,
    ),
    expect.stringMatching(/^bo: In the exchange folder \/mnt\/y there is nothing.*`issue-ferry exchange bo DIR`/),
  ]);
});
