import type { ContentState } from "./content-state.ts";
import type { IssueId } from "./document.ts";

/** What partners ask each other for in two phases (docs/PROTOCOL.md 6). */
export type OperationName = "GetStatus" | "GetChecksums" | "GetIssueIds" | "GetAuditTrails" | FileOperation;

/** Those with which the content of an attachment travels, or with which its maker takes the place of it or takes it back. */
export type FileOperation = "GetFile" | "PutFile" | "ReplaceFile" | "DeleteFile";

/** Where one contributor stands in an operation, at the side that asks. */
export type AskedState = "identifying" | "requested" | "accepted" | "completed" | "failed";

/** Where an operation stands at the side that answers. */
export type AnsweredState = "identified" | "working" | "ended";

/** Issues from `from` on, up to `to`, which is not included; null: from the first, to the last. In order of id. */
export interface IssueRange {
  readonly from: IssueId | null;
  readonly to: IssueId | null;
}

/** An issue that stands differently at the two ends, and where nothing is under way that would end that by itself. */
export interface Difference {
  readonly issue: IssueId;
  readonly kind: "missing here" | "missing there" | "different" | "deleted here";
}

/** How far a comparison with one partner is (docs/PROTOCOL.md 9). */
export interface Comparison {
  /** Of the fingerprints, base32: without it nobody can have made them before. */
  readonly salt: string;
  /** Ranges that were asked for in the request that is on its way, and those that wait for the next. */
  readonly asked: readonly IssueRange[];
  readonly waiting: readonly IssueRange[];
  /** Requests so far. */
  readonly rounds: number;
  /** Characters of the JSON of all requests and answers so far. */
  readonly characters: number;
  /** In order of issue; at most a bounded number is kept, `found` counts all. */
  readonly differences: readonly Difference[];
  readonly found: number;
  /** Of the listed differences, those that both sides compare as a whole now; absent before the end. */
  readonly repairs?: number;
  /** Issues that differ and of which something is on its way: no difference yet. */
  readonly underWay: number;
}

/** What of a partner's list is read: what has a greater stamp than `since`, which counts in `numbering`. */
export interface ListPage {
  readonly since: number;
  readonly numbering?: string;
  readonly limit: number;
}

/** A page of a partner's list of the issues that it shares with us, in order of stamp (docs/PROTOCOL.md 7). */
export interface PartnerIssues {
  readonly numbering: string;
  /** What was read since: 0 where the partner numbers anew. */
  readonly since: number;
  readonly issues: readonly (readonly [id: IssueId, key: string, stamp: number])[];
  readonly stubs: readonly (readonly [id: IssueId, became: "deleted" | "not shared", stamp: number])[];
  /** Read on since this. */
  readonly next: number;
  readonly partial: boolean;
}

/** What a partner says of itself: OK, what a person should look at, or that it cannot work. */
export interface PartnerStatus {
  readonly status: "OK" | "WARNING" | "ERROR";
  /** Codes of what is wrong; empty when nothing is. */
  readonly causes: readonly string[];
  readonly version: string;
  readonly capabilities: readonly string[];
  /** Messages that wait there: for us to be acknowledged, and of ours to be dealt with. */
  readonly out: number;
  readonly in: number;
  /** Issues on the connection by the partner's status of them. */
  readonly issues: Readonly<Record<string, number>>;
  /** When it last took a file of ours, in milliseconds since 1970, by its clock; display only. */
  readonly lastTaken?: number;
}

/** What is wanted of a partner's trail: what came after this number of its own, not before this time (milliseconds since 1970), about this issue. */
export interface TrailWanted {
  readonly since: number;
  /** What `since` counts in, where it is known: a side that was put back gives numbers again. */
  readonly numbering?: string;
  readonly from?: number;
  readonly issue?: IssueId;
  /** Events in one page, at most. */
  readonly size: number;
}

/** An event of a partner's trail, as it says it. */
export interface TrailEvent {
  /** Of those that we may be told; without a gap. */
  readonly sequence: number;
  readonly time: number;
  /** Who did it: a person there, the program there, or the side that asks. */
  readonly actor: "person" | "program" | "asker";
  readonly action: string;
  readonly issue?: IssueId;
  /** Name of a file, id of a message or conversation. */
  readonly reference?: string;
  readonly info?: string;
  readonly revision?: string;
  readonly parts?: readonly string[];
  readonly sha256?: string;
}

/** How far the reading of a partner's trail is. */
export interface TrailAsked extends TrailWanted {
  readonly pages: number;
  readonly events: readonly TrailEvent[];
  /** Where the next page begins; at the end: where to go on. */
  readonly next: number;
  /** It ended because there was enough for one reading: the partner has more behind it. */
  readonly more?: true;
  /** The partner numbers anew: what was asked for since counted in something else, and it told from the start. */
  readonly anew?: true;
}

/** One contributor's part of an operation that we asked for. */
export interface AskedOperation {
  /** Conversation id: the same for all contributors of one operation. */
  readonly id: string;
  readonly connection: string;
  readonly operation: OperationName;
  readonly state: AskedState;
  /** Milliseconds since 1970. */
  readonly begun: number;
  /** When nobody waits for it any more. */
  readonly until: number;
  readonly ended?: number;
  /** Why it failed: a code of docs/PROTOCOL.md 6, or TIMEOUT. */
  readonly code?: string;
  /** This side ended it, and the code is its own: a partner may say any. */
  readonly ours?: true;
  readonly status?: PartnerStatus;
  readonly comparison?: Comparison;
  /** Nobody asked for it: it was due. */
  readonly byItself?: true;
  /** What was asked for, and what was told. */
  readonly page?: ListPage;
  readonly list?: PartnerIssues;
  /** The message that waits for its answer, `life.number`. */
  readonly sentAs?: string;
  /** The code with which the partner refused that message: it does not know such operations any more. */
  readonly refused?: string;
  /** Of a file operation. */
  readonly content?: ContentState;
  /** It answered that it can, or has begun, and another partner is at work. */
  readonly spare?: true;
  /** Of a content: when it was put to work, said a word or brought bytes, in milliseconds since 1970. */
  readonly heard?: number;
  /** Nothing came since it was put to work. */
  readonly awaited?: true;
  /** Nothing came for so long, or so little, that another one was asked, too. */
  readonly late?: true;
  /** Of a content: since when it is watched how much comes, and how far it was then. `slow`: hardly anything came in the time before. */
  readonly pace?: { readonly at: number; readonly got: number; readonly slow?: true };
  readonly trail?: TrailAsked;
  /** The next request is made when this side knows its own fingerprints; of a content, when its exchange folder is there. */
  readonly unsent?: true;
}

/** An operation that a partner asked for. */
export interface AnsweredOperation {
  readonly id: string;
  readonly connection: string;
  readonly operation: string;
  readonly state: AnsweredState;
  /** JSON of the request that is being worked on. */
  readonly request?: string;
  /** Of a file operation. */
  readonly content?: ContentState;
  /** When nobody waits for the asker any more, in milliseconds since 1970: of a file operation. */
  readonly until?: number;
  /** Of a trail: where it ended when it was asked for first. What is written while it is read would have no end. */
  readonly trailEnd?: number;
}

const FILE_OPERATIONS: ReadonlySet<string> = new Set<FileOperation>(["GetFile", "PutFile", "ReplaceFile", "DeleteFile"]);

export function isFileOperation(name: string): name is FileOperation {
  return FILE_OPERATIONS.has(name);
}
