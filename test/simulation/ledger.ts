import { type Value, isSet } from "../../src/model/value.ts";
import type { Letter } from "./simulated-project.ts";
import { canonical } from "./tracker-nature.ts";

/** One thing that a user typed: a value, a line of a text, a member of a set. */
export interface Typed {
  readonly who: Letter;
  readonly issue: string;
  readonly field: string;
  /** In the form in which contents are compared. */
  readonly part: Value;
}

export interface OwnComment {
  readonly who: Letter;
  readonly issue: string;
  readonly id: string;
  body: string;
  internal: boolean;
  removed: boolean;
  /** Somebody deleted the issue with it before his eyes. */
  discarded?: boolean;
}

/**
 * What the users did, written down beside the project: what each typed, what he replaced knowingly, what the author of a value had seen.
 * The promises are judged by this, not by what the project says of itself.
 */
export class Ledger {
  readonly typed = new Map<string, Typed>();
  readonly replaced = new Set<string>();
  /** Value -> the values that its author, or the author of one of those, replaced by it. */
  readonly #seen = new Map<string, Set<string>>();
  readonly last = new Map<string, Typed>();
  readonly comments = new Map<string, OwnComment>();
  readonly introduced = new Map<string, Letter>();
  /**
   * Issues that were edited between a write and the record of its outcome, in which the process ended: what was typed there may have seen
   * what the write brought, and nothing can tell. It may show a conflict that is none; nothing may be lost.
   */
  readonly editedUnderWrite = new Set<string>();
  readonly #back = new Set<string>();
  /** Words that must not leave a side: of internal comments, and of issues that their introducer does not share. */
  readonly #secrets = new Map<string, { readonly who: Letter; readonly issue: string; readonly forever: boolean }>();

  /** `from`: what stood before the user's eyes. */
  edit(who: Letter, issue: string, field: string, from: Value, to: Value): void {
    const before = partsOf(from);
    const after = partsOf(to);
    for (const part of before.filter((one) => !after.some((other) => textOf(other) === textOf(one))))
      this.replaced.add(mark(issue, field, part));
    for (const part of after) {
      if (before.some((other) => textOf(other) === textOf(part))) continue;
      const key = mark(issue, field, part);
      this.typed.set(key, { who, issue, field, part });
      this.replaced.delete(key);
      const seen = new Set(before.flatMap((one) => [mark(issue, field, one), ...(this.#seen.get(mark(issue, field, one)) ?? [])]));
      this.#seen.set(key, seen);
      this.last.set(`${issue} ${field}`, { who, issue, field, part });
    }
    if (after.length === 0) this.last.delete(`${issue} ${field}`);
  }

  /** Everything that stands there goes, knowingly; and all that `who` typed himself, wherever it stands. */
  replaceAll(issue: string, fields: Readonly<Record<string, Value>>, who: Letter | null = null): void {
    for (const [key, typed] of this.typed) if (typed.issue === issue && typed.who === who) this.replaced.add(key);
    for (const [field, value] of Object.entries(fields)) for (const part of partsOf(value)) this.replaced.add(mark(issue, field, part));
  }

  hadSeen(issue: string, field: string, author: Value, other: Value): boolean {
    return this.#seen.get(mark(issue, field, canonical(author)))?.has(mark(issue, field, canonical(other))) ?? false;
  }

  keepSecret(who: Letter, issue: string, word: string, forever: boolean): void {
    if (!forever && this.#back.has(issue)) return;
    this.#secrets.set(word.toLowerCase(), { who, issue, forever });
  }

  /** Its introducer forgot the issue: the partner's copy comes back, and is shared as what the partner introduced. */
  comeBack(issue: string): void {
    this.#back.add(issue);
    this.share(issue);
  }

  /** The introducer shares the issue again: what was typed meanwhile may leave. */
  share(issue: string): void {
    for (const [word, secret] of this.#secrets) if (secret.issue === issue && !secret.forever) this.#secrets.delete(word);
  }

  /** The first secret of this side in a message, if any. */
  secretIn(who: Letter, text: string): string | null {
    const found = text.toLowerCase();
    for (const [word, secret] of this.#secrets) if (secret.who === who && found.includes(word)) return word;
    return null;
  }
}

/** A value as one line: for keys and messages. */
export function textOf(value: Value): string {
  return JSON.stringify(value);
}

export function mark(issue: string, field: string, part: Value): string {
  return `${issue} ${field} ${textOf(part)}`;
}

/** What can be kept or lost by itself: lines of a text, members of a set, else the value; of a person what travels. */
export function partsOf(value: Value): readonly Value[] {
  const form = canonical(value);
  if (form === null) return [];
  if (typeof form === "string") return form.split("\n");
  if (typeof form === "object" && isSet(form)) return form;
  return typeof form === "object" ? [{ name: form.name }] : [form];
}
