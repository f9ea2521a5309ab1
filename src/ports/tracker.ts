import type { IssueId } from "../model/document.ts";
import type { Failure } from "../model/failure.ts";
import type { TrackerChange, TrackerIssue } from "../model/tracker-issue.ts";
import type { FieldKind, Value } from "../model/value.ts";

/**
 * Rows that the tracker wants remembered. The engine commits them in the same transaction as what it learned from the batch
 * they came with: until then the tracker must report the same again.
 */
export interface MemoryChange {
  readonly key: string;
  /** null forgets the key. */
  readonly value: string | null;
}

/** What the store remembers for a tracker. Reading only; writing goes with batches and outcomes. */
export interface TrackerMemory {
  get(key: string): string | null;
  /** All rows whose key begins with the prefix, in order of key. */
  list(prefix: string): readonly { readonly key: string; readonly value: string }[];
}

/** Something a person must see about a place in the tracker. `at` is a path or key, `line` starts at 1. */
export interface Diagnostic {
  readonly at: string;
  readonly line?: number;
  readonly code: string;
  /** Names the offending word, value or other place; sentences are made in `view`. */
  readonly detail?: string;
}

export type Question = "missing" | "many missing" | "older text" | "many deletions";

export type Observation =
  /**
   * As it stands now. `ancestor` is given where the text descends from an older one than the tracker was last read or written with
   * (a stale editor, a git stash): edits are differences from it.
   */
  | { readonly kind: "issue"; readonly issue: TrackerIssue; readonly ancestor?: TrackerIssue }
  /** Deleted, for certain. */
  | { readonly kind: "gone"; readonly id: IssueId; readonly key: string }
  /** Waits for a person's answer; until then nothing is read from it or written to it. */
  | { readonly kind: "question"; readonly id: IssueId; readonly key: string; readonly question: Question }
  /** There, but not to be understood now: neither read, written nor taken as deleted. */
  | { readonly kind: "unreadable"; readonly id: IssueId | null; readonly at: string };

export interface TrackerBatch {
  readonly observations: readonly Observation[];
  /** All diagnostics of the places looked at in this batch; an empty list for a place clears its old ones. */
  readonly diagnostics: readonly { readonly at: string; readonly found: readonly Diagnostic[] }[];
  readonly memory: readonly MemoryChange[];
  /** True when something not settled was seen (being written, missing but not long enough): look again soon. */
  readonly unsettled: boolean;
}

export interface TrackerWrite {
  /** Number of the intended write, the same after a restart. */
  readonly effect: string;
  readonly issue: IssueId;
  /** null: the issue is not there (create, or bring back from the trash). */
  readonly expectedVersion: string | null;
  readonly action: { readonly kind: "put"; readonly change: TrackerChange } | { readonly kind: "delete" };
  /** A person's command asks for it: whoever takes it back by hand afterwards has seen it. */
  readonly commanded?: true;
  /** Id of the connection whose partner asks for it; absent: it is our own wish. */
  readonly from?: string;
}

/** What a partner changed last: the whole text before and after, unless they were too long to be kept. `from`: id of the connection. */
export type PartnerChange =
  | { readonly from: string; readonly before: string; readonly after: string }
  | { readonly from: string; readonly tooLong: true };

/** How far a write by steps came before it could not go on: the values that stand there by it, and what read back after the last. */
export interface StepsDone {
  readonly issue: TrackerIssue;
  readonly fields: Readonly<Record<string, Value>>;
  readonly memory: readonly MemoryChange[];
}

export type WriteOutcome =
  /** Done, now or by an earlier try; `issue` is what reads back (null after a delete). `refused` fields kept their old value. */
  | {
      readonly kind: "applied";
      readonly issue: TrackerIssue | null;
      readonly refused: readonly Failure[];
      readonly memory: readonly MemoryChange[];
    }
  /** It has changed since `expectedVersion`; nothing was written, but these steps of a way (`TrackerChange.via`). */
  | { readonly kind: "stale"; readonly steps?: StepsDone }
  /** Not now (an unsaved editor, a rate limit, a busy file); try again after `afterMs`. */
  | {
      readonly kind: "later";
      readonly because: "unsaved" | "busy" | "limit" | "unreadable" | "branch";
      readonly afterMs: number;
      readonly steps?: StepsDone;
    }
  /** Nothing was written and never will be as it is. */
  | { readonly kind: "refused"; readonly failures: readonly Failure[] };

/** A field as the tracker has it. */
export interface TrackerField {
  readonly name: string;
  /** The kinds of a contract's field that it can stand for; the first is its own. */
  readonly kinds: readonly FieldKind[];
  /** The only values that it takes, where the tracker says so. */
  readonly values?: readonly string[];
}

/**
 * What of an issue a tracker has a place for beside its fields and comments. Where it has none nothing of the kind is read or written: this side
 * refuses it as the primary, and names it as not held here as the secondary. Whoever writes it all the same is refused by the part (NO_FIELD), and a single
 * file or link that a tracker cannot hold, too.
 */
export interface TrackerHolds {
  /** Files, named in the issue; what brings their contents is `ports/contents.ts`. */
  readonly attachments: boolean;
  /** Links to other issues, of whatever kind a contract's side gives them. */
  readonly links: boolean;
}

/** What a tracker can express; the projection is refused or cut accordingly, never silently. */
export interface TrackerLimits {
  readonly holds: TrackerHolds;
  /** By name: every field that `read` may show and `write` may change; null: whatever a contract names. */
  readonly fields: ReadonlyMap<string, TrackerField> | null;
  /** Longest text in characters. */
  readonly longestText: number;
  /** Whether deleted things can be told from things never seen. */
  readonly tombstones: boolean;
  /** What is written may read back in another spelling: of case, or of spaces. */
  readonly respells?: boolean;
}

/**
 * One project's issues. Reading is incremental by what `TrackerMemory` holds; every list is read in batches.
 * Called by one worker at a time; never by followers. `test/contract/tracker` holds every implementation to this.
 */
export interface Tracker {
  readonly limits: TrackerLimits;
  /** What changed since what the memory says; ends when all was seen. With `observeOnly` nothing is written, not even missing ids. */
  changes(options: { readonly observeOnly: boolean }): AsyncIterable<TrackerBatch>;
  /**
   * The present state of these issues, whether changed or not; those that are not there are left out. null: the place of all of them is away, or
   * stands otherwise for a while (another branch): what is there now says nothing about any issue.
   */
  read(ids: readonly IssueId[]): Promise<readonly TrackerIssue[] | null>;
  /** In the given order, one outcome each. Each write is atomic and idempotent by its effect id; a crash may fall between any two. */
  write(writes: readonly TrackerWrite[]): Promise<readonly WriteOutcome[]>;
  /** A person's answer to a question: `file`: as it stands is meant; `partner`: what was agreed is to be written again. */
  answer(id: IssueId, take: "partner" | "file"): Promise<readonly MemoryChange[]>;
  /** A person's word that the issues are to be read from where their folder stands now (another branch, an older commit); nothing where no question is. */
  standHere(): Promise<readonly MemoryChange[]>;
  /** The files of `from` and `to` become one issue with the id of `to` at the place of `from`; the other goes to the trash. */
  join(from: IssueId, to: IssueId): Promise<readonly MemoryChange[]>;
  /** Where a person opens it: an absolute path for files; null: it is not there. Any process may ask. */
  place(id: IssueId): Promise<string | null>;
  /** The issue that stood at such a place when it was last looked at; null: none is known there. Any process may ask. */
  issueAt(place: string): IssueId | null;
  /** The last write that a partner asked for, where it changed what was there; null: none is known. Absent: no texts are kept. Any process may ask. */
  partnerChange?(id: IssueId): PartnerChange | null;
  /** Calls `hint` (without data) when something may have changed, until the signal aborts. May miss changes. */
  watch(hint: () => void, signal: AbortSignal): void;
}
