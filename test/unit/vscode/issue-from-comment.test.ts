import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { connect, joinByInvitation } from "../../../src/app/connect.ts";
import type { LiveProject } from "../../../src/app/live-project.ts";
import { sync } from "../../../src/app/worker.ts";
import { newId } from "../../../src/model/ids.ts";
import type { LocalIssue } from "../../../src/model/local-issue.ts";
import { commentCommands } from "../../../src/vscode/commands/issue-from-comment.ts";
import { type Chosen, IssueChoice } from "../../../src/vscode/commands/issue-choice.ts";
import type { IssuesTree } from "../../../src/vscode/issues-tree.ts";
import { openedProject } from "../app/opened-project.ts";
import { NOW } from "../app/running-sides.ts";
import { editor, vscode } from "./editor.ts";
import { type TestWindow, emptyRoot, projectFolder, testWindow } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

let window: TestWindow;
let live: LiveProject;
let choice: IssueChoice;

beforeEach(async () => {
  const root = emptyRoot();
  projectFolder(root, "Acme");
  window = testWindow(root);
  await window.folders.refresh();
  const [first] = window.folders.live;
  if (!first) throw new Error("no project");
  live = first;
  choice = new IssueChoice(window.ferry, {} as IssuesTree);
});

async function newIssue(title: string): Promise<LocalIssue> {
  const issue = newId(Date.now(), live.project.context.crypto.random(10));
  await live.carryOut({ kind: "new issue", issue, change: { fields: { title } } });
  live.index.refresh();
  const row = live.project.store.issue(issue);
  if (!row) throw new Error(title);
  return row;
}

const path = (): string => join(window.root, "Acme", "pump.ts");

/** Makes an issue of a text's line; the text afterwards. */
async function made(line: string): Promise<string[]> {
  const lines = ["run();", line];
  editor.texts.set(path(), lines);
  await commentCommands(window.ferry, choice).newIssueFromComment(vscode.Uri.file(path()), 1);
  return lines;
}

describe("an issue is made of a comment", () => {
  test("also where words in it look like keys", async () => {
    expect(await made("// TODO: decode UTF-8 as RFC-2119 says")).toEqual(["run();", "// TODO #ACME-1: decode UTF-8 as RFC-2119 says"]);
    expect(editor.said).toEqual(["ACME-1 is created, and its key stands in the comment"]);
  });

  test("not where it names an issue already, nor in an issue's own text", async () => {
    await newIssue("Pump");
    expect(await made("// TODO #acme-1: mend it")).toEqual(["run();", "// TODO #acme-1: mend it"]);
    expect(editor.said).toEqual(["The comment names ACME-1, which is an issue already."]);
    const [name = ""] = readdirSync(join(window.root, "Acme", "issues")).filter((one) => one.endsWith(".md"));
    const own = vscode.Uri.file(join(window.root, "Acme", "issues", name));
    editor.texts.set(own.path, ["TODO: mend it"]);
    await commentCommands(window.ferry, choice).newIssueFromComment(own, 0);
    expect(editor.said.slice(1)).toEqual(["This is an issue's own text already."]);
    expect(live.project.store.issueByKey("ACME-2")).toBeNull();
  });

  test("where the scope shares it at once, that is said, and taken back: the issue and its key", async () => {
    const exchange = join(window.root, "exchange");
    mkdirSync(exchange);
    const partner = openedProject(window.root, "Nordwind");
    const invited = await connect(live.project, { name: "nordwind", exchange, share: "all" }, null);
    await joinByInvitation(partner, invited.ok ? invited.value.text : "", { name: "acme", exchange, share: null });
    await vi.waitFor(
      async () => {
        await sync(partner, NOW);
        expect(live.project.store.connections()).toMatchObject([{ facts: { link: "connected" } }]);
      },
      { timeout: 20_000, interval: 50 },
    );
    editor.answer = (_, buttons) => (buttons.includes("Undo") ? "Undo" : undefined);
    expect(await made("// TODO: mend it")).toEqual(["run();", "// TODO: mend it"]);
    expect(editor.said).toEqual([
      "ACME-1 is created, and shared with Nordwind, as the scope says. Its key stands in the comment.",
      "ACME-1 deleted",
    ]);
    expect(live.project.store.issueByKey("ACME-1")).toMatchObject({ gone: "deleted" });
  });
});

test("of several rows that are selected, what can be done to one is done to the one that was clicked", async () => {
  const rows = [await newIssue("Pump"), await newIssue("Valve")];
  const all = rows.map((issue): Chosen => ({ live, issue }));
  const [, clicked] = all;
  expect((await choice.one([clicked, all]))?.issue.key).toBe("ACME-2");
  expect((await choice.several([clicked, all])).map(({ issue }) => issue.key)).toEqual(["ACME-1", "ACME-2"]);
});
