import type { FrameLocator, Locator } from "playwright-core";
import { exactly } from "./exactly.ts";
import { until } from "./until.ts";
import type { Workbench } from "./workbench.ts";

/** The page "Sync details" of one issue, opened from its row. */
export class DetailsPage {
  readonly #frame: FrameLocator;

  private constructor(frame: FrameLocator) {
    this.#frame = frame;
  }

  static async open(window: Workbench, key: string): Promise<DetailsPage> {
    await window.view("Issues").contextMenu(new RegExp(`^${key}\\b`), "Show Sync Details");
    return new DetailsPage(await window.webview(titleOf(key)));
  }

  /** The same after its window was gone: the tab is there again, and is brought to the front. */
  static async again(window: Workbench, key: string): Promise<DetailsPage> {
    const title = titleOf(key);
    await until(`a tab ${title}`, async () => (await window.editor.tabs()).includes(title));
    await window.page.locator(".tabs-container .tab", { hasText: title }).click();
    return new DetailsPage(await window.webview(title));
  }

  /** Waits until the page is headed so. */
  async titled(words: string): Promise<void> {
    await this.#reads(this.#frame.locator("h1"), "the heading", words);
  }

  /** Waits until the sentence at the top has these words; gives it whole. */
  async says(words: string): Promise<string> {
    return this.#reads(this.#frame.locator(".banner p"), "the top of the page", words);
  }

  /** Clicks a button at the top. */
  async press(button: string): Promise<void> {
    await this.#frame.locator(".banner vscode-button", { hasText: exactly(button) }).click();
  }

  /** Waits until the row of a field has these words; gives it whole. */
  async row(field: string, words: string): Promise<string> {
    return this.#reads(this.#row(field), `the row ${field}`, words);
  }

  /** Clicks what looks like a link in the row of a field. */
  async pressInRow(field: string, button: string): Promise<void> {
    await this.#row(field)
      .locator("button", { hasText: exactly(button) })
      .click();
  }

  /** Waits for what is said about the last deed, and takes it back. */
  async undo(words: string): Promise<void> {
    const toast = this.#frame.locator(".toast", { hasText: words });
    await toast.locator("button", { hasText: exactly("Undo") }).click();
  }

  #row(field: string): Locator {
    return this.#frame.locator("tr.row", { has: this.#frame.locator("th", { hasText: exactly(field) }) });
  }

  async #reads(place: Locator, what: string, words: string): Promise<string> {
    let seen = "";
    return until(`"${words}" in ${what}`, async () => {
      seen = (await place.innerText({ timeout: 2000 })).replaceAll(/\s+/g, " ").trim();
      return seen.includes(words) ? seen : null;
    }).catch((error: unknown) => {
      throw new Error(`${String(error)}\nseen: ${seen}`, { cause: error });
    });
  }
}

function titleOf(key: string): string {
  return `${key}: sync details`;
}
