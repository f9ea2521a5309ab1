import type { FrameLocator, Locator } from "playwright-core";
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
    let seen = "";
    await until(`the preview says "${words}"`, async () => {
      seen = await this.frame.locator(".preview").innerText({ timeout: 2000 });
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
}
