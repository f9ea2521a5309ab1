import type { AttachmentId } from "../model/attachment.ts";
import type { UnaskedContent, UnaskedState } from "../model/unasked-content.ts";
import type { KeptAlarm } from "../model/alarm.ts";
import type { AuditEvent } from "../model/audit.ts";
import type { Command, CommandOutcome } from "../model/command.ts";
import type { Connection } from "../model/connection.ts";
import type { IssueId } from "../model/document.ts";
import type { IssueShare } from "../model/issue-share.ts";
import type { IssueSync } from "../model/issue-sync.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import type { AnsweredOperation, AnsweredState, AskedOperation, AskedState, IssueRange, OperationName } from "../model/operation.ts";
import type { SyncStatus } from "../model/status.ts";
import type { Diagnostic, MemoryChange, TrackerMemory } from "./tracker.ts";

/** A message to the partner: plaintext until the file it travels in is acknowledged. */
export interface OutboxEntry {
  readonly connection: string;
  readonly life: string;
  readonly number: number;
  /** JSON of the message, without its id. */
  readonly body: string;
  /** Sequence of the file it was sealed into; null: not yet. */
  readonly sequence: number | null;
}

/** A sealed file of our stream. Its bytes never change. */
export interface SentFile {
  readonly connection: string;
  readonly generation: number;
  readonly sequence: number;
  readonly name: string;
  readonly hash: string;
  readonly size: number;
}

/** A message of the partner, durably stored and not yet dealt with; what it says is read apart. */
export interface InboxEntry {
  /** Grows in order of arrival. */
  readonly row: number;
  readonly connection: string;
  readonly sequence: number;
  readonly life: string;
  readonly number: number;
  /** Only messages about an issue have one; they wait with it. */
  readonly issue: IssueId | null;
  /** Length of its JSON in UTF-16 code units. */
  readonly characters: number;
  /** What it counts where partners share the time (`sync/message-work.ts`). */
  readonly work: number;
}

/** As it is put into the inbox. */
export type ArrivedMessage = Omit<InboxEntry, "row" | "characters" | "work"> & {
  readonly body: string;
  /** Absent: what a small message counts. */
  readonly work?: number;
  /** Only a later version understands it. */
  readonly tooNew?: boolean;
};

/** `no issue`: only messages that are about none; `too new`: those of them that arrived so. */
export type InboxPart = "all" | "no issue" | "too new";

export interface SubmittedCommand {
  readonly id: string;
  readonly command: Command;
  readonly outcome: CommandOutcome | null;
}

/** `""`: nothing of it is agreed. */
export interface AgreedFingerprint {
  readonly issue: IssueId;
  readonly fingerprint: string | null;
}

/** An entry of the list of a connection, with the stamp of the connection's own numbering (docs/PROTOCOL.md 7). */
export interface NumberedEntry {
  readonly issue: IssueId;
  readonly key: string;
  readonly stamp: number;
  /** null: it is shared. */
  readonly became: "deleted" | "not shared" | null;
}

export type NumberedEvent = AuditEvent & { readonly sequence: number };

/** `told`: its number among those that the connection's partner may be told. */
export type ToldEvent = NumberedEvent & { readonly told: number };

/** A file of a partner as it signed it (docs/PROTOCOL.md 6, "Evidence"). */
export interface SignedFile {
  readonly connection: string;
  readonly kind: "message" | "acknowledgement" | "identity";
  readonly name: string;
  /** The identity key that it was checked with, base32. */
  readonly key: string;
  /** Milliseconds since 1970, display only. */
  readonly time: number;
  readonly bytes: Uint8Array;
}

/** Who the partner of a connection is, as this side knows it: what the signatures of its files are checked by. */
export interface Signer {
  readonly connection: string;
  readonly name: string;
  /** Participant id: the hash of its first identity key. */
  readonly partner: string;
  readonly partnerName: string;
  /** Of the setup. */
  readonly key: string;
}

/** Row of an issue's state with what the engine asks for by index. */
export interface IssueSyncRow {
  readonly sync: IssueSync;
  readonly status: SyncStatus;
  /** There may be something to send. */
  readonly due: boolean;
  /** Where it was worked out; it is not read back with the state. */
  readonly print?: AgreedPrint;
}

/** Stands for what is agreed of an issue (docs/PROTOCOL.md 9). */
export interface AgreedPrint {
  /** Empty: there is nothing to be compared. */
  readonly fingerprint: string;
  /** What is agreed of it is that it is deleted. */
  readonly isDeleted: boolean;
}

/** What outside this program keeps the store from working. `newer schema`: a newer version of it has taken the project over. */
export type StoreTrouble = "full" | "busy" | "io" | "damaged" | "newer schema";

/**
 * Thrown, not returned: it meets a transaction at any of its writes, deep inside work that can do nothing about it. Nothing of
 * that transaction was kept; the same one may succeed once the cause is gone.
 */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
  readonly trouble: StoreTrouble;

  constructor(trouble: StoreTrouble, cause?: unknown) {
    super(trouble, { cause });
    this.trouble = trouble;
  }
}

/**
 * The durable memory of one project, shared by all its windows and the command line. Reading shows what was committed last
 * (inside `transaction`: its own writes, too). All writing happens inside `transaction`: all of it or nothing, durable when it
 * returns. Everything is synchronous; transactions do not nest.
 */
export interface Store extends TrackerMemory {
  transaction<T>(work: () => T): T;
  /** What `work` reads is of one commit, whoever commits meanwhile. It may stand inside another one or a transaction; it does not wait. */
  reading<T>(work: () => T): T;

  /** Small facts about the project: id, name, counters. */
  fact(name: string): string | null;
  setFact(name: string, value: string): void;
  /** All whose names begin so. */
  removeFacts(prefix: string): void;
  /** Greater than every stamp given before. */
  nextStamp(): number;
  /** The newest stamp given. */
  stamp(): number;

  connections(): readonly Connection[];
  connection(id: string): Connection | null;
  putConnection(connection: Connection): void;
  /** The connection, its issue states, outbox, files and inbox. Local issues stay; those that had a state are stamped. */
  removeConnection(id: string): void;

  issue(id: IssueId): LocalIssue | null;
  issueByKey(key: string): LocalIssue | null;
  /** Stamps it, and keeps since when it is known; what is given of both is ignored. */
  putIssue(issue: Omit<LocalIssue, "stamp">): void;
  /**
   * In order of stamp, those with a greater one than `since`; stubs only of what was there at `since`, none for 0 (docs/PROTOCOL.md 7). `after`: the stamp
   * of the last one that was read, where the reading that began at `since` goes on.
   */
  issuesSince(since: number, limit: number, after?: number): readonly LocalIssue[];
  /** Ids in order, after the given one (null: from the start), stubs left out: walking all in bounded steps. */
  issueIds(after: IssueId | null, limit: number): readonly IssueId[];
  /** Stubs, the one that changed last first. */
  goneIssues(limit: number): readonly LocalIssue[];
  /** Number of issues by status of the row, stubs left out. */
  countIssues(): Readonly<Record<SyncStatus, number>>;

  sync(connection: string, issue: IssueId): IssueSync | null;
  syncsOf(issue: IssueId): readonly IssueSyncRow[];
  /** Where the issue (null: each issue) stands on its connections, without reading the states; in order of issue and connection. */
  issueShares(issue: IssueId | null): readonly (IssueShare & { readonly issue: IssueId })[];
  /** The statuses of these rows alone, without reading the states. */
  statusesOf(issue: IssueId): readonly SyncStatus[];
  /** The issue is stamped, too, if it is there: its state is shown with it. */
  putSync(row: IssueSyncRow): void;
  /** Issues with something to send, oldest change first. */
  dueSyncs(connection: string, limit: number): readonly IssueSync[];
  /** States whose write was intended and not performed. */
  pendingWrites(connection: string): readonly IssueSync[];
  syncsWithStatus(connection: string, status: SyncStatus, limit: number): readonly IssueSync[];
  syncByPartnerKey(connection: string, partnerKey: string): IssueSync | null;
  /** Number of issues by their status on the connection, stubs left out. */
  countSyncs(connection: string): Readonly<Record<SyncStatus, number>>;
  /** The same without those of which nothing ever left. */
  countTold(connection: string): Readonly<Record<SyncStatus, number>>;

  /** In order of issue: what stands for what is agreed of each, as it was put with the state, or by `setFingerprint` since; null: neither. */
  fingerprints(connection: string, range: IssueRange, limit: number): readonly AgreedFingerprint[];
  /** Issues of which nobody has put one. */
  unprinted(connection: string, limit: number): readonly IssueId[];
  /** `isDeleted`: what is agreed of it is that it is deleted. */
  setFingerprint(connection: string, issue: IssueId, fingerprint: string, isDeleted: boolean): void;

  /** The connection's own list of issues is numbered anew, under this name. */
  numberAnew(connection: string, numbering: string): void;
  /** Its name; null: nothing was numbered yet. */
  numbering(connection: string): string | null;
  /**
   * Looks through so many issues behind `after`, and gives the next numbers of the connection to those whose entry is another one than when it was numbered
   * last, in order of issue. The last issue looked at; null: there is none behind it.
   */
  numberChanges(connection: string, after: IssueId | null, limit: number): IssueId | null;
  /** In order of stamp, those with a greater one than `since`; stubs only of what was listed at `since`, none for 0. */
  numberedSince(connection: string, since: number, limit: number): readonly NumberedEntry[];

  /** The issue has a link to another one, of which the partner does not know yet. */
  addWaitingLink(connection: string, target: IssueId, issue: IssueId): void;
  /** The partner knows it now: those that have a link to it are due. */
  endWaitingLinks(connection: string, target: IssueId): void;
  /** The oldest first. */
  dueLinks(limit: number): readonly IssueId[];
  /** Of those that are due: some are no more, and some are due after all others. */
  putDueLinks(seen: readonly IssueId[], later: readonly IssueId[]): void;

  asked(connection: string, id: string): AskedOperation | null;
  /** All parts of an operation; null: of all that are in one of these states, the oldest first. */
  askedParts(id: string | null, states: readonly AskedState[]): readonly AskedOperation[];
  /** Of this name on the connection, the newest first. */
  newestAsked(connection: string, operation: OperationName, limit: number): readonly AskedOperation[];
  putAsked(operation: AskedOperation): void;
  answered(connection: string, id: string): AnsweredOperation | null;
  /** In these states, the oldest first. */
  answeredIn(connection: string, states: readonly AnsweredState[]): readonly AnsweredOperation[];
  putAnswered(operation: AnsweredOperation): void;

  /** Of a connection, a content that nobody here asked for. */
  unaskedContent(connection: string, attachment: AttachmentId): UnaskedContent | null;
  /** In these states and due by then, the smallest first. */
  unaskedContents(connection: string, states: readonly UnaskedState[], due: number, limit: number): readonly UnaskedContent[];
  putUnasked(content: UnaskedContent): void;
  removeUnasked(connection: string, attachment: AttachmentId): void;
  /** All in these states. */
  forgetUnasked(connection: string, states: readonly UnaskedState[]): void;

  addOutbox(entries: readonly OutboxEntry[]): void;
  /** In order of life and number as added, not sealed yet, until either limit is reached (at least one if there is any). */
  unsealed(connection: string, limits: { readonly count: number; readonly bytes: number }): readonly OutboxEntry[];
  /** Takes the message of this id, `life.number`, out again, unless it is sealed. Whether it was taken out. */
  withdraw(connection: string, id: string): boolean;
  /** These entries, the next unsealed ones, travel in this file now. */
  putFile(file: SentFile, bytes: Uint8Array, entries: readonly OutboxEntry[]): void;
  files(connection: string): readonly SentFile[];
  fileBytes(connection: string, name: string): Uint8Array | null;
  /** Forgets files up to this sequence and the entries that travelled in them. */
  acknowledged(connection: string, sequence: number): void;
  /** Forgets all that waits for the partner, sealed into files or not. */
  dropOutbox(connection: string): void;
  /** A new generation begins: forgets all files; the entries that travelled in them wait to be sealed again, in their order. */
  unseal(connection: string): void;
  /** Messages waiting: to be acknowledged by the partner, and to be dealt with here. */
  queues(connection: string): { readonly out: number; readonly in: number };

  /** Highest number taken of this life; 0 when none. */
  mark(connection: string, life: string): number;
  addInbox(entries: readonly ArrivedMessage[]): void;
  /**
   * In order of arrival, after the given row; fewer than `limit` where they are large, but one at least if there is any. Raises the marks
   * of the entries' lives when added, not here.
   */
  inbox(connection: string, after: number, limit: number, which?: InboxPart): readonly InboxEntry[];
  /** What waits, without reading it. */
  inboxSize(connection: string, which: InboxPart): { readonly messages: number; readonly bytes: number };
  /** How much work all that waits is; from an index. */
  inboxWork(connection: string): number;
  /** The same with the message's JSON. */
  inboxEntry(row: number): (InboxEntry & { readonly body: string }) | null;
  removeInbox(rows: readonly number[]): void;

  remember(changes: readonly MemoryChange[]): void;
  setDiagnostics(at: string, found: readonly Diagnostic[]): void;
  diagnostics(): readonly Diagnostic[];

  /** In one transaction each is numbered in its order; one that is `told` gets the next number among those of its connection, too. */
  addAudit(events: readonly (AuditEvent & { readonly told?: true })[]): void;
  /** Sequence number of the newest; 0: none. */
  newestAudit(): number;
  /** In order, with their sequence numbers, after the given one. */
  audits(since: number, limit: number): readonly NumberedEvent[];
  /** Of one issue, newest first. */
  auditsOf(issue: IssueId, limit: number): readonly NumberedEvent[];
  /** Of our own files on a connection, in order, after the given sequence number. */
  fileAudits(connection: string, since: number, limit: number): readonly NumberedEvent[];

  /** Newest first, before the given sequence number; null: of all connections. */
  newestAudits(connection: string | null, before: number, limit: number): readonly NumberedEvent[];
  /** Of a connection, those that are told, in order, after this one of their own numbers; and the newest number, 0: none. */
  toldAudits(connection: string, since: number, limit: number): readonly ToldEvent[];
  newestTold(connection: string): number;

  /** A signed file of a partner; one that is known stays as it is. Of each connection the newest are kept, up to a bound; identity files for good. */
  addSigned(file: SignedFile): void;
  /** Row of the newest one; 0: there is none. */
  newestSigned(): number;
  /** In order, after the given row, one at least if there is any. They stay when their connection is forgotten. */
  signedFiles(after: number, limit: number): readonly (SignedFile & { readonly row: number })[];
  signedFile(connection: string, name: string): SignedFile | null;
  /** Who signed the files of a connection that is forgotten, if any are kept. */
  keepSigner(signer: Signer): void;
  /** Of the connections that are forgotten. */
  signers(): readonly Signer[];

  /** Grave ones that are open first; else the newest first. */
  alarms(which: "open" | "all", limit: number): readonly KeptAlarm[];
  openAlarm(connection: string, raiser: KeptAlarm["raiser"], likeness: string): KeptAlarm | null;
  /** Open ones of this raiser about a connection: the grave ones, or the others. */
  countAlarms(connection: string, raiser: KeptAlarm["raiser"], grave: boolean): number;
  /** A new one (`id` 0), or another state of one. Of those that are acknowledged a bounded number is kept, the newest. */
  putAlarm(alarm: KeptAlarm, likeness: string): void;

  submit(id: string, command: Command): void;
  openCommands(): readonly SubmittedCommand[];
  finishCommand(id: string, outcome: CommandOutcome): void;
  command(id: string): SubmittedCommand | null;
}
