import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { connect } from "../../../src/app/connect.ts";
import type { LiveProject } from "../../../src/app/live-project.ts";
import type { LocalIssue } from "../../../src/model/local-issue.ts";
import { newId } from "../../../src/model/ids.ts";
import type { ToPage } from "../../../src/view/details-messages.ts";
import type { IssuePage, PageAction, PageButton } from "../../../src/view/details-model.ts";
import { pressed, shownDetails } from "../../../src/vscode/daily.ts";
import type { DetailsComparisons } from "../../../src/vscode/details-comparisons.ts";
import { startSync } from "../../../src/sync/issue-sync-start.ts";
import { runningConnection } from "../sync/sample-context.ts";
import { emptyRoot, projectFolder, testWindow } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

let live: LiveProject;
let connection: string;
let issue: string;

beforeEach(async () => {
  const root = emptyRoot();
  projectFolder(root, "Acme");
  const window = testWindow(root);
  await window.folders.refresh();
  const [first] = window.folders.live;
  if (!first) throw new Error("no project");
  live = first;
  const exchange = join(root, "exchange");
  mkdirSync(exchange);
  await connect(live.project, { name: "nordwind", exchange, share: null }, null);
  connection = live.project.store.connections()[0]?.id ?? "";
  runningConnection(live.project.context, connection, "nordwind", "secondary");
  issue = newId(Date.now(), live.project.context.crypto.random(10));
  await live.carryOut({ kind: "new issue", issue, change: { fields: { title: "Theirs" } } });
});

const row = (): LocalIssue => {
  const found = live.project.store.issue(issue);
  if (!found) throw new Error("no issue");
  return found;
};

function lose(value: string): void {
  const { store } = live.project;
  const now = store.sync(connection, issue) ?? startSync(connection, issue, "partner");
  const lost = { field: "title", value, winner: "Theirs", revision: { era: 0, number: 3 }, resolved: false };
  store.transaction(() => {
    store.putSync({ sync: { ...now, lost: [...now.lost, lost] }, status: "conflict", due: false });
    store.putIssue({ ...row(), syncStatus: "conflict" });
  });
}

const open = (): readonly unknown[] =>
  (live.project.store.sync(connection, issue)?.lost ?? []).filter(({ resolved }) => !resolved).map(({ value }) => value);

async function shown(): Promise<IssuePage> {
  const page = await shownDetails(live, row());
  if (page.kind !== "issue") throw new Error(page.kind);
  return page;
}

const named = (label: string, buttons: readonly PageButton[] = []): PageAction => {
  const found = buttons.find((button) => button.label === label);
  if (!found) throw new Error(label);
  return found.action;
};

const press = async (action: PageAction): Promise<Extract<ToPage, { kind: "told" }>> => {
  const told = await pressed({} as DetailsComparisons, live, row(), action);
  if (told?.kind !== "told") throw new Error("nothing was told");
  return told;
};

const inBanner = (label: string) => (page: IssuePage) => named(label, page.banner.buttons);
const inTable = (label: string) => (page: IssuePage) =>
  named(label, page.connections[0]?.rows.find(({ part }) => part === "title")?.buttons);

test.each<[string, (page: IssuePage) => PageAction]>([
  ["keep mine, above", inBanner("Keep mine")],
  ["take theirs, above", inBanner("Take nordwind's")],
  ["keep mine, in the table", inTable("Keep mine")],
  ["take theirs, in the table", inTable("Take nordwind's")],
  [
    "a typed value",
    (page) => {
      const edit = inTable("Edit")(page);
      if (edit.do !== "edit") throw new Error(edit.do);
      return { do: "set", target: edit.target, text: "Both" };
    },
  ],
])("%s: what lost since the page was drawn stays open", async (_, button) => {
  lose("Mine");
  const before = button(await shown());
  lose("Newer");
  const told = await press(before);
  expect(told.text).toContain("Another value of yours has lost in title since you looked.");
  expect([told.tone, told.undo, open(), row().fields["title"]]).toEqual(["bad", null, ["Mine", "Newer"], "Theirs"]);
  expect(await press(button(await shown()))).toMatchObject({ tone: "good" });
  expect(open()).toEqual([]);
});

/** Both ways back: offered with what was told, and beside the value among those that lost. */
test.each(["told", "kept"])("undo takes back what it is offered for, not a later decision: %s", async (where) => {
  lose("Mine");
  const { undo } = await press(inTable("Keep mine")(await shown()));
  const back = where === "told" ? undo : named("Undo", (await shown()).lost[0]?.buttons);
  if (!back) throw new Error("no way back");
  lose("Again");
  const { undo: second } = await press(inTable("Take nordwind's")(await shown()));
  const told = await press(back);
  expect(told.text).toBe("The conflict in title was settled anew since. That decision stays as it is.");
  expect([told.tone, open()]).toEqual(["bad", []]);
  if (!second) throw new Error("no second way back");
  expect(await press(second)).toMatchObject({ tone: "good" });
  expect(open()).toEqual(["Again"]);
});
