import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { useBrowser } from "../support/browser.ts";
import { ferry } from "../support/command-line.ts";
import { ConnectionForm } from "../support/connection-form.ts";
import { type Machine, createMachine, playground } from "../support/machine.ts";
import { installExtension } from "../support/install-extension.ts";
import { type Server, startServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { extensionFile } from "../support/vsix.ts";
import type { Workbench } from "../support/workbench.ts";

/** The form over a connection's file, where nobody has joined yet: what it says is a matter of this side alone. */
const windows = useBrowser();
const place = playground();
let ada: Machine;
let server: Server;

beforeAll(async () => {
  ada = createMachine(place.path, "Ada", { "files.autoSave": "off" });
  const exchange = join(place.path, "exchange");
  mkdirSync(exchange);
  await ferry(ada, ["init", "--name", "Acme", "--key", "ACME"]);
  for (const title of ["Pump leaks", "Valve sticks", "Crane squeaks"]) await ferry(ada, ["new", "--title", title]);
  await ferry(ada, ["set", "ACME-1", "labels=pump", "status=Doing"]);
  await ferry(ada, ["connect", "nordwind", "--exchange", exchange, "--out", join(ada.home, "invitation.txt")]);
  await installExtension(ada, extensionFile());
  server = await startServer(ada);
}, 180_000);
afterAll(async () => {
  await server?.stop();
  place.remove();
});

const path = (): string => join(ada.workspace, ".issue-ferry", "connections", "nordwind.yaml");
const text = (): string => readFileSync(path(), "utf8");
const reads = (words: string): Promise<unknown> => until(`the file has "${words}"`, () => text().includes(words));

test("what is shared and what words become is said in a form, and stands in the file with its comments", async () => {
  const before = text();
  const window = await windows.open(server);
  await window.activity("Issue Ferry");
  const form = await ConnectionForm.open(window, "nordwind", "nordwind.yaml");
  await form.previews("0 of 3 issues of this project are in scope.");

  // A filter that is typed is looked at, and counts when it is taken.
  await form.share.fill("label:pump");
  await form.previews("1 of 3 issues of this project is in scope.");
  await form.previews("1 issue would be shared that is not now: ACME-1.");
  expect(await window.editor.isDirty()).toBe(false);
  await form.share.press("Enter");
  await until("the text is changed", () => window.editor.isDirty());

  await form.group("status");
  await form.addRow("values/status/send", "Doing", "In progress");
  await window.screenshot("form-edited");
  await form.frame.locator("[data-new='values/status/send'] input").first().press("ControlOrMeta+s");
  await reads("share: label:pump\n");
  await reads("values:\n  status:\n    send:\n      Doing: In progress\n");
  // Every line that was not edited is there as it was.
  const edited = ["share: marked", "values: {}"];
  expect(before.split("\n").filter((line) => !text().split("\n").includes(line))).toEqual(edited);
  await closed(window);
});

test("a change of the file from outside is shown, however it is made", async () => {
  const window = await windows.open(server);
  await window.activity("Issue Ferry");
  const form = await ConnectionForm.open(window, "nordwind", "nordwind.yaml");
  const shares = (filter: string): Promise<unknown> =>
    until(`the form says ${filter}`, async () => (await form.share.inputValue({ timeout: 2000 })) === filter);
  const before = text();
  const shared = /^share: (.*)$/m.exec(before)?.[1] ?? "";
  await shares(shared);
  const now = (filter: string): string => before.replace(`share: ${shared}`, `share: ${filter}`);
  // In place, as an editor does it; as git does it, by another file of that name; and by the command line.
  writeFileSync(path(), now("label:valve"));
  await shares("label:valve");
  writeFileSync(`${path()}.new`, now("label:crane"));
  renameSync(`${path()}.new`, path());
  await shares("label:crane");
  rmSync(path());
  writeFileSync(path(), now("all"));
  await shares("all");
  expect(text()).toBe(now("all"));
  await form.previews("3 of 3 issues of this project are in scope.");

  // Behind another tab it is brought up to date when it comes back.
  await window.editor.open("ACME-1.md");
  writeFileSync(path(), now("marked"));
  await window.editor.closeTab();
  const again = await ConnectionForm.inFront(window, "nordwind.yaml");
  await until("the form says marked", async () => (await again.share.inputValue({ timeout: 2000 })) === "marked");
  await closed(window);
});

test("comments that would go with a part of the file are asked about first", async () => {
  const words = "values:\n  status:\n    send:\n      Doing: In progress # as agreed in May\n      Open: New\n";
  writeFileSync(path(), text().replace(/^values:.*\n(?: .*\n)*/m, words));
  const window = await windows.open(server);
  await window.activity("Issue Ferry");
  const form = await ConnectionForm.open(window, "nordwind", "nordwind.yaml");
  await form.group("status");
  const remove = form.frame.getByRole("button", { name: "Remove Doing", exact: true });
  await remove.click();
  expect((await window.messages.dialog("Remove 1 comment of the file, too?")).detail).toContain("# as agreed in May");
  await window.messages.answerDialog("Leave As It Is");
  expect(await window.editor.isDirty()).toBe(false);
  await remove.click();
  await window.messages.answerDialog("Remove");
  await remove.waitFor({ state: "detached" });
  await form.frame.locator("h1").press("ControlOrMeta+s");
  await until("the row is gone from the file", () => !text().includes("      Doing: In progress"));
  expect(text()).toContain("      Open: New\n");
  await closed(window);
});

/** Saved and closed: what a window that is closed at once has not forgotten comes back with the next one, as edits that are not saved. */
async function closed(window: Workbench): Promise<void> {
  await until("everything is saved", async () => !(await window.editor.isDirty()));
  await window.editor.closeTab();
  await until("no editor is open", async () => (await window.editor.tabs()).length === 0);
}
