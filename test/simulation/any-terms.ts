import type { ContractField, ContractTerms } from "../../src/model/contract.ts";
import type { Transition } from "../../src/model/workflow.ts";
import { type FieldKind, type Value, canonicalValue, isSet } from "../../src/model/value.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** Every field that a tracker here has: the usual ones, and a project's own of each kind. */
const ALL_FIELDS: Readonly<Record<string, FieldKind>> = {
  title: "scalar",
  body: "text",
  type: "option",
  status: "option",
  labels: "set",
  assignee: "person",
  due: "date",
  "x-team": "option",
  "x-note": "text",
  "x-sites": "set",
  "x-owner": "person",
  "x-cost": "number",
  "x-urgent": "boolean",
  "x-seen": "date",
};
export const FIELD_NAMES = Object.keys(ALL_FIELDS);

const STATUSES = ["New", "Open", "Review", "Done", "Shut"] as const;
const TEAMS = ["north", "south", "east"] as const;

/** A contract such as anybody may write: any of the fields, each in any direction, some with lists or steps, any rule for comments and deletions. */
export function anyTerms(random: SeededRandom): ContractTerms {
  const fields = FIELD_NAMES.filter((name) => name === "title" || random.chance(0.8)).map((name): ContractField => {
    const drawn = random.next();
    const listed = name === "x-team" && random.chance(0.3);
    const steps = name === "status" && random.chance(0.4);
    return {
      name,
      kind: ALL_FIELDS[name] ?? "scalar",
      // A new issue needs its title, whoever introduces it.
      direction: name === "title" || drawn < 0.7 ? "both" : drawn < 0.85 ? "to-secondary" : "to-primary",
      policy: random.chance(0.5) ? "primary" : "secondary",
      ...(listed && { values: ["north", "south"] }),
      ...(steps && { workflow: anySteps(random) }),
    };
  });
  return {
    types: ["bug", "task"],
    fields,
    comments: random.pick(["all", "public", "none"] as const),
    deletes: random.chance(0.7) ? "propagate" : "keep",
    attachments: "none",
    links: "none",
  };
}

/** A ring, so that most values lead to most, with a way that is missing now and then. */
function anySteps(random: SeededRandom): readonly Transition[] {
  return STATUSES.filter(() => random.chance(0.9)).map((from) => {
    const next = STATUSES[(STATUSES.indexOf(from) + 1) % STATUSES.length] ?? from;
    const other = random.pick(STATUSES);
    return { from, to: [next, ...(other === next ? [] : [other])] };
  });
}

/** What users type; `~` and `;` keep a word from being part of another. Each is typed once, but for what a list or a boolean has. */
export class AnyValues {
  readonly #random: SeededRandom;
  #count = 0;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  word(kind: string): string {
    return `${kind}~${++this.#count};`;
  }

  next(name: string, present: Value): Value {
    if (name !== "title" && this.#random.chance(0.06)) return null;
    if (name === "type") return this.#random.pick(["bug", "bug", "task", "epic"]);
    if (name === "status") return this.#random.chance(0.85) ? this.#random.pick(STATUSES) : this.word(name);
    if (name === "x-team") return this.#random.chance(0.7) ? this.#random.pick(TEAMS) : this.word(name);
    switch (ALL_FIELDS[name]) {
      case "text":
        return this.#nextText(name, present);
      case "set":
        return this.#nextSet(name, present);
      case "person":
        return { name: this.word(name), email: `${this.word("mail")}@example` };
      case "number":
        return 1_000_000 + ++this.#count;
      case "boolean":
        return this.#random.chance(0.5);
      case "date":
        return new Date(Date.UTC(2030, 0, 1 + ++this.#count)).toISOString().slice(0, 10);
      default:
        // What does not fit its kind is typed, too.
        return this.word(name);
    }
  }

  #nextText(name: string, present: Value): Value {
    const lines = typeof present === "string" ? present.split("\n") : [];
    const at = this.#random.below(lines.length + 1);
    return canonicalValue(
      lines
        .toSpliced(at, this.#random.chance(0.4) ? 1 : 0, this.word(name))
        .slice(0, 6)
        .join("\n"),
    );
  }

  #nextSet(name: string, present: Value): Value {
    const members = present !== null && isSet(present) ? [...present] : [];
    if (members.length > 0 && this.#random.chance(0.4)) members.splice(this.#random.below(members.length), 1);
    else members.push(this.word(name));
    return canonicalValue(members);
  }
}
