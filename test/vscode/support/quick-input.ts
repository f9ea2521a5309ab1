import { readdirSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { Locator, Page } from "playwright-core";
import type { EffortCount } from "./effort.ts";
import { exactly } from "./exactly.ts";
import { PATIENCE, until } from "./until.ts";

/** A row in a quick pick. */
export interface Choice {
  readonly label: string;
  readonly description: string;
  /** Second line. */
  readonly detail: string;
  /** null where rows have no boxes. */
  readonly checked: boolean | null;
}

/** So long a busy window may take to do what a key says. Milliseconds. */
const KEY_PATIENCE = 10_000;

/** After so many looks at a box without the focus it is clicked. */
const FOCUS_LOOKS = 20;

/** The box at the top of a window: palette, quick picks, input boxes, and the file dialog of the web. */
export class QuickInput {
  readonly #page: Page;
  readonly #effort: EffortCount;
  readonly #widget: Locator;
  readonly #input: Locator;

  constructor(page: Page, effort: EffortCount) {
    this.#page = page;
    this.#effort = effort;
    this.#widget = page.locator(".quick-input-widget");
    this.#input = this.#widget.locator("input.input");
  }

  /** Waits until it is open and takes what is typed; `text`: a part of its title, prompt or placeholder, to tell it from the one before. */
  async opened(text = "", patience = PATIENCE): Promise<void> {
    await this.openedWith([text], patience);
  }

  /** The same for one of several texts; gives that which it has. A list that is drawn anew at that moment takes the focus: a click takes it back. */
  async openedWith<T extends string>(texts: readonly T[], patience = PATIENCE): Promise<T> {
    let seen = "";
    let looks = 0;
    const { found } = await until(
      `an open quick input with "${texts.join('" or "')}"`,
      async () => {
        if ((await this.#input.count()) === 0) return false;
        const focused = await this.#input.evaluate((input) => input === document.activeElement && input.getClientRects().length > 0);
        seen = await this.prompt();
        const text = texts.find((part) => seen.includes(part));
        if (text === undefined || !(await this.isOpen())) return false;
        if (!focused && ++looks % FOCUS_LOOKS === 0) await this.#input.click({ timeout: 1000 });
        return focused && { found: text };
      },
      patience,
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}\nseen: ${seen}`, { cause: error });
    });
    return found;
  }

  async isOpen(): Promise<boolean> {
    return this.#widget.isVisible();
  }

  /** Title, placeholder and message: what it says about itself. */
  async prompt(): Promise<string> {
    const title = await this.#widget.locator(".quick-input-title").innerText();
    const placeholder = (await this.#input.getAttribute("placeholder")) ?? "";
    const message = (await this.#widget.locator(".quick-input-message").textContent()) ?? "";
    return [title, placeholder, message].map((part) => part.trim()).join("\n");
  }

  async value(): Promise<string> {
    return this.#input.inputValue();
  }

  /** Replaces what stands in the box. */
  async type(text: string): Promise<void> {
    await this.#page.keyboard.press("ControlOrMeta+a");
    if (text === "") await this.#page.keyboard.press("Delete");
    else await this.#page.keyboard.type(text);
  }

  /**
   * The same at once, as it is pasted: for words that lead to what a test is about, such as a command's title. Lists are made anew for each key, which
   * takes a busy window as long as the deed itself.
   */
  async paste(text: string): Promise<void> {
    await until(`"${text}" stands in the box`, async () => {
      await this.#page.keyboard.press("ControlOrMeta+a");
      await this.#page.keyboard.insertText(text);
      return (await this.value()) === text;
    });
  }

  async accept(): Promise<void> {
    await this.#page.keyboard.press("Enter");
  }

  /** Answers an input box: waits for it, types, accepts. */
  async answer(prompt: string, text: string): Promise<void> {
    await until(`"${text}" stands in the box`, async () => {
      await this.opened(prompt);
      await this.type(text);
      return (await this.value()) === text;
    });
    await this.accept();
    this.#effort.add({ prompts: 1, keys: text.length + 1 });
  }

  /** Leaves what stands there, and goes on. */
  async acceptOffered(prompt: string): Promise<void> {
    await this.opened(prompt);
    await this.accept();
    this.#effort.add({ prompts: 1, keys: 1 });
  }

  /** Escape, until it is gone. */
  async dismiss(): Promise<void> {
    await until("the quick input closes", async () => {
      if (!(await this.isOpen())) return true;
      await this.#page.keyboard.press("Escape");
      return !(await this.isOpen());
    });
  }

  async closed(): Promise<void> {
    await this.#widget.waitFor({ state: "hidden" });
  }

  /** The rows that are drawn; a long list draws only what is in sight. */
  async choices(): Promise<Choice[]> {
    return this.#rows().evaluateAll((rows) =>
      rows.map((row) => {
        const line = row.querySelectorAll(".quick-input-list-row");
        const box = row.querySelector("[role=checkbox], input[type=checkbox]");
        const boxed = box !== null && box.getClientRects().length > 0;
        return {
          label: line[0]?.querySelector(".label-name")?.textContent ?? "",
          description: line[0]?.querySelector(".label-description")?.textContent ?? "",
          detail: line[1]?.textContent ?? "",
          checked: boxed ? box.getAttribute("aria-checked") === "true" || (box instanceof HTMLInputElement && box.checked) : null,
        };
      }),
    );
  }

  /**
   * Clicks the row with this label, when it is there. Where rows have boxes that checks or clears it. The mouse comes from the line above: where it
   * rested on a row of the list before, that row's description pops up over it.
   */
  async choose(label: string): Promise<void> {
    const row = this.#row(label);
    await row.waitFor();
    const line = await this.#input.boundingBox();
    if (line !== null) await this.#page.mouse.move(line.x + line.width / 2, line.y + line.height / 2);
    await row.click();
    this.#effort.add({ prompts: 1, clicks: 1 });
  }

  /** Whether a row with this label is drawn. */
  async offers(label: string): Promise<boolean> {
    return this.#row(label).isVisible();
  }

  /** Clicks a button beside the box, in the title or, with `choice`, in a row. */
  async press(name: string, choice?: string): Promise<void> {
    const place = choice === undefined ? this.#widget : this.#row(choice);
    if (choice !== undefined) await place.hover();
    const action = place.locator(`a.action-label[aria-label="${name}"]`);
    await action
      .or(place.locator("a.monaco-button", { hasText: exactly(name) }))
      .first()
      .click();
  }

  /**
   * The file dialog of the web: types the path and accepts it, once more where the first Enter only opens a folder. Enter is about the row that
   * stands out, if there is one, and the dialog chooses that some time after the path was typed. Pressed too early it is about `..`, and then
   * the dialog hears nothing until it has read another folder: so a further try begins at the root.
   */
  async acceptPath(path: string): Promise<void> {
    await until("an open file dialog", () => this.#asksPath());
    await this.opened();
    let tries = 0;
    await until("the file dialog accepts the path", async () => {
      if (tries++ > 0) await this.#typePath("/");
      if (!(await this.#asksPath()) || !(await this.#typePath(path))) return !(await this.#asksPath());
      await this.accept();
      return until("the dialog closes", async () => !(await this.#asksPath()), KEY_PATIENCE).catch(() => false);
    });
    this.#effort.add({ prompts: 1, keys: 3 });
  }

  async #asksPath(): Promise<boolean> {
    return (await this.isOpen()) && /(?:file|folder) path/i.test(await this.prompt());
  }

  /**
   * As a whole, as it is pasted: a busy dialog misses what comes key by key. True as soon as the dialog shows the folder of the path (with a slash
   * at the end: the folder that is meant), and no row stands out but that of the path. False: that has not come, or the dialog closed meanwhile.
   */
  async #typePath(path: string): Promise<boolean> {
    await this.#page.keyboard.press("ControlOrMeta+a");
    await this.#page.keyboard.insertText(path);
    const folder = path.endsWith("/") ? path : dirname(path);
    const shown = async (): Promise<boolean> => {
      if (!(await this.value()).startsWith(path)) return false;
      const names = new Set(["..", ...readdirSync(folder)]);
      const rows = await this.choices();
      return rows.length > 0 && rows.every(({ label }) => names.has(label)) && [null, basename(path)].includes(await this.#active());
    };
    return until("the path and its folder", shown, KEY_PATIENCE).catch(() => false);
  }

  /** The label of the row that stands out. */
  async #active(): Promise<string | null> {
    return this.#rows().evaluateAll(
      (rows) => rows.find((row) => row.classList.contains("focused"))?.querySelector(".label-name")?.textContent ?? null,
    );
  }

  #rows(): Locator {
    return this.#widget.locator(".quick-input-list .monaco-list-row");
  }

  #row(label: string): Locator {
    return this.#rows()
      .filter({ has: this.#page.locator(".quick-input-list-row:first-child .label-name", { hasText: exactly(label) }) })
      .first();
  }
}
