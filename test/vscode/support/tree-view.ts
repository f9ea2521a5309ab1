import type { Locator, Page } from "playwright-core";
import type { EffortCount } from "./effort.ts";
import { exactly } from "./exactly.ts";
import { until } from "./until.ts";

/** What a user sees of a row. */
export interface TreeRow {
  readonly label: string;
  readonly description: string;
  /** The name of its icon, such as `warning`; empty when it has none. */
  readonly icon: string;
  /** What its decoration says at the right; empty when it has none. */
  readonly badge: string;
  /** What a screen reader says. */
  readonly spoken: string;
  readonly level: number;
  /** null: it has nothing below. */
  readonly expanded: boolean | null;
  readonly selected: boolean;
}

/** A row is named by its whole label, or by a pattern that fits one only. */
export type RowName = string | RegExp;

/** So long a busy window may take to draw a menu. Milliseconds. */
const MENU_PATIENCE = 5000;

const HOVERS = ".workbench-hover:visible, .monaco-hover:visible";
/** So far above or below its row a tooltip may stand. Pixels. */
const BESIDE = 30;

/** One view of a container in the side bar, by its title. Its rows are there while the view is in sight. */
export class TreeView {
  readonly #page: Page;
  readonly #effort: EffortCount;
  readonly #name: string;
  readonly #pane: Locator;

  constructor(page: Page, name: string, effort: EffortCount) {
    this.#page = page;
    this.#effort = effort;
    this.#name = name;
    this.#pane = page.locator(".pane", { has: page.locator(`.pane-header[aria-label^="${name}"]`) });
  }

  /** Waits until the view is there, and expands it. */
  async shown(): Promise<this> {
    const header = this.#pane.locator(".pane-header").first();
    await header.waitFor();
    if ((await header.getAttribute("aria-expanded")) === "false") await header.click();
    return this;
  }

  /** Puts it away, so that others have its room. */
  async folded(): Promise<void> {
    const header = this.#pane.locator(".pane-header").first();
    await header.waitFor();
    // At its beginning: an open view has actions in the middle.
    if ((await header.getAttribute("aria-expanded")) === "true") await header.click({ position: { x: 30, y: 10 } });
  }

  async rows(): Promise<TreeRow[]> {
    const found = await this.#rows().evaluateAll((rows) =>
      rows.map((row) => {
        const label = row.querySelector(".monaco-icon-label");
        const decorated = [...row.querySelectorAll("[class*='monaco-decoration']")].map(
          (part) => getComputedStyle(part, "::after").content,
        );
        return {
          at: Number(row.getAttribute("data-index")),
          label: row.querySelector(".label-name")?.textContent ?? "",
          description: row.querySelector(".label-description")?.textContent ?? "",
          icon: /codicon-(?!colored)([\w-]+)/.exec(row.querySelector(".custom-view-tree-node-item-icon")?.className ?? "")?.[1] ?? "",
          badge: decorated.find((content) => /^".+"$/.test(content))?.slice(1, -1) ?? "",
          spoken: row.getAttribute("aria-label") ?? label?.getAttribute("aria-label") ?? "",
          level: Number(row.getAttribute("aria-level")),
          expanded: row.hasAttribute("aria-expanded") ? row.getAttribute("aria-expanded") === "true" : null,
          selected: row.getAttribute("aria-selected") === "true",
        };
      }),
    );
    return found.toSorted((left, right) => left.at - right.at).map(({ at: _at, ...row }) => row);
  }

  /** Waits for a row, and until it is as wished; gives what was seen then. */
  async row(name: RowName, wish: (row: TreeRow) => boolean = () => true): Promise<TreeRow> {
    let seen: TreeRow[] = [];
    return until(`a row ${String(name)} in ${this.#name}`, async () => {
      seen = await this.rows();
      return seen.find((row) => fits(name, row.label) && wish(row));
    }).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${JSON.stringify(seen, null, 1)}`, { cause: error });
    });
  }

  /**
   * The moment in which a label with this end is drawn, in milliseconds since 1970 by this machine's clock: more exactly than `row` says it, which
   * looks from time to time.
   */
  async appears(end: string): Promise<number> {
    return this.#pane.evaluate(
      (pane, wanted) =>
        new Promise<number>((resolve) => {
          const look = (): boolean => [...pane.querySelectorAll(".label-name")].some((label) => (label.textContent ?? "").endsWith(wanted));
          const observer = new MutationObserver(() => {
            if (!look()) return;
            observer.disconnect();
            resolve(Date.now());
          });
          observer.observe(pane, { subtree: true, childList: true, characterData: true });
          if (look()) resolve(Date.now());
        }),
      end,
    );
  }

  /** Waits until all rows together are as wished. */
  async become(what: string, wish: (rows: readonly TreeRow[]) => boolean): Promise<TreeRow[]> {
    return until(`${this.#name}: ${what}`, async () => {
      const rows = await this.rows();
      return wish(rows) ? rows : null;
    });
  }

  async click(name: RowName, modifiers: ("ControlOrMeta" | "Shift")[] = []): Promise<void> {
    await this.row(name);
    await this.#line(name).click({ modifiers });
    this.#effort.add({ clicks: 1 });
  }

  /**
   * Clicks a row until it is the selected one. A row that goes to another group in that moment leaves its place to the next: a group that heard the
   * click instead is opened or closed again.
   */
  async select(name: RowName): Promise<void> {
    await until(`${String(name)} is selected`, async () => {
      const before = await this.rows();
      await this.click(name);
      const hit = (): Promise<boolean> => this.rows().then((rows) => rows.some((row) => fits(name, row.label) && row.selected));
      if (await until("the click", hit, MENU_PATIENCE).catch(() => false)) return true;
      for (const { label, expanded } of before)
        if (expanded !== null && (await this.rows()).some((row) => row.label === label && row.expanded !== expanded))
          await this.toggle(label, expanded);
      return false;
    });
  }

  async doubleClick(name: RowName): Promise<void> {
    await this.row(name);
    await this.#line(name).dblclick();
    this.#effort.add({ clicks: 2 });
  }

  /** A key with the rows in focus, such as `End`. */
  async press(key: string): Promise<void> {
    await this.#pane.locator(".customview-tree .monaco-list").first().focus();
    await this.#page.keyboard.press(key);
    this.#effort.add({ keys: 1 });
  }

  /** Waits for the row and opens or closes it. */
  async toggle(name: RowName, expanded: boolean): Promise<void> {
    const row = await this.row(name, ({ expanded }) => expanded !== null);
    if (row.expanded === expanded) return;
    await this.#line(name).locator(".monaco-tl-twistie").click();
    this.#effort.add({ clicks: 1 });
    await this.row(name, (now) => now.expanded === expanded);
  }

  /** What is shown beside the row while the mouse rests on it. One of something else may come late, and stay: it stands elsewhere. */
  async tooltip(name: RowName): Promise<string> {
    await this.row(name);
    return until(`a tooltip of ${String(name)}`, async () => {
      // That of a row nearby goes first; one that has missed the mouse when it left goes when the mouse leaves it.
      const late = await this.#page
        .locator(HOVERS)
        .first()
        .boundingBox({ timeout: 100 })
        .catch(() => null);
      if (late) await this.#page.mouse.move(late.x + late.width / 2, late.y + late.height / 2);
      await this.#page.mouse.move(0, 0);
      if ((await this.#hoverBeside(name)) !== null) return null;
      // At its beginning: the middle of a long label is out of sight, and would be scrolled to.
      await this.#line(name)
        .locator(".label-name")
        .hover({ position: { x: 4, y: 4 } });
      const hover = await until("it is shown", () => this.#hoverBeside(name), 3000).catch(() => null);
      const text = (await hover?.innerText())?.trim();
      return text === "Loading..." ? null : text;
    });
  }

  async #hoverBeside(name: RowName): Promise<Locator | null> {
    const row = await this.#line(name).boundingBox();
    for (const hover of await this.#page.locator(HOVERS).all()) {
      const at = await hover.boundingBox({ timeout: 1000 }).catch(() => null);
      if (at && row && at.y <= row.y + row.height + BESIDE && at.y + at.height >= row.y - BESIDE) return hover;
    }
    return null;
  }

  /**
   * Right click, then the entry of that name; `entry` with `>` goes through a submenu. A row that is drawn anew at that moment hears no click, or
   * another row stands in its place: then the menu is closed again.
   */
  async contextMenu(name: RowName, entry: string): Promise<void> {
    await this.#takeEntry(
      `a menu of ${String(name)}`,
      entry,
      async () => {
        await this.row(name);
        await this.#line(name).click({ button: "right" });
      },
      async () => (await this.#outlined()).some((label) => fits(name, label)),
    );
  }

  /** The menu behind the three dots of the view's title, then the entry of that name. */
  async titleMenu(entry: string): Promise<void> {
    const header = this.#pane.locator(".pane-header").first();
    await this.#takeEntry(`the menu of ${this.#name}`, entry, async () => {
      await header.hover();
      await header.locator(".codicon-toolbar-more").click();
    });
  }

  /** The row that a menu is of has the outline; none, where it went away meanwhile: then nobody knows what the menu is of. */
  async #outlined(): Promise<string[]> {
    return this.#rows().evaluateAll((rows) =>
      rows.filter((row) => row.classList.contains("focused")).map((row) => row.querySelector(".label-name")?.textContent ?? ""),
    );
  }

  /** Opens a menu, once more where it does not come or is not the one that is meant, and takes an entry of it. */
  async #takeEntry(
    what: string,
    entry: string,
    open: () => Promise<void>,
    isMeant: () => Promise<boolean> = async () => true,
  ): Promise<void> {
    const parts = entry.split(">").map((part) => this.#page.locator(".monaco-menu .action-menu-item").filter({ hasText: exactly(part) }));
    const last = parts.at(-1);
    let tries = 0;
    await until(`${what} with ${entry}`, async () => {
      if (tries++ > 0) await this.#page.keyboard.press("Escape");
      await open();
      for (const part of parts.slice(0, -1)) await part.hover({ timeout: MENU_PATIENCE });
      await last?.waitFor({ timeout: MENU_PATIENCE });
      return isMeant();
    });
    // A menu that has just opened takes a click for the end of the one that opened it.
    await until(`the entry ${entry} is taken`, async () => {
      await last?.click({ timeout: 1000 }).catch(() => undefined);
      return (await last?.count()) === 0;
    });
    this.#effort.add({ clicks: 2 });
  }

  /** The entries of a row's context menu; the menu is closed again. */
  async contextMenuEntries(name: RowName): Promise<string[]> {
    await this.row(name);
    await this.#line(name).click({ button: "right" });
    const entries = this.#page.locator(".monaco-menu .action-menu-item .action-label:not(.separator)");
    await entries.first().waitFor();
    const found = await entries.allInnerTexts();
    await this.#page.keyboard.press("Escape");
    return found.map((text) => text.trim());
  }

  /** Clicks an action that stands in a row while the mouse is over it. */
  async inlineAction(name: RowName, action: string): Promise<void> {
    await this.row(name);
    await this.#line(name).hover();
    await this.#line(name).locator(`.actions a.action-label[aria-label^="${action}"]`).click();
    this.#effort.add({ clicks: 1 });
  }

  /** Clicks an action of the view's title. */
  async titleAction(action: string): Promise<void> {
    const header = this.#pane.locator(".pane-header").first();
    await header.hover();
    await header.locator(`a.action-label[aria-label^="${action}"]`).click();
    this.#effort.add({ clicks: 1 });
  }

  /** Takes a row with the mouse and drops it on another. */
  async drag(name: RowName, onto: RowName): Promise<void> {
    await this.row(name);
    await this.row(onto);
    await this.#line(name).dragTo(this.#line(onto));
    this.#effort.add({ clicks: 1 });
  }

  /** What stands in the view instead of rows, empty when there is none of it. */
  async welcome(): Promise<string> {
    return this.#textNow(".welcome-view-content");
  }

  /** Waits until the welcome text has these words. */
  async welcomes(text: string): Promise<string> {
    let seen = "";
    return until(`${this.#name} welcomes with "${text}"`, async () => {
      seen = await this.welcome();
      return seen.includes(text) ? seen : null;
    }).catch((error: unknown) => {
      throw new Error(`${String(error)}\nseen: ${seen}`, { cause: error });
    });
  }

  /** Clicks a button or link of the welcome text. */
  async welcomeAction(label: string): Promise<void> {
    await this.#pane.locator(".welcome-view-content :is(a, .monaco-button)", { hasText: exactly(label) }).click();
    this.#effort.add({ clicks: 1 });
  }

  /** The line above the rows, such as the filter. */
  async message(): Promise<string> {
    return this.#textNow(".message:not(.hide)");
  }

  /** In one look: what goes away between two would be waited for. */
  async #textNow(selector: string): Promise<string> {
    const [text = ""] = await this.#pane
      .locator(selector)
      .evaluateAll((found) => found.filter((part) => part.checkVisibility()).map((part) => (part as HTMLElement).innerText));
    return text.trim();
  }

  #rows(): Locator {
    return this.#pane.locator(".customview-tree .monaco-list-row");
  }

  #line(name: RowName): Locator {
    return this.#rows()
      .filter({ has: this.#page.locator(".label-name", { hasText: typeof name === "string" ? exactly(name) : name }) })
      .first();
  }
}

function fits(name: RowName, label: string): boolean {
  return typeof name === "string" ? label === name : name.test(label);
}
