import type { FromForm, ToForm } from "../view/form-messages.ts";
import type { FormDeed } from "../view/form-model.ts";

/** What VS Code gives a webview. */
declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
};

/** What survives that the page is hidden: what is typed and not in the file, and which parts are open. */
interface Kept {
  readonly share?: string | null;
  readonly open?: readonly string[];
}

/** What is typed and not in the text yet, by the control; the channel to the extension; what is open. */
export class FormHost {
  readonly #api = acquireVsCodeApi();
  readonly #drafts = new Map<string, string>();
  /** Handed over: kept until it is known to be in the text. */
  readonly #sent = new Set<string>();
  readonly open: Set<string>;
  #share: string | null;
  #waiting = 0;

  constructor(onMessage: (message: ToForm) => void) {
    const kept = (this.#api.getState() ?? {}) as Kept;
    this.open = new Set(kept.open ?? []);
    this.#share = kept.share ?? null;
    window.addEventListener("message", (event: MessageEvent<ToForm>) => {
      if (event.data.kind === "done") this.#done(event.data.told === null);
      onMessage(event.data);
    });
  }

  /** Edits are on their way into the text: entries of lists may have moved. */
  get waits(): boolean {
    return this.#waiting > 0;
  }

  tell(message: FromForm): void {
    this.#api.postMessage(message);
  }

  /** `from`: the controls whose drafts are handed over. */
  act(deed: FormDeed, ...from: readonly string[]): void {
    for (const key of from) this.#sent.add(key);
    if (["set", "remove", "rename", "add"].includes(deed.do)) this.#waiting++;
    this.tell({ kind: "act", deed });
  }

  draft(key: string): string | undefined {
    return this.#drafts.get(key);
  }

  setDraft(key: string, text: string | null): void {
    this.#sent.delete(key);
    if (text === null) this.#drafts.delete(key);
    else this.#drafts.set(key, text);
  }

  get share(): string | null {
    return this.#share;
  }

  set share(text: string | null) {
    this.#share = text;
    this.keep();
  }

  keep(): void {
    this.#api.setState({ share: this.#share, open: [...this.open] } satisfies Kept);
  }

  /** What was not taken stays where a new row is typed; a changed control shows what the text says. */
  #done(taken: boolean): void {
    this.#waiting = Math.max(0, this.#waiting - 1);
    for (const key of this.#sent) if (taken || !key.startsWith("new:")) this.#drafts.delete(key);
    this.#sent.clear();
  }
}
