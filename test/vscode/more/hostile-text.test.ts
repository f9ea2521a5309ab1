import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { useBrowser } from "../support/browser.ts";
import { ferry } from "../support/command-line.ts";
import { DetailsPage } from "../support/details-page.ts";
import { type Machine, createMachine, playground } from "../support/machine.ts";
import { installExtension } from "../support/install-extension.ts";
import { type Server, startServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { extensionFile } from "../support/vsix.ts";
import { issueMenu } from "../support/two-sides.ts";
import type { Workbench } from "../support/workbench.ts";

/**
 * A partner writes whatever could do something in an editor into each text that it can bring in. In every place where such a text is shown, no script
 * runs, nothing is asked of the network, nothing becomes a link to a command, an icon or an image, and no character turns the line around.
 */
const windows = useBrowser();
const place = playground();
let ada: Machine;
let bo: Machine;
let server: Server;

const EVIL = "https://evil.invalid";
/** Control characters other than line ends and tabs, and what turns a line round. */
// oxlint-disable-next-line no-control-regex
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
/** `where`: so that a finding says which text it came from. */
const hostile = (where: string): string =>
  [
    `${where} $(squirrel)`,
    `<img src="${EVIL}/${where}.png" onerror="top.owned=1">`,
    `<script>top.owned=1</script>`,
    `[run](command:workbench.action.files.newUntitledFile)`,
    `![i](${EVIL}/${where}-md.png)`,
    `<a href="command:workbench.action.quit">go</a>`,
    "\u202Egpj.exe\u2066",
    "${x} %s {0} `\"'",
  ].join(" ");
const TITLE = hostile("title");
const LONG = `Long ${"ä".repeat(300)}`;

beforeAll(async () => {
  [ada, bo] = [createMachine(place.path, "Ada"), createMachine(place.path, "Bo")];
  const exchange = join(place.path, "exchange");
  mkdirSync(exchange);
  await ferry(ada, ["init", "--name", "Acme", "--key", "ACME"]);
  await ferry(bo, ["init", "--name", `project $(squirrel) <img src=${EVIL}/p.png onerror=top.owned=1> [run](command:x)`, "--key", "NW"]);
  const invitation = join(bo.home, "invitation.txt");
  await ferry(bo, ["connect", "acme", "--exchange", exchange, "--share", "all", "--out", invitation]);
  await ferry(ada, ["join", invitation, "--exchange", exchange, "--name", "nordwind", "--share", "all"]);
  // It ends with other codes, too: something waits.
  const sync = (machine: Machine): Promise<unknown> => ferry(machine, ["sync", "--quiet"]).catch(() => undefined);
  for (const side of [ada, bo, ada, bo]) await sync(side);
  await ferry(bo, ["config", "publish", "acme", "--unverified", "--note", hostile("note")]);
  await ferry(bo, ["start", "acme"]);
  for (const side of [bo, ada]) await sync(side);
  await ferry(ada, ["config", "accept", "nordwind", "--unverified"]);
  await ferry(ada, ["start", "nordwind"]);
  for (const side of [ada, bo]) await sync(side);
  const body = join(bo.home, "body.md");
  writeFileSync(body, `${hostile("body")}\n\n## Comments\n\n### Ada, 2026-01-01 <!-- c:x -->\n\nForged \u001b[31mred.\n`);
  await ferry(bo, [
    "new",
    "--title",
    TITLE,
    "--status",
    hostile("status"),
    "--assignee",
    hostile("assignee").slice(0, 190),
    "--label",
    hostile("label"),
    "--body-file",
    body,
  ]);
  await ferry(bo, ["new", "--title", LONG]);
  await ferry(bo, ["comment", "NW-1", "--author", "Bo", "--text", hostile("comment")]);
  for (const side of [bo, ada, bo, ada]) await sync(side);
  // Both edit: the text of one of them is kept as lost, and shown beside the other.
  await ferry(ada, ["set", "ACME-1", `status=${hostile("mine")}`]);
  await ferry(bo, ["set", "NW-1", `status=${hostile("theirs")}`]);
  for (const side of [bo, ada, bo, ada]) await sync(side);
  writeFileSync(join(ada.workspace, "notes.txt"), "See #ACME-1 and #ACME-2\n");
  await installExtension(ada, extensionFile());
  server = await startServer(ada);
}, 180_000);
afterAll(async () => {
  await server?.stop();
  place.remove();
});

/** What hostile text has brought about in any frame of the window; empty: nothing. */
async function harm(window: Workbench): Promise<string[]> {
  const inFrame = async (frame: Frame): Promise<string[]> =>
    frame
      .evaluate(
        ({ evil, obeyed }) => {
          const found: string[] = [];
          if ("owned" in globalThis) found.push("a script ran");
          for (const icon of document.querySelectorAll(".codicon-squirrel")) found.push(`an icon in ${icon.parentElement?.className}`);
          // What a file itself holds is shown by the editor, which marks such characters.
          for (const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); texts.nextNode();) {
            const { nodeValue, parentElement } = texts.currentNode;
            if (!new RegExp(obeyed).test(nodeValue ?? "")) continue;
            if (parentElement === null || parentElement.closest(".monaco-editor, script, style") !== null) continue;
            found.push(`${parentElement.className} holds what turns lines round: ${JSON.stringify(nodeValue)}`);
          }
          for (const element of document.querySelectorAll("img, iframe, script, link, video, object, embed, source"))
            if (element.outerHTML.includes(evil)) found.push(element.outerHTML.slice(0, 200));
          for (const link of document.querySelectorAll("a, [data-href], [href]")) {
            const target = `${link.getAttribute("href") ?? ""} ${link.getAttribute("data-href") ?? ""}`;
            if (/action\.(?:files\.newUntitledFile|quit)\b|command:x\b|evil\.invalid/.test(target)) found.push(`link ${target}`);
          }
          for (const script of document.querySelectorAll("script"))
            if (script.textContent?.includes("owned")) found.push("a script stands there");
          return found;
        },
        { evil: EVIL, obeyed: OBEYED.source },
      )
      .catch(() => []);
  return (await Promise.all(window.page.frames().map(inFrame))).flat();
}

/** Fails when hostile text has brought anything about until now; `where` it is shown. */
type Quiet = (where: string) => Promise<void>;

async function watched(): Promise<{ readonly window: Workbench; readonly quiet: Quiet }> {
  const window = await windows.open(server);
  const asked: string[] = [];
  window.page.context().on("request", (request) => {
    if (!request.url().startsWith(server.url) && /^https?:|^wss?:/.test(request.url())) asked.push(request.url());
  });
  window.page.on("dialog", (dialog) => {
    asked.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  const quiet = async (where: string): Promise<void> => {
    await window.screenshot(`hostile-${where}`);
    expect(await harm(window), `at ${where}`).toEqual([]);
    expect(
      asked.filter((url) => url.includes("evil") || url.startsWith("dialog")),
      `at ${where}`,
    ).toEqual([]);
  };
  await window.activity("Issue Ferry");
  return { window, quiet };
}

test("nothing happens wherever a hostile text is shown", async () => {
  const { window, quiet } = await watched();
  const issues = window.view("Issues");
  const row = await issues.row(/^ACME-1\b/);
  expect(row.label).toContain("$(squirrel)");
  expect(row.label).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  await issues.toggle(/^Up to date/, true);
  await issues.row(/^ACME-2\b/);
  await quiet("tree");
  const tooltip = await issues.tooltip(/^ACME-1\b/);
  expect(tooltip).toContain("<img src=");
  await quiet("tooltip");
  await issues.tooltip(/^ACME-2\b/);
  await quiet("tooltip-long");

  const connections = await window.view("Connections").shown();
  const [connection] = await connections.become("the partner", (rows) => rows.some(({ label }) => label.includes("project")));
  expect(connection?.label).toContain("$(squirrel)");
  await connections.tooltip(/project/);
  await quiet("connection");
  await window.status("issueFerry.status");
  await window.page.locator('.statusbar-item[id$="issueFerry.status"]').hover();
  await quiet("status-bar");

  const details = await DetailsPage.open(window, "ACME-1");
  await details.titled("title $(squirrel)");
  await quiet("details");

  // An issue's file, and keys in another text.
  await issues.doubleClick(/^ACME-1\b/);
  await window.editor.active("ACME-1");
  await quiet("file");
  await window.editor.open("notes.txt");
  const key = window.page.locator(".view-line span", { hasText: /^#ACME-1$/ }).last();
  await key.hover();
  await window.page.locator(".monaco-hover:visible", { hasText: "title $(squirrel)" }).first().waitFor();
  await quiet("hover");

  // A list.
  await issues.contextMenu(/^ACME-1\b/, "Change Status...");
  await window.quick.opened("Status of ACME-1");
  await until("the partner's status is offered", async () =>
    (await window.quick.choices()).some(({ label }) => label.startsWith("theirs")),
  );
  await quiet("list");
  await window.quick.dismiss();

  const folder = join(ada.workspace, "issues");
  const text = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("\n");
  expect(text).toContain("\\## Comments");
  expect(readdirSync(folder).every((name) => /^[A-Z]+-\d+\.md$/.test(name))).toBe(true);
});

test("nothing happens where something is asked or said about it: boxes, dialogs, notifications, comparisons, problems, the log", async () => {
  const { window, quiet } = await watched();
  const issues = window.view("Issues");
  const details = await DetailsPage.open(window, "ACME-1");
  await details.pressInRow("Status", "Compare");
  await window.editor.active("ACME-1 Status");
  const shown = window.page.locator(".monaco-diff-editor .view-line", { hasText: "command:workbench" }).first();
  await shown.waitFor();
  await quiet("comparison");
  // Links are made while somebody holds the key and moves over the text.
  await window.page.keyboard.down("Control");
  await shown.hover();
  await shown.click({ position: { x: 40, y: 5 } });
  await window.page.keyboard.up("Control");
  const links = await window.page
    .locator(".monaco-diff-editor .detected-link, .monaco-diff-editor .detected-link-active")
    .allTextContents();
  // Of addresses of the web it does, in pieces; they are asked about before they are opened.
  expect(links.filter((text) => /command|workbench|run/.test(text))).toEqual([]);
  expect(await window.page.locator(".tab", { hasText: "Untitled" }).count()).toBe(0);

  await issues.contextMenu(/^ACME-1\b/, "Show Partner's Last Change");
  await until("the change beside the text before it", async () => (await window.editor.changedText()).includes("theirs"));
  await quiet("last-change");

  await issueMenu(window, "ACME-1", "Change Status...", "Status of ACME-1");
  await window.quick.type(hostile("typed").slice(0, 60));
  await quiet("typed");
  await window.page.keyboard.press("Enter");
  await window.messages.notification("ACME-1");
  await quiet("notification");
  await window.messages.clear();

  await window.view("Connections").contextMenu(/project/, "Remove Connection...");
  expect((await window.messages.dialog("project")).text).toContain("$");
  await quiet("dialog");
  await window.page.keyboard.press("Escape");
  await window.view("Connections").contextMenu(/project/, "Compare Safety Number...");
  await window.messages.dialog("project");
  await quiet("dialog-number");
  await window.page.keyboard.press("Escape");

  await window.command("Issue Ferry: Filter...");
  await window.quick.opened();
  await window.quick.type("title");
  await window.page.keyboard.press("Enter");
  await until("the filter's words", async () => (await issues.message()) !== "");
  await quiet("filter");

  writeFileSync(join(ada.workspace, "issues", "bad.md"), `---\ndue: ${JSON.stringify(hostile("due"))}\n---\n\n# Bad\n`);
  await window.problem("is no date");
  await quiet("problem");
  await window.command("Issue Ferry: Show Log");
  await until("the log", async () => window.page.locator(".output-view, .part.panel .monaco-editor").first().isVisible());
  await quiet("log");
});

test("the command line writes nothing that a terminal obeys, and nothing that turns a line round", async () => {
  for (const words of [
    ["issues"],
    ["show", "ACME-1"],
    ["status"],
    ["doctor"],
    ["changes"],
    ["connections"],
    ["config", "show", "nordwind"],
  ]) {
    const told = await ferry(ada, words, { exit: "any" });
    expect({ words, obeyed: told.match(OBEYED) }).toEqual({ words, obeyed: null });
  }
  expect(await ferry(ada, ["show", "ACME-1"], { exit: "any" })).toContain("<script>");
});
