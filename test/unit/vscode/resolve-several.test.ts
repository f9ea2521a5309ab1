import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { connect } from "../../../src/app/connect.ts";
import type { LiveProject } from "../../../src/app/live-project.ts";
import { newId } from "../../../src/model/ids.ts";
import type { LostValue } from "../../../src/model/issue-sync.ts";
import { type Chosen, IssueChoice } from "../../../src/vscode/commands/issue-choice.ts";
import { conflictCommands } from "../../../src/vscode/commands/resolve-conflicts.ts";
import type { IssuesTree } from "../../../src/vscode/issues-tree.ts";
import { startSync } from "../../../src/sync/issue-sync-start.ts";
import { runningConnection } from "../sync/sample-context.ts";
import { editor } from "./editor.ts";
import { type TestWindow, emptyRoot, projectFolder, testWindow } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

let window: TestWindow;
let live: LiveProject;

interface Row {
  readonly label: string;
  readonly detail: string;
}
let offered: readonly Row[];
/** As the list is open. */
let meanwhile: () => void;
/** Its id. */
let connection: string;

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
  connection = live.project.store.connections()[0]?.id ?? "";
  runningConnection(live.project.context, connection, "nordwind", "secondary");
  meanwhile = () => undefined;
  for (const title of ["Pump", "Valve"]) {
    const issue = newId(Date.now(), live.project.context.crypto.random(10));
    await live.carryOut({ kind: "new issue", issue, change: { fields: { title } } });
  }
  editor.said.length = 0;
});

const row = (key: string): Chosen["issue"] => {
  const found = live.project.store.issueByKey(key);
  if (!found) throw new Error(key);
  return found;
};

function lose(key: string, field: string, value: LostValue["value"], winner: LostValue["winner"]): void {
  const { store } = live.project;
  const now = store.sync(connection, row(key).id) ?? startSync(connection, row(key).id, "partner");
  const lost = { field, value, winner, revision: { era: 0, number: 3 }, resolved: false };
  store.transaction(() => {
    store.putSync({ sync: { ...now, lost: [...now.lost, lost] }, status: "conflict", due: false });
    store.putIssue({ ...row(key), syncStatus: "conflict" });
  });
}

const open = (key: string): readonly string[] =>
  (live.project.store.sync(connection, row(key).id)?.lost ?? []).filter(({ resolved }) => !resolved).map(({ field }) => field);

/** Of these issues, as they are selected in the tree; the row with this label is picked of the list. */
async function resolve(label: string, ...keys: readonly string[]): Promise<void> {
  live.index.refresh();
  window.ferry.issues.refresh();
  editor.pick = (items) => {
    offered = items as readonly Row[];
    meanwhile();
    return items.find((item) => item.label === label);
  };
  const ferry = Object.assign(window.ferry, { details: { inFront: () => null } });
  const tree = { view: { visible: true, selection: [] } } as unknown as IssuesTree;
  const nodes = keys.map((key) => ({ live, issue: row(key).id }));
  await conflictCommands(ferry, new IssueChoice(ferry, tree)).resolveConflict(nodes[0], nodes);
}

test("of several, the first row changes no issue; yours leaves deletions open and says how many", async () => {
  lose("ACME-1", "deleted", true, false);
  lose("ACME-2", "title", "Old valve", "Valve");
  await resolve("Keep mine", "ACME-1", "ACME-2");
  expect(offered.map(({ label }) => label)).toEqual(["Take theirs", "Keep mine"]);
  expect(offered[1]?.detail).toBe("Your values are written again and sent. 1 deletion stays open: decide on each by itself.");
  expect([row("ACME-1").gone, open("ACME-1"), open("ACME-2")]).toEqual([null, ["deleted"], []]);
  expect(row("ACME-2").fields["title"]).toBe("Old valve");
});

test("where all of them are deletions, yours is not offered at all", async () => {
  for (const key of ["ACME-1", "ACME-2"]) lose(key, "deleted", true, false);
  await resolve("Keep mine", "ACME-1", "ACME-2");
  expect(offered.map(({ label }) => label)).toEqual(["Take theirs"]);
  expect(offered[0]?.detail).toBe("What stands now stays. To delete an issue all the same, decide on it by itself.");
  expect([open("ACME-1"), open("ACME-2")]).toEqual([["deleted"], ["deleted"]]);
});

test("a deletion of one is asked, Enter keeps the issue, and undo brings it back", async () => {
  lose("ACME-1", "deleted", true, false);
  editor.answer = (_, buttons) => buttons[0];
  await resolve("Keep mine", "ACME-1");
  expect([editor.said, row("ACME-1").gone, open("ACME-1")]).toEqual([["Delete ACME-1 here and at the partner?"], null, ["deleted"]]);
  const gone: unknown[] = [];
  editor.answer = (_, buttons) => {
    if (buttons.includes("Undo")) gone.push(row("ACME-1").gone);
    return buttons.find((button) => button === "Delete" || button === "Undo");
  };
  await resolve("Keep mine", "ACME-1");
  expect([gone, row("ACME-1").gone]).toEqual([["deleted"], null]);
});

test("what lost while the list was open is not settled with what was seen", async () => {
  for (const key of ["ACME-1", "ACME-2"]) lose(key, "title", "Mine", "Theirs");
  meanwhile = () => lose("ACME-2", "title", "Newer", "Theirs");
  await resolve("Take theirs", "ACME-1", "ACME-2");
  expect([open("ACME-1"), open("ACME-2")]).toEqual([[], ["title", "title"]]);
  expect(editor.said.join()).toContain("Another value of yours has lost in title since you looked.");
});

test("undo leaves a later decision alone", async () => {
  for (const key of ["ACME-1", "ACME-2"]) lose(key, "title", "Mine", "Theirs");
  const later = async (): Promise<string> => {
    lose("ACME-2", "title", "Again", "Theirs");
    await live.carryOut({ kind: "resolve", issue: row("ACME-2").id, connection, field: "title", take: { kind: "theirs" } });
    return "Undo";
  };
  // The editor's answer takes its time.
  editor.answer = (_, buttons) => (buttons.includes("Undo") ? (later() as unknown as string) : undefined);
  await resolve("Take theirs", "ACME-1", "ACME-2");
  expect([open("ACME-1"), open("ACME-2")]).toEqual([["title"], []]);
});
