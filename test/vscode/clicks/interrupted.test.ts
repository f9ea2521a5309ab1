import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { useBrowser } from "../support/browser.ts";
import { ferry } from "../support/command-line.ts";
import { DetailsPage } from "../support/details-page.ts";
import { startServer } from "../support/server.ts";
import {
  SETUP_PATIENCE,
  type Side,
  type TwoSides,
  comment,
  connectedSides,
  editLine,
  issueFile,
  issueFiles,
  issuePath,
  newSharedIssue,
  openSide,
  share,
  typeLine,
} from "../support/two-sides.ts";
import { until } from "../support/until.ts";
import type { Workbench } from "../support/workbench.ts";

/** Windows that go and come in the middle of an exchange, and several at once on one project. Each test goes on where the one before left. */
const windows = useBrowser();
let sides: TwoSides;

beforeAll(async () => {
  sides = await connectedSides();
}, SETUP_PATIENCE);
afterAll(async () => {
  await sides?.stop();
});

/** The page is there again after the window was gone, and it says what is true now. */
async function detailsAgain(window: Workbench, key: string, title: string): Promise<void> {
  const page = await DetailsPage.again(window, key);
  await page.titled(title);
  await page.says("Up to date.");
}

function times(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** The issue of that title has each of the comments once in every window's files, and each window calls it even. */
async function expectEven(pairs: readonly (readonly [Workbench, Side])[], title: string, comments: readonly string[]): Promise<void> {
  for (const [window, side] of pairs) {
    const key = await issueFile(side, `"${title}" and ${comments.join(", ")}`, (text) =>
      [`# ${title}\n`, ...comments].every((part) => text.includes(part)),
    );
    await window.view("Issues").row(new RegExp(`^${key}\\s+${title}$`), ({ badge, icon }) => badge === "✓" && icon !== "");
    const text = issueFiles(side).get(key) ?? "";
    expect(comments.map((part) => [part, times(text, part)])).toEqual(comments.map((part) => [part, 1]));
  }
}

test("both windows are reloaded just after an edit was saved: nothing is lost, nothing comes twice, the details are there again", async () => {
  const { acme, nordwind } = sides;
  const [ada, bo] = await Promise.all([openSide(windows, acme), openSide(windows, nordwind)]);
  await newSharedIssue(ada, acme, "Valve sticks");
  await bo.view("Issues").row(/^NW-1\b.*Valve sticks/, ({ badge }) => badge === "✓");
  await DetailsPage.open(ada, "ACME-1");
  await DetailsPage.open(bo, "NW-1");

  await ada.editor.open("ACME-1.md");
  await typeLine(ada, issuePath(acme, "ACME-1"), "# Valve sticks", "# Valve sticks in winter");
  await comment(bo, "NW-1", "Seen at the harbour.");
  await issueFile(nordwind, "the comment", (text) => text.includes("\nSeen at the harbour.\n"));
  await ada.editor.save();
  // The editor itself has put away what it keeps of unsaved texts; what the partners say to each other has just begun.
  await ada.view("Issues").row("ACME-1  Valve sticks in winter");
  await Promise.all([ada.reload(), bo.reload()]);

  await Promise.all([ada.activity("Issue Ferry"), bo.activity("Issue Ferry")]);
  await expectEven(
    [
      [ada, acme],
      [bo, nordwind],
    ],
    "Valve sticks in winter",
    ["\nSeen at the harbour.\n"],
  );
  expect([issueFiles(acme).size, issueFiles(nordwind).size]).toEqual([1, 1]);
  await detailsAgain(ada, "ACME-1", "Valve sticks in winter");
  await detailsAgain(bo, "NW-1", "Valve sticks in winter");
  await ada.screenshot("interrupted-details-again");
});

test("a server that is killed and started again goes on where it was: what was written before, and elsewhere meanwhile, arrives once", async () => {
  const { acme, nordwind } = sides;
  const [ada, bo] = await Promise.all([openSide(windows, acme), openSide(windows, nordwind)]);
  await DetailsPage.open(ada, "ACME-1");
  await comment(ada, "ACME-1", "And in spring.");
  await issueFile(acme, "the comment", (text) => text.includes("\nAnd in spring.\n"));
  await acme.server.kill();
  await comment(bo, "NW-1", "Not in summer.");
  await issueFile(nordwind, "the comment", (text) => text.includes("\nNot in summer.\n"));
  await bo.screenshot("interrupted-partner-gone");
  acme.server = await startServer(acme.machine, { port: acme.server.port });
  await ada.reload();
  await ada.activity("Issue Ferry");
  await expectEven(
    [
      [ada, acme],
      [bo, nordwind],
    ],
    "Valve sticks in winter",
    ["\nSeen at the harbour.\n", "\nAnd in spring.\n", "\nNot in summer.\n"],
  );
  expect([issueFiles(acme).size, issueFiles(nordwind).size]).toEqual([1, 1]);
  await detailsAgain(ada, "ACME-1", "Valve sticks in winter");
});

test("two windows and the command line on one project: one works, the others follow, and all show the same", async () => {
  const { acme, nordwind } = sides;
  const [first, second, bo] = await Promise.all([openSide(windows, acme), openSide(windows, acme), openSide(windows, nordwind)]);
  const both = [first, second];
  for (const window of both) await window.view("Issues").row(/^ACME-1\b/, ({ badge }) => badge === "✓");

  await Promise.all([
    comment(first, "ACME-1", "From the first window."),
    comment(second, "ACME-1", "From the second window."),
    ferry(acme.machine, ["comment", "ACME-1", "--text", "From the command line."]),
  ]);
  const said = ["\nFrom the first window.\n", "\nFrom the second window.\n", "\nFrom the command line.\n"];
  await ferry(acme.machine, ["new", "--title", "Pump leaks"]);
  await first.view("Issues").toggle("Only here", true);
  // What stood open stays open beside what is new.
  await first.view("Issues").row("Up to date", ({ expanded }) => expanded === true);
  await share(first, acme, "ACME-2");
  await expectEven(
    [
      [first, acme],
      [second, acme],
      [bo, nordwind],
    ],
    "Valve sticks in winter",
    said,
  );
  await expectEven(
    [
      [first, acme],
      [second, acme],
      [bo, nordwind],
    ],
    "Pump leaks",
    [],
  );
  expect([issueFiles(acme).size, issueFiles(nordwind).size]).toEqual([2, 2]);
  // What is under the mouse or selected belongs to one window alone, and one may be a moment ahead.
  const rowsOf = async (window: Workbench): Promise<unknown> =>
    (await window.view("Issues").rows()).map((row) => ({ ...row, selected: false }));
  await until("the same rows in both windows", async () => isDeepStrictEqual(await rowsOf(first), await rowsOf(second)));
  const told = JSON.parse(await ferry(acme.machine, ["issues", "--json"])) as { issues: { key: string; syncStatus: string }[] };
  expect(told.issues.map(({ key: name, syncStatus }) => [name, syncStatus])).toEqual([
    ["ACME-1", "up to date"],
    ["ACME-2", "up to date"],
  ]);

  // Whoever worked is gone: the other one takes over.
  await first.page.close();
  await second.editor.open("ACME-2.md");
  await editLine(second, issuePath(acme, "ACME-2"), "# Pump leaks", "# Pump leaks again");
  await expectEven(
    [
      [second, acme],
      [bo, nordwind],
    ],
    "Pump leaks again",
    [],
  );
});
