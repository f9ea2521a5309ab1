import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FrameLocator, Page } from "playwright-core";
import { EffortCount } from "./effort.ts";
import { Messages } from "./messages.ts";
import { QuickInput } from "./quick-input.ts";
import type { Server } from "./server.ts";
import { TextEditor } from "./text-editor.ts";
import { TreeView } from "./tree-view.ts";
import { until } from "./until.ts";
import { leavePage } from "./window-state.ts";

const SCREENSHOTS = fileURLToPath(new URL("../../../artifacts/screenshots/", import.meta.url));

export type Theme = keyof typeof THEMES;

const THEMES = {
  light: { label: "Light Modern", mark: "vs" },
  dark: { label: "Dark Modern", mark: "vs-dark" },
  "high-contrast": { label: "Dark High Contrast", mark: "hc-black" },
  "high-contrast-light": { label: "Light High Contrast", mark: "hc-light" },
} as const;

/** A row of the Problems panel. */
export interface Problem {
  readonly severity: "error" | "warning" | "info";
  readonly text: string;
}

/** What a user sees of an item in the status bar. */
export interface StatusItem {
  readonly text: string;
  /** Names of its icons, such as `sync`. */
  readonly icons: readonly string[];
  /** How its background warns; empty when it does not. */
  readonly alarm: "" | "warning" | "error";
  readonly spoken: string;
}

/** One window of VS Code. Acts by keyboard and mouse, and tells what is in the page. */
export class Workbench {
  readonly page: Page;
  readonly server: Server;
  readonly quick: QuickInput;
  readonly editor: TextEditor;
  readonly messages: Messages;
  /** What was done in this window so far. */
  readonly effort = new EffortCount();
  /** What it has opened; null: nothing. */
  folder: string | null = null;

  constructor(page: Page, server: Server) {
    this.page = page;
    this.server = server;
    this.quick = new QuickInput(page, this.effort);
    this.editor = new TextEditor(page, this.quick);
    this.messages = new Messages(page, this.effort);
  }

  /** Opens a folder, the folders that a `.code-workspace` file names, or an empty window with null, and waits until the window is ready. */
  async open(folder: string | null = this.server.machine.workspace): Promise<void> {
    this.folder = folder;
    const kind = folder?.endsWith(".code-workspace") === true ? "workspace" : "folder";
    const query = folder === null ? "ew=true" : `${kind}=${encodeURIComponent(folder)}`;
    await this.page.goto(`${this.server.url}/?${query}`);
    await this.ready();
  }

  /** As a person leaves it who goes on with something else: no editor is open, and nothing is said or asked. */
  async tidy(): Promise<void> {
    await this.quick.dismiss();
    await this.messages.clear();
    if ((await this.editor.tabs()).length > 0) await this.command("View: Close All Editors");
    await until("no editor is open", async () => (await this.editor.tabs()).length === 0);
  }

  async ready(): Promise<void> {
    await this.page.locator('[id="status.host"]').waitFor();
    await this.page.locator(".activitybar .action-item a.action-label").first().waitFor();
  }

  /** As the browser's own reload: the window ends and comes back. */
  async reload(): Promise<void> {
    await leavePage(this.page, await this.editor.lastingTabs());
    await this.page.reload();
    await this.ready();
  }

  /** Runs a command by its whole title as the palette shows it, such as `Issue Ferry: New Issue`. Waits until it is offered. */
  async command(title: string): Promise<void> {
    await until(`the palette offers "${title}"`, async () => {
      await this.#openPalette(title);
      const found = await until(title, () => this.quick.offers(title), 3000).catch(() => false);
      if (found) await this.quick.choose(title);
      else await this.quick.dismiss();
      return found;
    });
    // The palette is no question that somebody asks.
    this.effort.add({ prompts: -1, keys: 1 + title.length });
  }

  /** The titles that the palette offers for these words now. */
  async commands(words: string): Promise<string[]> {
    await this.#openPalette(words);
    const choices = await until("the palette's answer", async () => {
      const rows = await this.quick.choices();
      return rows.length > 0 && (await this.quick.value()) === `>${words}` ? rows : null;
    });
    await this.quick.dismiss();
    return choices.map(({ label }) => label);
  }

  /** Brings a container of the activity bar to the front, by its title. */
  async activity(title: string): Promise<void> {
    const item = this.page.locator(".activitybar .action-item", { has: this.page.locator(`a.action-label[aria-label^="${title}"]`) });
    await item.waitFor();
    const front = this.page.locator(".part.sidebar .composite.title h2:visible", { hasText: new RegExp(`^${title}`, "i") });
    await until(`${title} in front`, async () => {
      if ((await front.count()) > 0) return true;
      // A window that comes back brings to the front what was there; a click would put that away again.
      if (!(await item.evaluate((element) => element.classList.contains("checked")))) await item.click();
      return until("its title", async () => (await front.count()) > 0, 5000).catch(() => false);
    });
  }

  /** The number on an icon of the activity bar; empty when it has none. */
  async activityBadge(title: string): Promise<string> {
    const badge = this.page.locator(`.activitybar .action-item:has(a.action-label[aria-label^="${title}"]) .badge-content`);
    return (await badge.count()) > 0 && (await badge.isVisible()) ? badge.innerText() : "";
  }

  /** A view of the container in front, by its title. */
  view(name: string): TreeView {
    return new TreeView(this.page, name, this.effort);
  }

  /** The titles of the views of the container in front. */
  async views(): Promise<string[]> {
    return this.page.locator(".part.sidebar .pane-header h3.title").allInnerTexts();
  }

  /** An item of the status bar, by the end of its id, as the extension gave it. Waits for it. */
  async status(id: string): Promise<StatusItem> {
    const item = this.page.locator(`.statusbar-item[id$=${JSON.stringify(id)}]`);
    await item.waitFor();
    return item.evaluate((element) => ({
      text: (element.textContent ?? "").trim(),
      icons: [...element.querySelectorAll(".codicon")].flatMap((icon) => /codicon-(?!modifier)([\w-]+)/.exec(icon.className)?.[1] ?? []),
      alarm: (["error", "warning"] as const).find((kind) => element.classList.contains(`${kind}-kind`)) ?? ("" as const),
      spoken: element.getAttribute("aria-label") ?? "",
    }));
  }

  async clickStatus(id: string): Promise<void> {
    await this.page.locator(`.statusbar-item[id$=${JSON.stringify(id)}] a`).click();
  }

  /** The content of the webview in front; its tab has this title. */
  async webview(title: string): Promise<FrameLocator> {
    await this.editor.active(title);
    const outer = this.page.locator("iframe.webview.ready:visible");
    await outer.first().waitFor();
    const frame = outer.first().contentFrame().locator("iframe#active-frame").contentFrame();
    await frame.locator("body").waitFor();
    return frame;
  }

  /** The rows of the Problems panel, without those that name a file; opens the panel. */
  async problems(): Promise<Problem[]> {
    const panel = this.page.locator(".markers-panel");
    if (!(await panel.isVisible())) await this.command("Problems: Focus on Problems View");
    await panel.waitFor();
    return panel.locator(".monaco-list-row").evaluateAll((rows) =>
      rows
        .filter((row) => row.querySelector(".marker-icon") !== null)
        .map((row) => ({
          severity: (["error", "warning"] as const).find((name) => row.querySelector(`.codicon-${name}`) !== null) ?? ("info" as const),
          text: row.querySelector(".message-line, .details-container")?.textContent ?? row.textContent ?? "",
        })),
    );
  }

  /** Waits for a problem with these words. */
  async problem(text: string): Promise<Problem> {
    return until(`a problem "${text}"`, async () => (await this.problems()).find((problem) => problem.text.includes(text)));
  }

  /** What is in the clipboard, as a user sees it who pastes it into a new file. */
  async clipboard(): Promise<string> {
    await this.command("File: New Untitled Text File");
    await this.editor.active("Untitled-");
    await this.editor.press("ControlOrMeta+v");
    const text = await until("something pasted", async () => (await this.editor.text()) || null);
    // What is empty closes without a question.
    await this.editor.press("ControlOrMeta+a");
    await this.editor.press("Delete");
    await until("nothing is unsaved", async () => !(await this.editor.isDirty()));
    await this.editor.closeTab();
    return text;
  }

  /** Saves a picture of the window below artifacts/screenshots, for people to look at; in a theme where one is named. */
  async screenshot(name: string, theme?: Theme): Promise<string> {
    if (theme !== undefined) await this.theme(theme);
    mkdirSync(SCREENSHOTS, { recursive: true });
    const path = join(SCREENSHOTS, `${name}.png`);
    await this.page.screenshot({ path, animations: "disabled" });
    return path;
  }

  /** Paints the window anew, as a user does it. */
  async theme(theme: Theme): Promise<void> {
    const painted = this.page.locator(`.monaco-workbench.${THEMES[theme].mark}`);
    const { label } = THEMES[theme];
    // The list is made while one types: on a busy machine it can miss what was typed, and then offers nothing.
    await until(`the theme ${label}`, async () => {
      await this.command("Preferences: Color Theme");
      await this.quick.opened("Select Color Theme");
      await this.quick.paste(label);
      const offered = await until(label, () => this.quick.offers(label), 10_000).catch(() => false);
      // By Enter: a tooltip of the box can lie over the row for as long as it is open.
      if (offered) await this.quick.accept();
      else await this.quick.dismiss();
      const isPainted = (): Promise<boolean> => painted.isVisible();
      return offered && until(label, isPainted, 10_000).catch(() => false);
    });
    await this.quick.closed();
  }

  async #openPalette(words: string): Promise<void> {
    await until("the palette opens", async () => {
      await this.page.keyboard.press("F1");
      return this.quick.opened("Type the name of a command", 3000).then(
        () => true,
        () => false,
      );
    });
    await this.quick.paste(`>${words}`);
  }
}
