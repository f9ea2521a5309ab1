import { newId } from "../src/model/ids.ts";
import type { IssueId } from "../src/model/document.ts";
import { ADJECTIVES, CIRCUMSTANCES, NOUNS, PEOPLE, REMARKS, VERBS } from "./vocabulary.ts";

/** An issue as both contestants are given it. */
export interface GeneratedIssue {
  readonly id: IssueId;
  readonly fields: GeneratedFields;
}

export type GeneratedFields = {
  readonly title: string;
  readonly type: string;
  readonly status: string;
  readonly priority: string;
  readonly labels: readonly string[];
  readonly assignee: { readonly name: string };
  readonly due: string;
  readonly body: string;
};

/** Bytes of JSON that an issue has at least. */
const SIZE = 1024;
/** 2026-01-01: ids and due dates count from here, never from today. */
const BEGIN = 1_767_225_600_000;
const DAY_MS = 24 * 60 * 60 * 1000;

const TYPES = ["bug", "task", "request"] as const;
const STATUSES = ["New", "In progress", "Waiting", "Done"] as const;
const PRIORITIES = ["low", "normal", "high", "urgent"] as const;
const LABELS = ["winter", "line-2", "warranty", "safety", "night-shift", "spare-part", "site-north", "quick-fix"] as const;

/** The same number gives the same issue, on every machine: about 1 KiB of text as people write it in a maintenance department. */
export function generateIssue(number: number): GeneratedIssue {
  const draw = drawing(number);
  const fields: Omit<GeneratedFields, "body"> = {
    title: `${capital(draw.one(ADJECTIVES))} ${draw.one(NOUNS)} ${draw.one(VERBS)} ${draw.one(CIRCUMSTANCES)}`,
    type: draw.one(TYPES),
    status: draw.one(STATUSES),
    priority: draw.one(PRIORITIES),
    labels: [...new Set([draw.one(LABELS), draw.one(LABELS)])].sort(),
    assignee: { name: draw.one(PEOPLE) },
    due: new Date(BEGIN + draw.below(365) * DAY_MS).toISOString().slice(0, 10),
  };
  const sentences: string[] = [];
  while (JSON.stringify({ ...fields, body: sentences.join(" ") }).length < SIZE) {
    sentences.push(sentence(draw));
    if (sentences.length % 4 === 0) sentences.push("\n\n");
  }
  const body = sentences
    .join(" ")
    .replaceAll(/ *\n\n */g, "\n\n")
    .trim();
  return { id: newId(BEGIN + number, draw.bytes(10)), fields: { ...fields, body } };
}

/** What an edit changes in that issue: its status and its text, as when somebody works on it. `edit` counts the edits of it. */
export function generateEdit(number: number, edit: number): Pick<GeneratedFields, "status" | "body"> {
  const draw = drawing(number + edit * 1_000_003);
  const { fields } = generateIssue(number);
  return { status: `${draw.one(STATUSES)} (${edit})`, body: `${fields.body}\n\n${sentence(draw)} ${sentence(draw)}` };
}

interface Drawing {
  /** From 0 up to, but not including, the limit. */
  below(limit: number): number;
  one<T>(list: readonly [T, ...T[]] | readonly T[]): T;
  bytes(count: number): Uint8Array;
}

/** mulberry32: small, and the same everywhere. */
function drawing(seed: number): Drawing {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  return {
    below,
    one: (list) => list[below(list.length)]!,
    bytes: (count) => Uint8Array.from({ length: count }, () => below(256)),
  };
}

/** Mostly free words in turn, seldom a phrase as it stands: real reports repeat their words, not their sentences. */
function sentence(draw: Drawing): string {
  const thing = (): string => `${draw.one(ADJECTIVES)} ${draw.one(NOUNS)}`;
  switch (draw.below(9)) {
    case 0:
      return draw.one(REMARKS);
    case 1:
      return `The ${thing()} ${draw.one(VERBS)} ${draw.one(CIRCUMSTANCES)}.`;
    case 2:
    case 3:
      return `Measured ${draw.below(900) + 100}.${draw.below(10)} at the ${draw.one(NOUNS)}, expected ${draw.below(900) + 100}; serial ${draw.below(2 ** 31).toString(36)}.`;
    case 4:
      return `${draw.one(PEOPLE)} replaced the ${thing()}; the ${draw.one(NOUNS)} ${draw.one(VERBS)}.`;
    case 5:
    case 6:
      return `${capital(draw.one(NOUNS))} and ${thing()} ${draw.one(VERBS).replace(/s$/, "")}, the ${draw.one(NOUNS)} of the ${thing()} ${draw.one(VERBS)} and ${draw.one(VERBS)}.`;
    default:
      return `${capital(thing())} beside ${draw.one(NOUNS)} ${draw.below(90)}: ${draw.one(VERBS)}, then the ${draw.one(NOUNS)} ${draw.one(VERBS)}.`;
  }
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
