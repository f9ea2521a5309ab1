import type { Failure } from "../model/failure.ts";
import type { IssueSync } from "../model/issue-sync.ts";
import type { TrackerIssue } from "../model/tracker-issue.ts";
import { type Value, valueKey } from "../model/value.ts";
import { startSync } from "./issue-sync-start.ts";
import { leavingBeside } from "./project-files.ts";
import { project } from "./projection.ts";
import { type Rules, commentIdOf } from "./rules.ts";
import { inScope } from "./scope.ts";

/** Issues of one kind: how many, and the first keys. */
export interface Some {
  readonly issues: number;
  readonly keys: readonly string[];
}

/** Values that cannot leave for the same reason. */
export interface StuckValues extends Some {
  readonly field: string;
  readonly value: Value;
  readonly code: Failure["code"];
}

/** What settings mean for the issues that are here. */
export interface ScopePreview {
  /** Those that this side may decide about: its own, and others where they are passed on. */
  readonly own: number;
  readonly inScope: Some;
  /** Not shared now, and shared under these settings. */
  readonly adds: Some;
  /** The partner keeps them as local issues. */
  readonly drops: Some;
  readonly stuck: readonly StuckValues[];
  /** Files and links of what is shared that travel; and those that do not, the first by name. Absent: none. */
  readonly files?: number;
  readonly links?: number;
  readonly stays?: {
    readonly number: number;
    readonly shown: readonly { readonly key: string; readonly part: string; readonly failure: Failure }[];
  };
}

/** An issue as the store knows it besides. */
export interface Standing {
  readonly sync: IssueSync | null;
  /** Received over this connection, or another one that still is. */
  readonly from: "here" | "this partner" | "another partner";
}

const SHOWN_KEYS = 10;
const SHOWN_VALUES = 100;
const SHOWN_STAYS = 5;

/** Counts issue by issue; `rules` are those that would be in force, `connection` is this side's name for it. */
export class PreviewCount {
  readonly #rules: Rules;
  readonly #connection: string;
  readonly #inScope = new Keys();
  readonly #adds = new Keys();
  readonly #drops = new Keys();
  readonly #stuck = new Map<string, { readonly about: Omit<StuckValues, keyof Some>; readonly keys: Keys }>();
  readonly #stays: NonNullable<ScopePreview["stays"]>["shown"][number][] = [];
  #own = 0;
  #files = 0;
  #links = 0;
  #staying = 0;

  constructor(rules: Rules, connection: string) {
    this.#rules = rules;
    this.#connection = connection;
  }

  look(issue: TrackerIssue, { sync, from }: Standing): void {
    const isShared = sync !== null && !sync.frozen && sync.mine.shared;
    const { choice, held = null } = this.#rules;
    const wanted =
      from === "this partner" ? isShared : inScope(issue, choice, this.#connection, from === "another partner", held, isShared);
    if (from !== "this partner") {
      this.#own++;
      if (wanted) this.#inScope.add(issue.key);
      if (wanted && !isShared) this.#adds.add(issue.key);
      if (!wanted && isShared && sync.introducedBy === "us") this.#drops.add(issue.key);
    }
    if (wanted) this.#lookAtValues(issue, sync);
  }

  #lookAtValues(issue: TrackerIssue, sync: IssueSync | null): void {
    const known = sync ?? startSync(this.#connection, issue.id, "us");
    const { unsendable, document, stays } = project(this.#rules, issue, known, null, "");
    const { files, links } = leavingBeside(this.#rules, document);
    this.#files += files.length;
    this.#links += links.length;
    for (const [part, failure] of Object.entries(stays)) {
      this.#staying++;
      if (this.#stays.length < SHOWN_STAYS) this.#stays.push({ key: issue.key, part, failure });
    }
    for (const [part, { value: whole, failure }] of Object.entries(unsendable)) {
      if (!failure) continue;
      const field = commentIdOf(part) === null ? part : "comments";
      // A long text is no value to group by.
      const value = failure.code === "TOO_LONG" ? null : (failure.value ?? whole);
      const key = valueKey([field, failure.code, valueKey(value)]);
      if (!this.#stuck.has(key) && this.#stuck.size >= SHOWN_VALUES) continue;
      const there = this.#stuck.get(key) ?? { about: { field, value, code: failure.code }, keys: new Keys() };
      there.keys.add(issue.key);
      this.#stuck.set(key, there);
    }
  }

  found(): ScopePreview {
    const stuck = Array.from(this.#stuck.values(), ({ about, keys }) => ({ ...about, ...keys.some() }));
    return {
      own: this.#own,
      inScope: this.#inScope.some(),
      adds: this.#adds.some(),
      drops: this.#drops.some(),
      stuck: stuck.sort((a, b) => b.issues - a.issues),
      ...(this.#files > 0 && { files: this.#files }),
      ...(this.#links > 0 && { links: this.#links }),
      ...(this.#staying > 0 && { stays: { number: this.#staying, shown: this.#stays } }),
    };
  }
}

class Keys {
  readonly #first: string[] = [];
  #count = 0;

  add(key: string): void {
    this.#count++;
    if (this.#first.length < SHOWN_KEYS) this.#first.push(key);
  }

  some(): Some {
    return { issues: this.#count, keys: this.#first };
  }
}
