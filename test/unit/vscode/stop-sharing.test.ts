import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { connect } from "../../../src/app/connect.ts";
import type { LiveProject } from "../../../src/app/live-project.ts";
import type { Connection } from "../../../src/model/connection.ts";
import { newId } from "../../../src/model/ids.ts";
import { type Chosen, IssueChoice } from "../../../src/vscode/commands/issue-choice.ts";
import { shareCommands } from "../../../src/vscode/commands/share-issues.ts";
import type { IssuesTree } from "../../../src/vscode/issues-tree.ts";
import { startSync } from "../../../src/sync/issue-sync-start.ts";
import { editor } from "./editor.ts";
import { type TestWindow, emptyRoot, projectFolder, testWindow } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

let window: TestWindow;
let live: LiveProject;
let connection: Connection;
/** Lists that were shown. */
let shown: { label: string; detail?: string }[][];

const row = (key: string): Chosen["issue"] => {
  const found = live.project.store.issueByKey(key);
  if (!found) throw new Error(key);
  return found;
};

/** Of the partner; ACME-2 is an own one, marked before the partner joined. */
beforeEach(async () => {
  const root = emptyRoot();
  projectFolder(root, "Acme");
  window = testWindow(root);
  await window.folders.refresh();
  const [first] = window.folders.live;
  if (!first) throw new Error("no project");
  live = first;
  const exchange = join(root, "exchange");
  mkdirSync(exchange);
  await connect(live.project, { name: "nordwind", exchange, share: null }, null);
  const [made] = live.project.store.connections();
  if (!made) throw new Error("no connection");
  connection = made;
  for (const [title, share] of [
    ["Pump", []],
    ["Valve", ["nordwind"]],
  ] as const) {
    const issue = newId(Date.now(), live.project.context.crypto.random(10));
    await live.carryOut({ kind: "new issue", issue, change: { fields: { title }, share } });
  }
  const { store } = live.project;
  store.transaction(() => {
    store.putSync({ sync: startSync(connection.id, row("ACME-1").id, "partner"), status: "up to date", due: false });
    store.putIssue({ ...row("ACME-1"), receivedOver: connection.id, syncStatus: "up to date" });
  });
  window.ferry.issues.refresh();
  editor.said.length = 0;
  shown = [];
  editor.pick = (items) => {
    shown.push([...items] as (typeof shown)[number]);
    return items[0];
  };
});

async function stopSharing(...keys: readonly string[]): Promise<void> {
  const ferry = Object.assign(window.ferry, { details: { inFront: () => null } });
  const choice = new IssueChoice(ferry, { view: { visible: true, selection: [] } } as unknown as IssuesTree);
  const nodes = keys.map((key) => ({ live, issue: row(key).id }));
  await shareCommands(ferry, choice).unshareIssue(nodes[0], nodes);
}

test("what a partner shares is not offered an end that cannot be had; what can be done is said, and no deletion advised", async () => {
  await stopSharing("ACME-1");
  expect(shown).toEqual([]);
  expect(editor.said).toEqual([expect.stringMatching(/^ACME-1 came from nordwind, and only nordwind can stop sharing it: ask them to\./)]);
  expect(editor.said[0]).toContain("Do not delete it for that");
});

test("of several those that this side shares are no longer shared, and of the others is said why not", async () => {
  await stopSharing("ACME-1", "ACME-2");
  expect(shown).toEqual([[expect.objectContaining({ label: "nordwind" })]]);
  expect(row("ACME-2").share).toEqual([]);
  expect(editor.said[0]).toMatch(/^ACME-1 came from nordwind/);
  expect(editor.said.at(-1)).toMatch(/ACME-2 is no longer shared with nordwind/);
});

test("several of the partner are said in one sentence", async () => {
  const issue = newId(Date.now(), live.project.context.crypto.random(10));
  await live.carryOut({ kind: "new issue", issue, change: { fields: { title: "Gasket" } } });
  const { store } = live.project;
  store.transaction(() => {
    store.putSync({ sync: startSync(connection.id, issue, "partner"), status: "up to date", due: false });
    store.putIssue({ ...row("ACME-3"), receivedOver: connection.id, syncStatus: "up to date" });
  });
  window.ferry.issues.refresh();
  await stopSharing("ACME-1", "ACME-2", "ACME-3");
  expect(editor.said).toEqual([
    expect.stringMatching(/^ACME-1, ACME-3 came from nordwind, and only nordwind can stop sharing them: .* they would be deleted/),
    expect.stringMatching(/ACME-2 is no longer shared/),
  ]);
});

test("what is marked and has not left can be taken back, and nobody is said to keep a copy", async () => {
  await stopSharing("ACME-2");
  expect(shown).toEqual([[expect.objectContaining({ detail: "They have nothing of it so far." })]]);
  expect(row("ACME-2").share).toEqual([]);
  expect(editor.said).toEqual(["ACME-2 is no longer shared with nordwind. Nothing of ACME-2 has left."]);
});

test("what is marked before anybody joined is not said to be shared: nothing has left", async () => {
  const ferry = Object.assign(window.ferry, { details: { inFront: () => null } });
  const choice = new IssueChoice(ferry, { view: { visible: true, selection: [] } } as unknown as IssuesTree);
  await live.carryOut({ kind: "edit issue", issue: row("ACME-2").id, change: { share: [] } });
  await shareCommands(ferry, choice).shareIssue({ live, issue: row("ACME-2").id });
  expect(editor.said.at(-1)).toBe("ACME-2 is marked to be shared with nordwind, and waits until nordwind joins. Nothing has left yet.");
});
