import type { Tone } from "./cell.ts";

/** What stands in a settings file. */
export type FormValue = string | number | boolean | null | readonly FormValue[] | { readonly [key: string]: FormValue };
export type FormPath = readonly (string | number)[];

/** What the page can ask the editor to run on its connection, by the names of the commands after `issueFerry.`. */
export const FORM_COMMANDS = ["publishConfiguration", "reviewUpdate", "acceptUpdate", "declineUpdate", "compareSafetyNumber"] as const;
export type FormCommand = (typeof FORM_COMMANDS)[number];

/** What a person can ask for on the page. The first four change the text of the file, nothing else. */
export type FormDeed =
  | { readonly do: "set"; readonly path: FormPath; readonly value: FormValue }
  | { readonly do: "remove"; readonly path: FormPath }
  | { readonly do: "rename"; readonly path: FormPath; readonly to: string }
  /** A row of a table that is not there yet. */
  | { readonly do: "add"; readonly path: FormPath; readonly key: string; readonly value: FormValue }
  /** Looks what this share filter would do; null: what the file says counts again. */
  | { readonly do: "try"; readonly share: string | null }
  | { readonly do: "save" }
  | { readonly do: "text"; readonly line: number | null }
  | { readonly do: "run"; readonly command: FormCommand };

export interface FormButton {
  readonly label: string;
  readonly spoken?: string;
  readonly primary?: true;
  readonly deed: FormDeed;
}

/** What is wrong with a control, or what to know about it. */
export interface Said {
  readonly tone: Tone;
  readonly text: string;
}

interface Labelled {
  /** Names it on the page: its path. */
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly said: readonly Said[];
}

/** How a typed text becomes a value of the file. */
export type Typed = "text" | "number" | "boolean" | "list";

export interface Choice {
  readonly label: string;
  /** What is written for it; null: the key goes. */
  readonly value: FormValue;
}

export type Control =
  | (Labelled & {
      readonly kind: "text";
      readonly path: FormPath;
      readonly value: string;
      readonly typed: Typed;
      /** Left empty, the key goes. */
      readonly mayGo?: true;
      /** Stands in the empty control. */
      readonly empty?: string;
      /** What may be typed, among other things. */
      readonly offers: readonly string[];
    })
  | (Labelled & { readonly kind: "choice"; readonly path: FormPath; readonly chosen: number; readonly choices: readonly Choice[] })
  | (Labelled & { readonly kind: "check"; readonly path: FormPath; readonly value: boolean })
  /** Several words; the last of a list that `mayGo` takes the key with it. */
  | (Labelled & {
      readonly kind: "words";
      readonly path: FormPath;
      readonly words: readonly string[];
      readonly mayGo?: true;
      readonly empty?: string;
      readonly offers: readonly string[];
    });

/** A table of words on two sides: the key, and what it becomes. */
export interface WordTable extends Labelled {
  readonly kind: "table";
  readonly path: FormPath;
  readonly columns: readonly [string, string];
  readonly rows: readonly WordRow[];
  /** Rows that stand in the text only. */
  readonly more: number;
  readonly offers: readonly [readonly string[], readonly string[]];
  /** Keys cannot be changed, only what stands behind them. */
  readonly values: Typed | Readonly<Record<string, Typed>>;
}

export interface WordRow {
  readonly id: string;
  readonly key: string;
  readonly value: string;
  readonly said: readonly Said[];
}

/** Text that is only read. */
export interface Lines {
  readonly kind: "lines";
  readonly id: string;
  readonly label: string;
  readonly lines: readonly string[];
}

/** What belongs together and can be folded away. */
export interface Group {
  readonly kind: "group";
  readonly id: string;
  readonly label: string;
  readonly summary: string;
  readonly said: readonly Said[];
  readonly blocks: readonly Block[];
  readonly buttons: readonly FormButton[];
}

/** A name is typed, and something is added under it. `value`: what is written, with the name at `name`, and behind `path`. */
export interface Adder {
  readonly kind: "adder";
  readonly id: string;
  readonly label: string;
  readonly button: string;
  readonly offers: readonly string[];
  readonly path: FormPath;
  /** The key that the typed name gets in `value`; null: the name is the key, and `value` stands behind it. */
  readonly name: string | null;
  readonly value: FormValue;
}

export type Block = Control | WordTable | Lines | Group | Adder;

export interface FormSection {
  readonly id: string;
  readonly heading: string;
  readonly intro: string;
  readonly blocks: readonly Block[];
}

/** A sentence of what the settings would do. */
export interface PreviewLine {
  readonly tone: Tone;
  readonly text: string;
  /** The part of the page where it is mended, and what is typed there. */
  readonly mend?: { readonly label: string; readonly at: string; readonly key: string };
}

export interface SharePart {
  /** What the file says. */
  readonly share: string;
  /** What `preview` is about: the file, or a filter that is only thought of. */
  readonly tried: string | null;
  /** The filter that is tried is none. */
  readonly fault: string | null;
  readonly preview: readonly PreviewLine[];
  /** The issues are being looked at. */
  readonly counting: boolean;
  readonly said: readonly Said[];
  readonly offers: readonly string[];
}

export interface FormPage {
  readonly kind: "form";
  readonly title: string;
  readonly facts: readonly string[];
  readonly state: { readonly tone: Tone; readonly text: string; readonly more: readonly string[]; readonly buttons: readonly FormButton[] };
  /** What stops the exchange or should be looked at, with the part of the page where it is mended; null: only the text shows it. */
  readonly mend: readonly { readonly tone: Tone; readonly text: string; readonly at: string | null; readonly line: number }[];
  readonly share: SharePart;
  readonly sections: readonly FormSection[];
}

/** Instead of a form: why there is none. */
export interface NoForm {
  readonly kind: "none";
  readonly title: string;
  readonly sentence: string;
  readonly faults: readonly { readonly text: string; readonly line: number }[];
}

export type AnyForm = FormPage | NoForm;

/** The id of what stands at a path. */
export function idOf(path: FormPath): string {
  return path.join("/");
}
