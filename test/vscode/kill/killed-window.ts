import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Hit, type Step, hitOf } from "../../support/kill/steps.ts";
import { type Side, issueFiles, typeLine } from "../support/two-sides.ts";
import { until } from "../support/until.ts";
import type { Workbench } from "../support/workbench.ts";

/** Between two looks at the log of steps, in milliseconds: a step may be over in a few. */
const LOOK_MS = 1;
/** A step that does not come is waited for so long, in milliseconds. */
const STEP_PATIENCE_MS = 6000;

/** What VS Code offers when it does not start an extension host again by itself: in a notification, and in a dialog. */
const AGAIN = ["Restart Remote Extension Host", "Restart Extension Host", "Reload Window"];

/** One window whose extension host is killed again and again, and what is typed in it meanwhile. */
export class KilledWindow {
  readonly name: string;
  readonly side: Side;
  readonly window: Workbench;
  /** The mark of the issue that is open in the editor; nobody else touches it. */
  readonly mark: string;
  /** Hosts that ended though nobody killed them. */
  readonly crashes: string[] = [];
  #host = 0;
  #log: string;
  #key = "";
  #body: string;

  constructor(name: string, side: Side, window: Workbench) {
    this.name = name;
    this.side = side;
    this.window = window;
    this.mark = `${name}-typed`;
    this.#log = stepsLog(side);
    this.#body = `mark ${this.mark}`;
  }

  /** The window shows its rows, and its own issue stands in the editor. */
  async ready(): Promise<void> {
    this.#host = await this.#newHost();
    this.#key = await until(
      `${this.mark} has a key`,
      () =>
        [...issueFiles(this.side)].find(
          ([name, text]) => text.includes(this.#body) && text.includes("\nid: ") && /^[A-Z]+-\d+$/.test(name),
        )?.[0],
    );
    await this.window.editor.open(`${this.#key}.md`);
  }

  /** Types another body into the open issue; it stands in the window alone. */
  async type(text: string): Promise<void> {
    await typeLine(this.window, this.#file(), this.#body, text);
    await until(`${this.#key} is unsaved`, () => this.window.editor.isDirty());
  }

  /** Asks for what was typed to be saved. While the host is away the editor waits with that until it is back. */
  async askToSave(): Promise<void> {
    await this.window.page.keyboard.press("ControlOrMeta+s");
  }

  /** Saves what was typed. */
  async save(text: string): Promise<void> {
    await this.window.editor.save();
    await until(`${text} is in the file`, () => readFileSync(this.#file(), "utf8").includes(`\n${text}\n`));
    this.#body = text;
  }

  /** Kills its extension host: after so many milliseconds, or just when it has begun or ended a step of that kind. */
  async kill(when: number | Step): Promise<Hit> {
    if (typeof when === "number") await new Promise((resolve) => setTimeout(resolve, when));
    else await this.#step(when);
    const killedAt = Date.now();
    try {
      process.kill(this.#host, "SIGKILL");
    } catch {
      this.crashes.push(`${this.name}: the extension host ended by itself`);
    }
    return hitOf(read(this.#log), this.#host, killedAt);
  }

  /** Waits until VS Code has started another host, and says yes where it asks for that. Gives what it wanted to hear. */
  async back(): Promise<string | null> {
    let asked: string | null = null;
    const before = this.#host;
    this.#host = await until(`${this.name}: an extension host again`, async () => {
      const found = this.side.server.extensionHosts().find((pid) => pid !== before);
      if (found !== undefined) return found;
      asked = (await this.#sayYes()) ?? asked;
      return null;
    });
    return asked;
  }

  /** Waits until the new host does what the extension does: its first step of all. */
  async working(): Promise<void> {
    await until(`${this.name}: the extension works again`, () => read(this.#log).includes(` ${this.#host} end store commit`));
  }

  /** What the window shows otherwise than the files; it may be a moment behind them. */
  async differs(): Promise<string[]> {
    const rows = (await this.window.view("Issues").rows()).flatMap(
      ({ label }) => /^(?<key>[A-Z]+-\d+)\s+(?<title>.*)$/.exec(label)?.slice(1).join(" ") ?? [],
    );
    const files = [...issueFiles(this.side)].map(([key, text]) => `${key} ${/^# (.*)$/m.exec(text)?.[1] ?? ""}`);
    const shown = (await this.window.editor.text()).split("\n");
    const saved = readFileSync(this.#file(), "utf8").split("\n");
    return [
      ...files.filter((file) => !rows.includes(file)).map((file) => `${this.name}: no row says "${file}"`),
      ...rows.filter((row, at) => !files.includes(row) || rows.indexOf(row) !== at).map((row) => `${this.name}: a row says "${row}"`),
      ...(shown.every((line, at) => line === (saved[at] ?? ""))
        ? []
        : [`${this.name}: the editor shows another text than ${this.#key}.md`]),
    ];
  }

  #file(): string {
    return join(this.side.machine.workspace, "issues", `${this.#key}.md`);
  }

  async #newHost(): Promise<number> {
    return until(`${this.name}: one extension host`, () => this.side.server.extensionHosts()[0]);
  }

  async #step(step: Step): Promise<void> {
    const from = statSync(this.#log, { throwIfNoEntry: false })?.size ?? 0;
    const mine = new RegExp(`^\\d+ ${this.#host} (?:begin|end) ${step}$`, "m");
    for (const end = Date.now() + STEP_PATIENCE_MS; Date.now() < end && !mine.test(read(this.#log).slice(from));)
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }

  async #sayYes(): Promise<string | null> {
    for (const name of AGAIN) {
      const button = this.window.page
        .locator(".notifications-toasts .monaco-text-button, .monaco-dialog-box .monaco-button", { hasText: name })
        .first();
      if (!(await button.isVisible())) continue;
      await button.click({ timeout: 2000 });
      if (name === "Reload Window") {
        await this.window.ready();
        await this.window.activity("Issue Ferry");
      }
      return name;
    }
    return null;
  }
}

/** Where the side's processes write down their steps; see `test/support/kill/step-recorder.mjs`. */
export function stepsLog(side: Pick<Side, "machine">): string {
  return join(side.machine.home, "steps.log");
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
