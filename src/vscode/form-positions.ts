import type { FormDeed } from "../view/form-model.ts";

export type FormEdit = Extract<FormDeed, { readonly do: "set" | "remove" | "rename" | "add" }>;

/**
 * Entries of lists are named by their positions on the page: which states of the text have them where they are now. A page says of which state it is;
 * what was meant for an entry that may be another by now is not carried out.
 */
export class FormPositions {
  /** A page that a former window kept is older than all of this one. */
  readonly #begin: number;
  #version: number;
  /** Since this version every entry is where it is now. */
  #since: number;

  constructor(version: number, now: number) {
    this.#begin = now;
    this.#version = version;
    this.#since = version;
  }

  /** What a page of this version of the text is told to be of. */
  stateOf(version: number): number {
    return this.#begin + version;
  }

  /** The text is at this version, by whatever changed it. */
  seen(version: number): void {
    if (version !== this.#version) this.#since = version;
    this.#version = version;
  }

  /** The text came to this version by an edit of the page. */
  edited(version: number, edit: FormEdit): void {
    if (version !== this.#version + 1 || moves(edit)) this.#since = version;
    this.#version = version;
  }

  /** Whether an edit means now what it meant on the page of that state. */
  holds(edit: FormEdit, state: number): boolean {
    return !edit.path.some((part) => typeof part === "number") || state >= this.stateOf(this.#since);
  }
}

function moves(edit: FormEdit): boolean {
  if (edit.do === "remove" || typeof edit.path.at(-1) === "number") return true;
  return edit.do === "set" && typeof edit.value === "object";
}
