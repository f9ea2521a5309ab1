import type { FrameLocator, Locator } from "playwright-core";
import { exactly } from "./exactly.ts";
import { until } from "./until.ts";
import type { Workbench } from "./workbench.ts";

/** The form over the file of a connection, opened from its row. */
export class ConnectionForm {
  readonly frame: FrameLocator;

  private constructor(frame: FrameLocator) {
    this.frame = frame;
  }

  static async open(window: Workbench, row: string, file: string): Promise<ConnectionForm> {
    await window.view("Connections").contextMenu(row, "Edit Connection");
    return ConnectionForm.inFront(window, file);
  }

  static async inFront(window: Workbench, file: string): Promise<ConnectionForm> {
    const form = new ConnectionForm(await window.webview(file));
    await form.frame.locator("h1").waitFor();
    return form;
  }

  get share(): Locator {
    return this.frame.getByRole("combobox", { name: "Share", exact: true });
  }

  /** Waits until the preview has a line with these words. */
  async previews(words: string): Promise<void> {
    await this.#reads(".preview", words);
  }

  /** Waits until the state of the contract has these words. */
  async states(words: string): Promise<void> {
    await this.#reads(".banner", words);
  }

  /** Waits until something is said below about the last deed; empty: until nothing is. */
  async says(words: string): Promise<void> {
    if (words === "") await this.frame.locator(".toast").waitFor({ state: "detached" });
    else await this.#reads(".toast", words);
  }

  /** Clicks a button of the state of the contract. */
  async press(button: string): Promise<void> {
    await this.frame.locator(".banner vscode-button", { hasText: exactly(button) }).click();
  }

  /** Saves, with the keys in the form. */
  async save(): Promise<void> {
    await this.frame.locator("h1").press("ControlOrMeta+s");
  }

  /** Types a word into a list, and hands it over. */
  async addWord(list: string, word: string): Promise<void> {
    const group = this.frame.getByRole("group", { name: list, exact: true });
    await group
      .getByRole("combobox", { name: `Add to ${list}` })
      .or(group.getByRole("textbox", { name: `Add to ${list}` }))
      .fill(word);
    await group.getByRole("button", { name: "Add", exact: true }).click();
    await group.getByRole("button", { name: `Remove ${word}`, exact: true }).waitFor();
  }

  async removeWord(list: string, word: string): Promise<void> {
    const remove = this.frame.getByRole("group", { name: list, exact: true }).getByRole("button", { name: `Remove ${word}`, exact: true });
    await remove.click();
    await remove.waitFor({ state: "detached" });
  }

  async #reads(place: string, words: string): Promise<void> {
    let seen = "";
    await until(`"${words}" in ${place}`, async () => {
      seen = (await this.frame.locator(place).innerText({ timeout: 2000 })).replaceAll(/\s+/g, " ");
      return seen.includes(words);
    }).catch((error: unknown) => {
      throw new Error(`${String(error)}\nseen: ${seen}`, { cause: error });
    });
  }

  /** Opens the group of a field among the words of both sides. */
  async group(name: string): Promise<Locator> {
    const group = this.frame.locator(`[data-at=${JSON.stringify(`mapping/${name}`)}]`);
    if (!(await group.evaluate((details) => (details as HTMLDetailsElement).open))) await group.locator("summary").click();
    return group;
  }

  /** Types a row into a table of words, and hands it over. */
  async addRow(path: string, key: string, value: string): Promise<void> {
    const row = this.frame.locator(`[data-new=${JSON.stringify(path)}]`);
    await row.locator("input").first().fill(key);
    await row.locator("input").nth(1).fill(value);
    await row.locator("input").nth(1).press("Enter");
    await this.frame.locator(`[data-at=${JSON.stringify(`${path}/${key}`)}]`).waitFor();
  }

  /** Waits until the new row of a table has this word, and the keys are in the field beside it. */
  async asksFor(path: string, key: string): Promise<Locator> {
    const row = this.frame.locator(`[data-new=${JSON.stringify(path)}]`);
    const beside = row.locator("input").nth(1);
    await until(`the keys beside "${key}"`, async () => {
      const isFocused = await beside.evaluate((input) => input === input.ownerDocument.activeElement, null, { timeout: 2000 });
      return isFocused && (await row.locator("input").first().inputValue()) === key;
    });
    return beside;
  }
}
