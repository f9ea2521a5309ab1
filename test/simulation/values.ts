import { type Value, canonicalValue, isSet } from "../../src/model/value.ts";
import type { SeededRandom } from "./seeded-random.ts";

export const FIELDS = ["title", "status", "body", "labels", "due", "assignee"] as const;
export type FieldName = (typeof FIELDS)[number];

/** What a user types next into a field: from a small domain (so that values revert), or never typed before (so that a value tells its edit). */
export class Values {
  readonly #random: SeededRandom;
  readonly #small: boolean;
  #count = 0;

  constructor(random: SeededRandom, small: boolean) {
    this.#random = random;
    this.#small = small;
  }

  /** Words that were made so far. */
  get count(): number {
    return this.#count;
  }

  /** The next words are none of so many earlier ones. */
  skipTo(count: number): void {
    this.#count = Math.max(this.#count, count);
  }

  /** A word that stands nowhere else; `~` and `;` keep one from being part of another, or of an id. */
  token(kind: string): string {
    return `${kind}~${this.#small ? this.#random.below(3) : ++this.#count};`;
  }

  /** Never in a small domain: comments are told apart by their text. */
  unique(kind: string): string {
    return `${kind}~${++this.#count};`;
  }

  next(field: FieldName, present: Value): Value {
    switch (field) {
      case "title":
        return this.token("title");
      case "status":
        return this.#small ? this.token("status") : `status~${++this.#count};`;
      case "body":
        return this.#nextText(present);
      case "labels":
        return this.#nextSet(present);
      case "due":
        return this.#random.chance(0.1) ? null : day(this.#small ? this.#random.below(3) : ++this.#count);
      case "assignee":
        return this.#random.chance(0.1) ? null : { name: this.token("person"), email: `${this.unique("mail")}@example` };
    }
  }

  #nextText(present: Value): Value {
    const lines = typeof present === "string" ? present.split("\n") : [];
    const line = this.token("line");
    const at = this.#random.below(lines.length + 1);
    const replaced = lines.length > 0 && this.#random.chance(0.5) ? 1 : 0;
    return canonicalValue(lines.toSpliced(at, replaced, line).slice(0, 8).join("\n"));
  }

  #nextSet(present: Value): Value {
    const members = present !== null && isSet(present) ? [...present] : [];
    if (members.length > 0 && this.#random.chance(0.4)) members.splice(this.#random.below(members.length), 1);
    else members.push(this.token("label"));
    return canonicalValue(members);
  }
}

function day(number: number): string {
  return new Date(Date.UTC(2027, 0, 1 + number)).toISOString().slice(0, 10);
}
