import { ConnectionForm } from "../../test/vscode/support/connection-form.ts";
import type { Workbench } from "../../test/vscode/support/workbench.ts";
import { widenSideBar } from "./side-bar.ts";

/**
 * Whose window a scene is seen in. `empty`: a folder that is no project. `two partners`: Acme's, which has another one by then; `alarmed`: the
 * same, where somebody tried an invitation that was used; `hub`: a project with twenty partners.
 */
export type Who = "acme" | "nordwind" | "empty" | "two partners" | "alarmed" | "hub";

export interface Scene {
  readonly name: string;
  readonly who: Who;
  /** Width and height of the window; default: that of a laptop. */
  readonly size?: readonly [number, number];
  /** Brings the window to what is to be seen, before the picture of each theme. */
  arrange(window: Workbench): Promise<void>;
  /** What has to be put back after each picture. */
  leave?(window: Workbench): Promise<void>;
  /** The theme whose picture the README shows, and its name in media/. */
  readonly readme?: { readonly theme: "light" | "dark"; readonly file: string };
  /** The name of its light picture in docs/pictures/, which the user guide shows. */
  readonly guide?: string;
}

/** Pictures of the guide stand beside text. */
const BESIDE_TEXT = [1000, 620] as const;

/** `issue`: its row, or the group whose first it is. */
const details = (name: string, who: Who, issue: RegExp | string, more: Pick<Scene, "size" | "readme" | "guide"> = {}): Scene => ({
  name: `details-${name}`,
  who,
  ...more,
  async arrange(window) {
    const issues = await ferry(window);
    const { label } = await issues.row(typeof issue === "string" ? await firstOf(issues, issue) : issue);
    await issues.click(label);
    // The editor that opens takes the keys that are meant for the palette.
    await window.editor.active(`${label.split(" ")[0] ?? ""}.md`);
    await window.command("Issue Ferry: Show Sync Details");
    const page = window.page.locator("iframe.webview.ready:visible").first().contentFrame().locator("iframe#active-frame").contentFrame();
    await page.locator("h1").first().waitFor();
  },
});

/** The form over the file of the only connection; `at`: what of it is brought up, and unfolded where it can be. */
const form = (name: string, who: Who, at: string | null, more: Pick<Scene, "size" | "guide"> = {}): Scene => ({
  name: `form-${name}`,
  who,
  ...more,
  async arrange(window) {
    await ferry(window);
    await window.command("Issue Ferry: Edit Connection");
    const shown = await ConnectionForm.inFront(window, who === "acme" ? "nordwind.yaml" : "acme.yaml");
    await shown.previews("of this project");
    if (at === null) return;
    const part = shown.frame.locator(`[data-at=${JSON.stringify(at)}]`);
    await part.evaluate((element) => {
      if (element instanceof HTMLDetailsElement) element.open = true;
      element.scrollIntoView({ block: "start" });
    });
  },
});

/** What failed, by what mends it. */
const causes = (name: string, more: Pick<Scene, "size"> = {}): Scene => ({
  name,
  who: "acme",
  ...more,
  async arrange(window) {
    const issues = await ferry(window);
    await window.command("Issue Ferry: Show Errors by Cause");
    await issues.row(/^"Reopened" in status: not listed/);
  },
  async leave(window) {
    await window.command("Issue Ferry: Group By...");
    await window.quick.opened("Group issues by");
    await window.quick.choose("Sync status");
  },
});

/** Twenty partners: `width` of the side bar; the views that are named have all the room. */
const hub = (
  name: string,
  views: readonly string[],
  width: number | null,
  more: (window: Workbench) => Promise<void> = async () => undefined,
): Scene => ({
  name: `hub-${name}`,
  who: "hub",
  async arrange(window) {
    await window.page.keyboard.press("Escape");
    await ferry(window);
    for (const view of ["Issues", "Connections", "Alarms and activity"])
      await (views.includes(view) ? window.view(view).shown() : window.view(view).folded());
    if (width !== null) await widenSideBar(window.page, width);
    await more(window);
  },
  async leave(window) {
    await window.quick.dismiss();
  },
});

/** In this order: nothing of a scene may disturb one that follows. */
export const SCENES: readonly Scene[] = [
  {
    name: "issues",
    who: "acme",
    async arrange(window) {
      await (await ferry(window)).row(/^ACME-8 /);
    },
  },
  {
    name: "issue-file",
    who: "acme",
    async arrange(window) {
      await (await ferry(window)).doubleClick(/^ACME-3 /);
      await window.page.locator(".editor-group-container .monaco-editor .view-line").first().waitFor();
    },
  },
  {
    name: "issues-tooltip",
    who: "acme",
    async arrange(window) {
      await (await ferry(window)).tooltip(/^ACME-12 /);
    },
  },
  {
    name: "issues-menu",
    who: "acme",
    async arrange(window) {
      await ferry(window);
      await window.page
        .locator(".customview-tree .monaco-list-row", { hasText: /ACME-8 / })
        .first()
        .click({ button: "right" });
      await window.page.locator(".monaco-menu .action-menu-item").first().waitFor();
    },
  },
  {
    name: "palette",
    who: "acme",
    async arrange(window) {
      await window.page.keyboard.press("Escape");
      await window.page.keyboard.press("F1");
      await window.quick.type(">Issue Ferry: ");
    },
  },
  {
    name: "connections",
    who: "acme",
    async arrange(window) {
      await window.page.keyboard.press("Escape");
      await window.command("Connections: Focus on Connections View").catch(() => ferry(window));
      await window.view("Connections").tooltip(/^Nordwind|^nordwind/);
    },
  },
  {
    name: "guide-sharing",
    who: "acme",
    size: BESIDE_TEXT,
    guide: "sharing.png",
    async arrange(window) {
      await window.page.keyboard.press("Escape");
      const issues = await ferry(window);
      await issues.contextMenu(await firstOf(issues, "Only here"), "Share With...");
      await window.quick.opened("Share with whom?");
    },
  },
  {
    name: "guide-doctor",
    who: "acme",
    size: BESIDE_TEXT,
    guide: "doctor.png",
    async arrange(window) {
      await ferry(window);
      await window.command("Issue Ferry: Check Everything (Doctor)");
      await window.editor.active("Doctor");
    },
  },
  form("primary", "acme", null, { size: [1200, 1000] }),
  form("contract", "acme", "contract/fields/3", { size: [1200, 1000] }),
  form("words", "acme", "mapping/status", { size: [1200, 1000] }),
  form("guide", "acme", null, { size: BESIDE_TEXT, guide: "connection.png" }),
  form("narrow", "acme", "mapping/status", { size: [620, 900] }),
  causes("causes"),
  causes("causes-narrow", { size: [620, 900] }),
  details("guide-confirmed", "acme", "Up to date", { size: BESIDE_TEXT, guide: "confirmed.png" }),
  details("conflict", "acme", /^ACME-8 /, {
    size: [1200, 760],
    readme: { theme: "light", file: "sync-details.png" },
    guide: "conflict.png",
  }),
  details("error", "acme", /^ACME-7 /),
  details("held", "acme", /^ACME-12 /),
  details("pending", "acme", /^ACME-3 /),
  details("narrow", "acme", /^ACME-8 /, { size: [620, 900] }),
  {
    name: "settings-fault",
    who: "acme",
    async arrange(window) {
      await settingsLine(window, "share: marked", "share: lable:pump");
      await window.problem("lable");
    },
    leave: leaveSettings,
  },
  {
    name: "settings-filter",
    who: "acme",
    size: BESIDE_TEXT,
    guide: "settings.png",
    async arrange(window) {
      await openSettings(window);
      await window.page.locator(".codelens-decoration", { hasText: "in scope" }).first().waitFor();
    },
    leave: leaveSettings,
  },
  {
    name: "settings-completion",
    who: "acme",
    async arrange(window) {
      await settingsLine(window, "share: marked", "share: ");
      await window.editor.press("Control+Space");
      await window.page.locator(".suggest-widget.visible .monaco-list-row").first().waitFor();
    },
    leave: leaveSettings,
  },
  {
    name: "stopped",
    who: "acme",
    async arrange(window) {
      await ferry(window);
      await window.view("Connections").contextMenu("Nordwind", "Stop Connection");
      await window.view("Connections").row("Nordwind", ({ description }) => description.startsWith("stopped"));
      await window.messages.notification("Nordwind");
    },
    async leave(window) {
      await window.messages.clear();
      await window.view("Connections").contextMenu("Nordwind", "Start Connection");
      await window.view("Connections").row("Nordwind", ({ description }) => description.startsWith("running"));
    },
  },
  {
    name: "partner-issues",
    who: "nordwind",
    async arrange(window) {
      await (await ferry(window)).row(/^NW-\d+ Alarm horn/);
    },
  },
  form("secondary", "nordwind", null, { size: [1200, 1000] }),
  details("partner-conflict", "nordwind", /^NW-\d+ Alarm horn/),
  details("two-partners", "two partners", /^ACME-1 /, { size: BESIDE_TEXT, guide: "two-partners.png" }),
  {
    name: "activity",
    who: "alarmed",
    size: BESIDE_TEXT,
    guide: "activity.png",
    async arrange(window) {
      await ferry(window);
      for (const other of ["Issues", "Connections"]) await window.view(other).folded();
      const view = await window.view("Alarms and activity").shown();
      await widenSideBar(window.page, 640);
      await view.row(/^Somebody tried to join/);
    },
    async leave(window) {
      for (const other of ["Issues", "Connections"]) await window.view(other).shown();
      await window.view("Alarms and activity").folded();
    },
  },
  hub("tree", ["Issues", "Connections"], null, async (window) => {
    await window.view("Connections").row("Baltic Steel");
  }),
  hub("connections", ["Connections"], 480, async (window) => {
    await window.view("Connections").row("Baltic Steel");
  }),
  hub("connections-narrow", ["Connections"], 300, async (window) => {
    await window.view("Connections").row("Baltic Steel");
  }),
  hub("issues-narrow", ["Issues"], 300, async (window) => {
    await window.view("Issues").row(/^Up to date/);
  }),
  hub("activity", ["Alarms and activity"], 640, async (window) => {
    await window.view("Alarms and activity").row(/^\d\d:\d\d /);
  }),
  hub("activity-narrow", ["Alarms and activity"], 300, async (window) => {
    await window.view("Alarms and activity").row(/^\d\d:\d\d /);
  }),
  hub("status", ["Issues", "Connections"], null, async (window) => {
    await window.clickStatus("issueFerry.status");
    await window.quick.opened();
  }),
  hub("pick", ["Issues", "Connections"], null, async (window) => {
    await window.command("Issue Ferry: Ping Partner");
    await window.quick.opened("Which connection?");
  }),
  hub("share", ["Issues"], null, async (window) => {
    const issues = window.view("Issues");
    await issues.contextMenu(await firstOf(issues, "Up to date"), "Share With...");
    await window.quick.opened("Share with whom?");
  }),
  {
    name: "welcome",
    who: "empty",
    async arrange(window) {
      await window.activity("Issue Ferry");
      await window.view("Issues").welcomes("no Issue Ferry project yet");
    },
  },
];

/** The first row of a group, which is unfolded. */
async function firstOf(issues: ReturnType<Workbench["view"]>, group: string): Promise<string> {
  await issues.toggle(group, true);
  const rows = await issues.become(`${group} has a row`, (all) => all[all.findIndex(({ label }) => label === group) + 1]?.level === 2);
  return rows[rows.findIndex(({ label }) => label === group) + 1]?.label ?? "";
}

/** Acme's settings for its partner, with `text` instead of the one line `line`, not saved; the cursor stands behind it. */
async function settingsLine(window: Workbench, line: string, text: string): Promise<void> {
  await openSettings(window);
  const lines = (await window.editor.text()).split("\n");
  await window.editor.replaceLine(lines.indexOf(line) + 1, text);
}

async function openSettings(window: Workbench): Promise<void> {
  await ferry(window);
  await window.view("Connections").contextMenu("Nordwind", "Edit Configuration");
  await window.editor.active("nordwind.yaml");
}

/** As if nothing had been typed. */
async function leaveSettings(window: Workbench): Promise<void> {
  await window.page.keyboard.press("Escape");
  await window.command("File: Revert File");
  await window.editor.closeTab();
}

async function ferry(window: Workbench): Promise<ReturnType<Workbench["view"]>> {
  await window.activity("Issue Ferry");
  return window.view("Issues").shown();
}
