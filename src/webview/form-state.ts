import type { FromForm, ToForm } from "../view/form-messages.ts";
import type { FormDeed, FormPath } from "../view/form-model.ts";

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
  readonly drafts?: readonly (readonly [string, Draft])[];
}

/** `state`: of the page that it was begun on. `refused`: it was handed over and not taken; the next key begins it anew, on the page of then. */
interface Draft {
  readonly text: string;
  readonly state: number;
  readonly refused?: true;
}

/** An edit on its way into the text, and the drafts in it. */
interface Sent {
  readonly deed: string;
  readonly state: number;
  readonly drafts: ReadonlyMap<string, string | undefined>;
}

/** The key of the filter that is typed, beside those of the drafts. */
export const SHARE = "share";

/** What is typed and not in the text yet, by the control; the channel to the extension; what is open. */
export class FormHost {
  readonly #api = acquireVsCodeApi();
  readonly #drafts: Map<string, Draft>;
  /** By their numbers: what is handed over is kept until it is known to be in the text. */
  readonly #sent = new Map<number, Sent>();
  #number = 0;
  /** Of the text that the page is of. */
  #state = 0;
  readonly open: Set<string>;
  #share: string | null;

  constructor(onMessage: (message: ToForm) => void) {
    const kept = (this.#api.getState() ?? {}) as Kept;
    this.open = new Set(kept.open ?? []);
    this.#share = kept.share ?? null;
    this.#drafts = new Map(kept.drafts ?? []);
    window.addEventListener("message", (event: MessageEvent<ToForm>) => {
      if (event.data.kind === "done") this.#done(event.data.number, event.data.told === null);
      else if (event.data.kind === "page") this.#state = event.data.state;
      onMessage(event.data);
    });
  }

  tell(message: FromForm): void {
    this.#api.postMessage(message);
  }

  /** `from`: the controls whose drafts are handed over. */
  act(deed: FormDeed, ...from: readonly string[]): void {
    const states = from.map((key) => this.#drafts.get(key)?.state ?? this.#state);
    this.#send(deed, isInEntry(deed) ? Math.min(this.#state, ...states) : this.#state, from);
  }

  #send(deed: FormDeed, state: number, from: readonly string[]): void {
    const number = ++this.#number;
    if (isEdit(deed)) {
      this.#sent.set(number, { deed: JSON.stringify(deed), state, drafts: new Map(from.map((key) => [key, this.#textOf(key)])) });
      this.keep();
    }
    this.tell({ kind: "act", deed, number, state });
  }

  /** Of a control that shows what the file says wherever its draft is not taken. */
  actOver(deed: FormDeed, key: string): void {
    const state = this.#drafts.get(key)?.state ?? this.#state;
    this.#drafts.delete(key);
    this.#send(deed, isInEntry(deed) ? state : this.#state, []);
  }

  /** A second click is none. */
  actOnce(deed: FormDeed, ...from: readonly string[]): void {
    const text = JSON.stringify(deed);
    if (![...this.#sent.values()].some((sent) => sent.deed === text)) this.act(deed, ...from);
  }

  draft(key: string): string | undefined {
    return this.#drafts.get(key)?.text;
  }

  setDraft(key: string, text: string | null): void {
    if (text === null) this.#drafts.delete(key);
    else {
      const before = this.#drafts.get(key);
      this.#drafts.set(key, { text, state: before && !before.refused ? before.state : this.#state });
    }
    this.keep();
  }

  get share(): string | null {
    return this.#share;
  }

  set share(text: string | null) {
    this.#share = text;
    this.keep();
  }

  keep(): void {
    const onTheWay = new Set([...this.#sent.values()].flatMap(({ drafts }) => [...drafts.keys()]));
    const drafts = [...this.#drafts].filter(([key]) => !onTheWay.has(key));
    this.#api.setState({ share: this.#share, open: [...this.open], drafts } satisfies Kept);
  }

  #textOf(key: string): string | undefined {
    return key === SHARE ? (this.#share ?? undefined) : this.draft(key);
  }

  /** What was not taken stays as it was typed, and means what it meant: saving hands it over once more. So does what was typed meanwhile. */
  #done(number: number, taken: boolean): void {
    const sent = this.#sent.get(number);
    this.#sent.delete(number);
    for (const [key, text] of sent?.drafts ?? []) {
      if (key === SHARE) {
        if (!taken && this.#share !== null) this.act({ do: "try", share: this.#share.trim() });
        else if (taken && this.#share === text) this.#share = null;
      } else if (taken && this.draft(key) === text) this.#drafts.delete(key);
      else if (!taken && sent && text !== undefined) {
        const now = this.#drafts.get(key);
        this.#drafts.set(key, now && now.text !== text ? now : { text, state: now?.state ?? sent.state, refused: true });
      }
    }
    this.keep();
  }
}

type Edit = Extract<FormDeed, { readonly path: FormPath }>;

function isEdit(deed: FormDeed): deed is Edit {
  return deed.do === "set" || deed.do === "remove" || deed.do === "rename" || deed.do === "add";
}

/** About what stands in an entry of a list, and not the entry itself. */
function isInEntry(deed: FormDeed): boolean {
  return isEdit(deed) && deed.path.slice(0, -1).some((part) => typeof part === "number");
}
