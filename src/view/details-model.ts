import type { SyncStatus } from "../model/status.ts";
import type { Tone } from "./cell.ts";

/**
 * A part of an issue on one connection: what a conflict or a value is about. `connection`: its id. A button is about what its page showed:
 * `seen`, to settle what lost of the part (`seenLosses`), and `settled`, to take that back.
 */
export interface Target {
  readonly connection: string;
  readonly part: string;
  readonly seen?: string;
  readonly settled?: string;
}

/** What a person can ask for on the page. Everything but `edit` and `copy` goes to the project. */
export type PageAction =
  | { readonly do: "keep mine" | "take theirs" | "reopen"; readonly targets: readonly Target[] }
  | { readonly do: "set"; readonly target: Target; readonly text: string }
  /** The page opens a field to type in, then asks for `set`. */
  | { readonly do: "edit"; readonly target: Target; readonly label: string; readonly text: string }
  | { readonly do: "compare"; readonly target: Target }
  | { readonly do: "answer"; readonly take: "partner" | "file" }
  | { readonly do: "copy"; readonly text: string }
  /** `connection`: its name. */
  | { readonly do: "start" | "review"; readonly connection: string }
  /** `at`: the table of its file that decides; `word`: the row that it has or lacks. */
  | { readonly do: "mapping"; readonly connection: string; readonly at: readonly string[]; readonly word: string }
  /** `file`: the id of an attachment. */
  | { readonly do: "get file" | "open file"; readonly file: string }
  /** One of the commands that rows of the tree have, too. */
  | { readonly do: "run"; readonly command: IssueCommand }
  | { readonly do: "retry" | "share" | "open" | "save" | "problems" | "sync" | "bring back" };

/** What a page can ask the editor to do with its issue, by the names of the commands after `issueFerry.`. */
export const ISSUE_COMMANDS = [
  "newComment",
  "changeStatus",
  "assignIssue",
  "changeLabels",
  "changePriority",
  "shareIssue",
  "showPartnerChange",
  "revealFile",
  "attachFile",
] as const;
export type IssueCommand = (typeof ISSUE_COMMANDS)[number];

/** What settles conflicts, or takes that back. */
export type Settling = Extract<PageAction, { readonly do: "keep mine" | "take theirs" | "reopen" | "set" }>;

export interface PageButton {
  readonly label: string;
  /** Where the label alone does not say what it is about. */
  readonly spoken?: string;
  readonly primary?: true;
  readonly action: PageAction;
}

/** A value in a cell. */
export interface Shown {
  readonly text: string;
  /** Beside it, fainter: what the text alone does not say. */
  readonly note?: string;
  /** It does not stand: shown struck through, and spoken of as lost. */
  readonly lost?: true;
}

export type FieldState = "confirmed" | "waiting" | "conflict" | "refused" | "stays here";

export interface FieldRow {
  readonly part: string;
  readonly label: string;
  readonly agreed: Shown | null;
  /** null: as agreed. */
  readonly yours: Shown | null;
  readonly state: FieldState;
  /** The word that stands first, and what follows it. */
  readonly word: string;
  readonly result: string;
  readonly remedy: string | null;
  readonly buttons: readonly PageButton[];
}

export interface ConnectionPart {
  readonly id: string;
  readonly partner: string;
  readonly heading: string;
  readonly status: SyncStatus;
  /** Revision, contract, who introduced it: a line under the heading. */
  readonly facts: string;
  /** What stops the connection, or the whole issue on it. */
  readonly notice: Notice | null;
  readonly rows: readonly FieldRow[];
  /** What was told of the comments. */
  readonly comments: string | null;
}

export interface Notice {
  readonly tone: Tone;
  readonly sentence: string;
  readonly remedy: string | null;
  readonly buttons: readonly PageButton[];
}

export interface TimeEntry {
  /** Number in the trail, with a letter where one event has several entries. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly tone: Tone;
  readonly text: string;
  /** Behind a disclosure. `copy`: worth copying. */
  readonly details: readonly { readonly name: string; readonly value: string; readonly copy?: true }[];
}

export interface LostRow {
  readonly id: string;
  readonly label: string;
  readonly partner: string;
  readonly value: Shown;
  /** What is told of it: whether it waits, or how it was settled. */
  readonly state: string;
  readonly buttons: readonly PageButton[];
}

export interface FileRow {
  readonly text: string;
  readonly buttons: readonly PageButton[];
}

export interface ShownComment {
  readonly author: string;
  /** ISO 8601. */
  readonly created: string | null;
  readonly note: string | null;
  readonly markdown: string;
}

export interface IssuePage {
  readonly kind: "issue";
  readonly title: string;
  readonly keys: readonly { readonly key: string; readonly where: string }[];
  readonly links: readonly PageButton[];
  /** What can be done with the issue, whatever its state. */
  readonly deeds: readonly PageButton[];
  readonly status: SyncStatus;
  readonly banner: Notice & { readonly word: string };
  readonly connections: readonly ConnectionPart[];
  readonly lost: readonly LostRow[];
  readonly timeLine: readonly TimeEntry[];
  readonly body: string;
  readonly comments: { readonly summary: string; readonly shown: readonly ShownComment[] };
  /** Files and links, a line each, with what of them does not travel and why. Plain text: their names come from partners. */
  readonly files: readonly FileRow[];
}

/** The page as plain JSON: every sentence and row is ready, times are numbers. */
export type DetailsPage = IssuePage | EmptyPage;

/** There is no issue to show. */
export interface EmptyPage {
  readonly kind: "nothing";
  readonly title: string;
  readonly sentence: string;
  readonly buttons: readonly PageButton[];
  /** Of one that was deleted. */
  readonly timeLine: readonly TimeEntry[];
}
