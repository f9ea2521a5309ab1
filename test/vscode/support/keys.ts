import { exactly } from "./exactly.ts";
import { until } from "./until.ts";
import type { Workbench } from "./workbench.ts";

/** So many keys nobody presses to get somewhere. */
const MOST = 60;

/** Whoever sees nothing move for so long presses once more. Milliseconds. */
const NO_MOVE = 15_000;

/** Does in a window what can be done without a mouse; the page is only read. */
export class Keys {
  readonly #window: Workbench;

  constructor(window: Workbench) {
    this.#window = window;
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.#window.page.keyboard.press(key);
  }

  /** Runs a command by the keys of the palette. */
  async command(title: string): Promise<void> {
    const { quick } = this.#window;
    await until(`the palette offers ${title}`, async () => {
      await this.press("F1");
      await quick.opened("Type the name of a command");
      await quick.type(`>${title}`);
      const found = await until(title, async () => (await quick.choices())[0]?.label === title, 3000).catch(() => false);
      if (found) await this.press("Enter");
      else await quick.dismiss();
      return found;
    });
  }

  /** What a screen reader says of the element that has the keys; empty: nothing has them. */
  async focused(): Promise<string> {
    return this.#window.page.evaluate(() => {
      const active = document.activeElement;
      if (active === null || active === document.body) return "";
      const row = active.getAttribute("aria-activedescendant");
      const element = (row === null ? null : document.getElementById(row)) ?? active;
      return (element.getAttribute("aria-label") ?? element.textContent ?? "").trim();
    });
  }

  /** Whether what is typed goes into the text of an editor. */
  async inEditor(): Promise<boolean> {
    return this.#window.page.evaluate(() => (document.activeElement?.closest(".editor-group-container .monaco-editor") ?? null) !== null);
  }

  /** Waits until what has the keys is called so: what closes gives them back a little later. */
  async at(name: RegExp): Promise<void> {
    let seen = "";
    await until(`the keys at ${String(name)}`, async () => name.test((seen = await this.focused()))).catch((error: unknown) => {
      throw new Error(`${String(error)}\nthey are at: ${seen}`, { cause: error });
    });
  }

  /**
   * Presses the key until that is called so, each time when the key before has been taken: a busy window takes it late. At the last row of a tree,
   * from which no key leads on, waits for what may still come below it.
   */
  async to(name: RegExp, key = "ArrowDown"): Promise<void> {
    const met: string[] = [];
    for (let presses = 0; presses < MOST; presses++) {
      if (key === "ArrowDown")
        await until(
          `${String(name)}, or a row below the last`,
          async () => name.test(await this.focused()) || !(await this.#isAtEnd()),
        ).catch((error: unknown) => this.#notReached(name, key, met, error));
      const here = await this.focused();
      if (name.test(here)) return;
      met.push(here);
      const place = await this.#window.page.evaluateHandle(() => ({
        active: document.activeElement,
        row: document.activeElement?.getAttribute("aria-activedescendant"),
      }));
      const elsewhere = (): Promise<boolean> =>
        place.evaluate(
          ({ active, row }) => document.activeElement !== active || document.activeElement?.getAttribute("aria-activedescendant") !== row,
        );
      await this.press(key);
      if (!(await until("the keys are elsewhere", elsewhere, NO_MOVE).catch(() => false))) {
        await this.press(key);
        await until("the keys are elsewhere", elsewhere).catch((error: unknown) => this.#notReached(name, key, met, error));
      }
      await place.dispose();
    }
    this.#notReached(name, key, met);
  }

  #notReached(name: RegExp, key: string, met: readonly string[], cause?: unknown): never {
    throw new Error(`${String(name)} is not reached by ${key}: ${JSON.stringify(met)}`, { cause });
  }

  /** A list that asks goes on at its top. */
  async #isAtEnd(): Promise<boolean> {
    return this.#window.page.evaluate(() => {
      const active = document.activeElement;
      const row = document.getElementById(active?.getAttribute("aria-activedescendant") ?? "");
      return active?.closest(".quick-input-widget") === null && row?.getAttribute("data-last-element") === "true";
    });
  }

  async #isAtFirst(): Promise<boolean> {
    return this.#window.page.evaluate(() => {
      const row = document.getElementById(document.activeElement?.getAttribute("aria-activedescendant") ?? "");
      return row?.getAttribute("data-index") === "0";
    });
  }

  async #isIn(view: string): Promise<boolean> {
    return this.#window.page.evaluate((title) => {
      const pane = document.activeElement?.closest(".customview-tree")?.closest(".pane");
      return pane?.querySelector(".pane-header")?.getAttribute("aria-label")?.startsWith(title) === true;
    }, view);
  }

  /** To a row of a view, which must be there; `top`: its first. */
  async toRow(view: "Issues" | "Connections", top: string | RegExp, name: RegExp): Promise<void> {
    await this.command(`Issue Ferry: Focus on ${view} View`);
    await this.#window.view(view).row(top);
    // A view that has just come takes the keys with its text, before its rows are there.
    await this.command(`Issue Ferry: Focus on ${view} View`);
    // Before the palette is gone and the view has the keys, they belong to what had them before.
    await this.#window.quick.closed();
    await until(`${view} has the keys`, () => this.#isIn(view));
    await this.press("Home");
    await until(`the keys at the first row of ${view}`, async () => (await this.#isIn(view)) && this.#isAtFirst());
    await this.to(name);
  }

  /** The entry of the menu of what has the keys. */
  async menu(entry: string): Promise<void> {
    await this.press("Shift+F10");
    await this.#window.page.locator(".monaco-menu .action-menu-item").first().waitFor();
    await this.to(new RegExp(`^${entry.replaceAll(".", "\\.")}`));
    await this.press("Enter");
  }

  /** Answers an input box. */
  async answer(prompt: string, text: string): Promise<void> {
    await this.#window.quick.answer(prompt, text);
  }

  /** Takes a row of the list that asks this. */
  async choose(prompt: string, label: string): Promise<void> {
    const { quick } = this.#window;
    await quick.opened(prompt);
    await until(`${label} is offered`, async () => (await quick.choices()).some((choice) => choice.label === label));
    await this.to(new RegExp(`^${label.replaceAll(/[.()]/g, "\\$&")}`));
    await this.press("Enter");
  }

  /** The first button of the notification with these words. */
  async accept(words: string): Promise<void> {
    await this.#window.messages.notification(words);
    await this.command("Notifications: Accept Notification Primary Action");
  }

  /** The button of that name in the notification with these words. */
  async answerNotification(words: string, button: string): Promise<void> {
    await this.#window.messages.notification(words);
    await this.command("Notifications: Focus Notification Toast");
    await this.to(exactly(button), "Tab");
    await this.press("Enter");
  }

  /** A button of the dialog with these words. */
  async decide(words: string, button: string): Promise<void> {
    await this.#window.messages.dialog(words);
    await this.to(exactly(button), "Tab");
    await this.press("Enter");
    await this.#window.page.locator(".monaco-dialog-box").waitFor({ state: "detached" });
  }
}
