import type { KeptAlarm } from "./alarm.ts";
import type { AuditEvent } from "./audit.ts";
import type { ClosedReason, RestoreEvidence } from "./connection.ts";
import type { ContractField, ContractTerms, Role } from "./contract.ts";
import type { LostValue, Refusals } from "./issue-sync.ts";
import type { Failure } from "./failure.ts";
import type { SyncStatus } from "./status.ts";
import type { Instead } from "./tracker-issue.ts";
import type { Value } from "./value.ts";

/**
 * What is shown of a project, everywhere: command line, trees, status bar. Plain data without secrets; the sentences are made of it in
 * `view`. Statuses are spelled as in docs/PROTOCOL.md.
 */
export interface ConnectionView {
  readonly name: string;
  readonly role: Role;
  /** The one word of docs/PROTOCOL.md 4. */
  readonly status: string;
  /** Whether issues are exchanged, as far as link and contract let them; the status may hide it. */
  readonly running: boolean;
  /** The partner's project; null before it joined. */
  readonly partner: string | null;
  readonly verified: "unverified" | "verified" | "without checking";
  readonly contract: number | null;
  readonly proposed: { readonly number: number; readonly note: string; readonly terms: ContractTerms } | null;
  readonly declined: { readonly number: number; readonly reason: string; readonly refused?: string } | null;
  /** `tooNew`: of `in`, kept until this side is updated; absent: none. */
  readonly queue: { readonly out: number; readonly in: number; readonly tooNew?: number };
  readonly issues: Readonly<Record<SyncStatus, number>>;
  /** ISO 8601; null: never. */
  readonly lastSeen: string | null;
  /** Since when a ping waits for its answer, ISO 8601; null: none does. */
  readonly askedAt: string | null;
  /** Of the last ping that was answered. */
  readonly roundTripMs: number | null;
  /** When all that is shared was compared last, and how many issues stood differently. */
  readonly compared?: { readonly time: string; readonly found: number };
  /** null where this machine does not know the folder. */
  readonly exchange: string | null;
  /** The exchange folder's name in the partner's handshake file and here, where they differ, as long as nothing of the partner has come. */
  readonly exchangeCalled?: { readonly theirs: string; readonly ours: string };
  /** Until when somebody may join; null once somebody did. */
  readonly invitedUntil: string | null;
  readonly handshakeRefused: string | null;
  /**
   * What was decided on the first contract with the invitation, until that is done: it is published when somebody joins, or accepted when it comes.
   * `differs`: what came and waits is not what the invitation announced.
   */
  readonly early?: "publishes" | "accepts" | "differs";
  /** Why the connection's own settings cannot be used now: `file:line detail`. */
  readonly brokenSettings: string | null;
  /** Status `closed`: it was the partner who ended it, and why. */
  readonly closedBy?: ClosedReason;
  /** The partner's key was revoked here on another connection, and the numbers were not compared since. */
  readonly revokedBefore?: true;
  /** Whose identity key was replaced, and when (ISO 8601), as long as the numbers were not compared since. */
  readonly keyChanged?: { readonly whose: "ours" | "theirs"; readonly time: string; readonly disputed?: true };
  /** Status `suspended`: what showed that this project was put back to an earlier state. */
  readonly suspendedBy?: RestoreEvidence;
  /** When this project, or the partner's, was put back to an earlier state and the connection went on by itself. ISO 8601. */
  readonly recovered?: { readonly evidence: RestoreEvidence; readonly time: string };
  readonly partnerRecovered?: string;
  /** Files of the partner that were not taken: name -> code. */
  readonly troubles: Readonly<Record<string, string>>;
  /** Those of them that are the partner's, or stand where its next message belongs; absent: none. The others may be anybody's. */
  readonly awaitedTroubles?: readonly string[];
}

/** Which machine of the team talks to partners. `unnamed`: nobody said yet; the one that has the connections does. */
export type GatewayView =
  | { readonly kind: "unnamed" }
  | { readonly kind: "here"; readonly name: string; readonly person: string }
  /**
   * This machine sends nothing. An empty name: it was handed over, and no machine has taken it yet. `lost`: the name and the person are those of this
   * machine, which knows no connection: then its keys and state are probably gone, which lay in this directory.
   */
  | { readonly kind: "elsewhere"; readonly name: string; readonly person: string; readonly lost?: string }
  /** Its file cannot be read: until then nothing is sent. */
  | { readonly kind: "broken"; readonly at: string; readonly line: number; readonly detail: string };

export interface IssueConnectionView {
  readonly name: string;
  readonly partnerKey: string | null;
  readonly syncStatus: SyncStatus;
  /** `era.number` */
  readonly revision: string;
  readonly heldBecause?: string;
  readonly failure?: Failure;
  /** The failure is of the partner's mapping or tracker; absent: of our own, or of nobody's. */
  readonly refusedBy?: "partner";
  /** Another value ends it, or the partner does: a retry here changes nothing. */
  readonly retryIsIdle?: true;
}

export interface IssueView {
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly status: string | null;
  readonly syncStatus: SyncStatus;
  readonly stamp: number;
  readonly fields: Readonly<Record<string, Value>>;
  readonly heldBecause?: string;
  readonly connections: readonly IssueConnectionView[];
}

/** Errors of one cause: what is wrong, and where it is mended. */
export interface ErrorGroup {
  /** Names the group for `retry --cause`; the same as long as its cause is. */
  readonly id: string;
  readonly connection: string;
  /** Without what is another one at each issue. */
  readonly failure: Failure;
  readonly refusedBy?: "partner";
  /** A retry here changes nothing. */
  readonly retryIsIdle?: true;
  readonly issues: number;
  /** The first, at most 10. */
  readonly keys: readonly string[];
  /** The line of the connection's file that decides about it, from the project's folder on; null: it is not decided there. */
  readonly mend: { readonly file: string; readonly line: number } | null;
}

export interface StubView {
  readonly id: string;
  readonly key: string;
  readonly became: "deleted" | "no longer shared";
  readonly stamp: number;
}

/** A file of an issue. */
export interface AttachmentView {
  readonly id: string;
  readonly name: string;
  /** The name that it has here, where that is another. */
  readonly keptAs?: string;
  /** Bytes; null: not known. */
  readonly size: number | null;
  readonly mediaType: string;
  readonly author: string;
  readonly created: string | null;
  /** Whether its content lies here. */
  readonly here: boolean;
  /** Of a partner's file that is not here: what lies in its place, or that it had come. */
  readonly instead?: Instead;
  /** It came from a partner. */
  readonly theirs: boolean;
  /** Bytes that have arrived of what was asked for; absent: nobody waits for it. */
  readonly coming?: number;
}

export interface LinkView {
  readonly kind: string;
  readonly issue: string;
  /** null: the project does not know it. */
  readonly key: string | null;
  readonly title: string;
}

/** One issue whole: what was agreed, what is on its way, what was refused or lost. */
export interface IssueDetailsView {
  readonly issue: IssueView;
  readonly body: string;
  readonly comments: readonly {
    readonly author: string;
    readonly created: string | null;
    readonly internal: boolean;
    readonly body: string;
  }[];
  readonly attachments: readonly AttachmentView[];
  readonly links: readonly LinkView[];
  readonly connections: readonly {
    readonly id: string;
    readonly name: string;
    /** The partner's project. */
    readonly partner: string;
    readonly role: Role;
    /** The one word of docs/PROTOCOL.md 4. */
    readonly status: string;
    readonly contract: number | null;
    /** The contract's fields, in its order. */
    readonly fields: readonly ContractField[];
    readonly introducedBy: "us" | "partner";
    /** A document of ours is on its way: given to the partner, and not confirmed. */
    readonly underway: boolean;
    /** It answers one of the partner, who knows most of it already. */
    readonly answers: boolean;
    /** `era.number` of what the partner confirmed. */
    readonly agreedRevision: string;
    /** `kept`: the partner stopped sharing it, or never will; `ended`: this side stopped. */
    readonly sharing: "shared" | "kept" | "ended";
    readonly agreedComments: number;
    /** Ids of comments that the partner has not confirmed as they stand. */
    readonly waitingComments: readonly string[];
    readonly agreed: Readonly<Record<string, Value>>;
    readonly inFlight: Readonly<Record<string, Value>>;
    readonly refusedHere: Refusals;
    /** Files, links and comments that do not travel, and why. */
    readonly stays: Readonly<Record<string, Failure>>;
    /** What stays here besides as its author means it: internal comments, and fields that the contract does not name. Absent: nothing. */
    readonly aside?: { readonly internal: number; readonly fields: readonly string[] };
    readonly refusedThere: Refusals;
    readonly partnerRefuses: Refusals;
    readonly unsendable: Readonly<Record<string, { readonly value: Value; readonly failure: Failure | null }>>;
    readonly lost: readonly LostValue[];
  }[];
}

/** A line of an issue's trail, with what is known of the file that its message travelled in. */
export interface IssueEventView extends AuditEvent {
  readonly sequence: number;
  readonly partner: string | null;
  readonly travelled: {
    readonly name: string;
    readonly size: number;
    readonly hash: string;
    /** Messages in the same file, this one not counted. */
    readonly besides: number;
    /** Milliseconds since 1970: put into the exchange folder, and known to be with the partner. null: not yet. */
    readonly placed: number | null;
    readonly taken: number | null;
  } | null;
}

export interface ProjectView {
  readonly project: { readonly id: string; readonly name: string; readonly prefix: string };
  /** The newest stamp: read on from here. */
  readonly stamp: number;
  readonly counts: Readonly<Record<SyncStatus, number>>;
  readonly gateway: GatewayView;
  readonly connections: readonly ConnectionView[];
  /** `near`: what a name that is not known may stand for. */
  readonly diagnostics: readonly {
    readonly at: string;
    readonly line?: number;
    readonly code: string;
    readonly detail?: string;
    readonly near?: string;
  }[];
}

/** A line of the whole trail with names: of the connection here, of the partner's project, of the issue here; null: it is not known any more. */
export interface ActivityView extends AuditEvent {
  readonly sequence: number;
  readonly connectionName: string | null;
  readonly partner: string | null;
  readonly key: string | null;
}

/** What the trail has on one message. */
export interface MessageRecord {
  readonly about: ActivityView;
  /** Our own file that it left in. */
  readonly travelled: IssueEventView["travelled"];
  /** The partner's file that it came in; `besides`: other messages in it. */
  readonly taken: {
    readonly name: string;
    readonly size: number;
    readonly hash: string;
    readonly besides: number;
    /** Milliseconds since 1970. */
    readonly time: number;
  } | null;
  /** What else was noted of it, and what answers it, in order. */
  readonly others: readonly ActivityView[];
}

/** An alarm with names: of the connection here, of the partner's project, of the issue here where it is known. */
export interface AlarmView extends KeptAlarm {
  readonly partner: string;
  readonly key?: string;
}
