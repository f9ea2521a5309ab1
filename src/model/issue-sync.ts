import type { CommentId, Document, IssueId } from "./document.ts";
import type { Failure } from "./failure.ts";
import type { Revision } from "./revision.ts";
import type { Value } from "./value.ts";

/** A value of the other side that a merge dropped; its author is told (docs/PROTOCOL.md 5 "Overruled"). */
export interface Overruled {
  /** Name of a part: a field, `deleted`, or `comment:<id>`. */
  readonly field: string;
  readonly value: Value;
  readonly winner: Value;
  readonly revision: Revision;
}

/** A value of this side's user that lost: kept, shown, restorable. */
export interface LostValue extends Overruled {
  /** False until somebody looked and chose. */
  readonly resolved: boolean;
  /** How a person settled it, as long as that can be taken back. */
  readonly settled?: Settled;
}

export interface Settled {
  /** The same for all values that were settled at once. */
  readonly id: string;
  /** What was written, and what stood there before, in this side's own words; absent where nothing was written. */
  readonly wrote?: { readonly before: Value; readonly after: Value };
}

export interface RefusedValue {
  readonly value: Value;
  readonly failure: Failure;
}
export type Refusals = Readonly<Record<string, RefusedValue>>;

export interface Snapshot {
  readonly revision: Revision;
  readonly document: Document;
}

/** What the last authoritative message carried besides its document; kept until agreed, so that it can be made again. */
export interface ReplyParts {
  readonly conflicts: readonly Overruled[];
  readonly refused: readonly RefusedField[];
  readonly overruled: readonly Overruled[];
  readonly confirms: boolean;
  /** It answers what the secondary said after a Recover. */
  readonly recovers?: true;
  /** Of an answer: what the secondary had said; absent: not known. */
  readonly brought?: Brought;
}

/** What a message of the secondary changed, and made of it: needed where the answer is made again under another contract. */
export interface Brought {
  readonly base: Revision;
  /** Its fields, as changed against `base`. */
  readonly fields: Readonly<Record<string, Value>>;
  /** The same merged with our newest document of then, as changed against that; absent: that was `base`. */
  readonly onNewest?: Readonly<Record<string, Value>>;
  readonly deleted: boolean;
}

export interface RefusedField extends RefusedValue {
  readonly field: string;
}

/**
 * What one connection knows of one issue: docs/PROTOCOL.md 5. Documents that are equal are the same object,
 * so that they are kept once.
 */
export interface IssueSync {
  readonly connection: string;
  readonly issue: IssueId;
  readonly introducedBy: "us" | "partner";
  readonly partnerKey: string | null;
  /** The last authoritative document and its revision. */
  readonly base: Document;
  readonly revision: Revision;
  /** `base` plus own edits that are not agreed yet. */
  readonly mine: Document;
  /** The projection read back from the tracker after the last look or write. */
  readonly shadow: Document;
  /** Name of the mapping that `shadow` was looked at under; absent: the first one of the connection. */
  readonly words?: string;
  /** Of an own issue the fields that the partner changed last; absent: none. */
  readonly theirs?: readonly string[];
  /** Secondary: the document in flight, and the overruled values that travel with it. */
  readonly sent: Document | null;
  readonly sentOverruled: readonly Overruled[];
  /** Primary: documents from the agreed revision to the last one sent, in order. */
  readonly snapshots: readonly Snapshot[];
  /** Primary: the highest revision the secondary confirmed. */
  readonly agreed: Revision;
  readonly reply: ReplyParts | null;
  /** Values of the partner that our merges dropped; they travel with the next message. */
  readonly overruled: readonly Overruled[];
  /** Agreed values that our tracker cannot hold. */
  readonly refusedHere: Refusals;
  /** Secondary: values of ours that the primary refused; not sent again until edited or retried. */
  readonly refusedThere: Refusals;
  /** Primary: agreed values that the secondary's tracker cannot hold. */
  readonly partnerRefuses: Refusals;
  /** Own values that may not or cannot travel (no mapping, one-way field); `failure` null where that is as agreed. */
  readonly unsendable: Readonly<Record<string, { readonly value: Value; readonly failure: Failure | null }>>;
  /** Files and links of ours that do not travel, by their parts, and why; absent: none. That is no error. */
  readonly stays?: Readonly<Record<string, Failure>>;
  /** Comments that stand in our tracker and stay here, internal ones above all: nobody else says anything about them. Absent: none. */
  readonly unsaid?: readonly CommentId[];
  /** Secondary: fields named in the last Confirmation as refused, in order; told again when they change. */
  readonly toldRefused: string;
  readonly lost: readonly LostValue[];
  /** An incoming message whose write is intended and not performed: nothing of the issue is scanned or sent meanwhile. */
  readonly pendingWrite: PendingWrite | null;
  /** The whole issue failed. */
  readonly failure: Failure | null;
  /** This side stopped taking part: the partner no longer shares it or never will; kept as a local issue. */
  readonly frozen: boolean;
  /**
   * It is frozen because our user deleted what the partner introduced, where deletions are kept: brought back it takes part again. `told`: the partner
   * said something of it since, and heard that it is not shared here.
   */
  readonly keptAway?: true | "told";
  /** Primary: the highest number that was given to a document which was not taken and is not made again: no other document gets it. */
  readonly spent?: number;
  /** Our key for it is another one since the last message: the partner is to be told, even where nothing else is. */
  readonly untoldKey?: true;
  /** Id of our message with the document that is on its way: what a refusal of that message is about. */
  readonly sentAs?: string;
  /** A person answered whether one of many deletions of the partner is to be taken: `false` keeps the issue; absent: not asked. */
  readonly takesDeletion?: boolean;
  /** After a Recover: both sides compare all that they know of the issue before anything else is said about it. */
  readonly recovering?: Recovering;
  /** For each earlier era of the document the last revision in its history; absent: there is none. */
  readonly lineage?: readonly Revision[];
  /** Secondary: a document made under an older contract was not taken; what follows on it is dropped until it is made again. */
  readonly superseded?: true;
}

export interface Recovering {
  /** It was this side that was put back. */
  readonly restored: boolean;
  /** Messages up to this row of the inbox came before it, and are dealt with as ever. */
  readonly since: number;
  /** Secondary: everything was said, and the answer is on its way. */
  readonly told: boolean;
}

export interface PendingWrite {
  readonly effect: string;
  /** Inbox row of the message that caused it; null when the tracker is to be brought back to `mine` (a restored file, an answer). */
  readonly inbox: number | null;
  /** Why it waits, once the tracker said so. */
  readonly waits: "unsaved" | "busy" | "limit" | "unreadable" | "branch" | null;
  /** It waits, and a process that ended before may have performed it already: the tracker shows something else than it was decided on. */
  readonly open?: true;
  /** Fields where the tracker shows something older than `mine` until then: who edits them has not seen `mine`. */
  readonly stale?: readonly string[];
  /** Bodies that the tracker shows for comments of the partner until then: who saves one of them again has not typed it. */
  readonly shows?: Readonly<Record<CommentId, string>>;
  /** No write, but a link: this issue of ours, which nobody else has, becomes one with it. */
  readonly joins?: IssueId;
}

/** Whether the write may be performed already, or not yet: nobody knows before it is tried again (A5). */
export function isOpenWrite(write: PendingWrite | null): write is PendingWrite {
  return write !== null && (write.waits === null || write.open === true);
}
