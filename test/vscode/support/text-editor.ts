import type { Locator, Page } from "playwright-core";
import type { QuickInput } from "./quick-input.ts";
import { until } from "./until.ts";

/** The text editor that is in front. */
export class TextEditor {
  readonly #page: Page;
  readonly #quick: QuickInput;

  constructor(page: Page, quick: QuickInput) {
    this.#page = page;
    this.#quick = quick;
  }

  /** Opens a file of the workspace by its name or path in it, and puts the cursor into it. */
  async open(file: string): Promise<void> {
    const name = file.split("/").at(-1) ?? file;
    // The index of files lags behind the disk, so the question is asked again.
    await until(`quick open finds ${file}`, async () => {
      await this.#page.keyboard.press("ControlOrMeta+p");
      await this.#quick.opened();
      await this.#quick.paste(file);
      const found = await until(name, () => this.#quick.offers(name), 3000).catch(() => false);
      if (!found) await this.#quick.dismiss();
      return found;
    });
    await this.#quick.choose(name);
    await this.active(name);
  }

  /** Waits until the tab of that title is in front, and its editor has the cursor where it is one. */
  async active(title: string): Promise<void> {
    await this.#page.locator(`.editor-group-container.active .tab.active[aria-label^=${JSON.stringify(title)}]`).waitFor();
  }

  /** Titles of the open tabs; a dot at the end: unsaved. */
  async tabs(): Promise<string[]> {
    return this.#page.locator(".tabs-container .tab").evaluateAll((tabs) =>
      tabs.map((tab) => {
        const parts = [...tab.querySelectorAll(".monaco-icon-name-container, .monaco-icon-suffix-container")];
        return `${parts.map((part) => part.textContent).join("")}${tab.classList.contains("dirty") ? " •" : ""}`;
      }),
    );
  }

  /** Titles of the tabs that come back with a window: issue files and pages of details. */
  async lastingTabs(): Promise<string[]> {
    return (await this.tabs()).flatMap((title) => /^([\w-]+(?:\.md|: sync details))( •)?$/.exec(title)?.[1] ?? []);
  }

  /** Types at the cursor, key by key, with so many milliseconds between two. */
  async type(text: string, delay = 0): Promise<void> {
    await this.#focus();
    await this.#page.keyboard.type(text, { delay });
  }

  /** Types instead of all that is there. */
  async replaceAll(text: string): Promise<void> {
    await this.#focus();
    await this.#page.keyboard.press("ControlOrMeta+a");
    await this.#page.keyboard.type(text);
  }

  /** To the end of the text, for `type`. */
  async toEnd(): Promise<void> {
    await this.press("ControlOrMeta+End");
  }

  /** To the start of line `number`, from 1. */
  async toLine(number: number): Promise<void> {
    await this.press("ControlOrMeta+g");
    await this.#quick.opened();
    await this.#quick.paste(`:${number}`);
    await this.#quick.accept();
    await this.#quick.closed();
  }

  /** Puts a text, as it is pasted, in the place of what stands in line `number`, from 1; it may have several lines. */
  async replaceLine(number: number, text: string): Promise<void> {
    await this.toLine(number);
    await this.press("Shift+End");
    await this.#page.keyboard.insertText(text);
  }

  /** Any key with the cursor in the text. */
  async press(key: string): Promise<void> {
    await this.#focus();
    await this.#page.keyboard.press(key);
  }

  /** Saves and waits until the tab says that it is saved. */
  async save(): Promise<void> {
    await this.#page.keyboard.press("ControlOrMeta+s");
    await until("the file is saved", async () => !(await this.isDirty()));
  }

  async isDirty(): Promise<boolean> {
    return (await this.#page.locator(".editor-group-container.active .tab.active.dirty").count()) > 0;
  }

  async closeTab(): Promise<void> {
    await this.#page.locator(".editor-group-container.active .tab.active .codicon-close, .tab.active .codicon-close-small").first().click();
  }

  /** The lines in sight. What counts is the file; this is for what never reaches it. */
  async text(): Promise<string> {
    return this.#linesOf(this.#view());
  }

  /** The lines in sight of the right side of a comparison. */
  async changedText(): Promise<string> {
    return this.#linesOf(this.#changed());
  }

  /** Puts a text in the place of what stands in a line, from 1, of the right side of a comparison. */
  async replaceChangedLine(number: number, text: string): Promise<void> {
    await this.#changed().locator(".view-lines").click();
    await this.#page.keyboard.press("ControlOrMeta+g");
    await this.#quick.opened();
    await this.#quick.paste(`:${number}`);
    await this.#quick.accept();
    await this.#quick.closed();
    await this.#page.keyboard.press("Home");
    await this.#page.keyboard.press("Shift+End");
    await this.#page.keyboard.insertText(text);
  }

  #changed(): Locator {
    return this.#page.locator(".editor-group-container.active .monaco-diff-editor .editor.modified");
  }

  async #linesOf(view: Locator): Promise<string> {
    return view.locator(".view-lines .view-line").evaluateAll((lines) =>
      lines
        .map((line) => ({
          top: Number.parseFloat((line as HTMLElement).style.top),
          text: (line.textContent ?? "").replaceAll("\u00a0", " "),
        }))
        .sort((left, right) => left.top - right.top)
        .map(({ text }) => text)
        .join("\n"),
    );
  }

  async #focus(): Promise<void> {
    const view = this.#view();
    await view.waitFor();
    const focused = await view.evaluate((editor) => editor.contains(document.activeElement));
    if (!focused) await view.locator(".view-lines").click();
  }

  #view(): Locator {
    return this.#page.locator(".editor-group-container.active .editor-instance .monaco-editor").first();
  }
}
