import type { CommentId, IssueId } from "../../src/model/document.ts";
import type { Failure } from "../../src/model/failure.ts";
import { newId } from "../../src/model/ids.ts";
import { type Link, withLinks } from "../../src/model/link.ts";
import type { TrackerAttachment, TrackerChange, TrackerComment, TrackerIssue } from "../../src/model/tracker-issue.ts";
import { type Value, canonicalValue } from "../../src/model/value.ts";
import { attachmentPart, linkPart } from "../../src/sync/rules.ts";
import type {
  MemoryChange,
  Observation,
  Tracker,
  TrackerBatch,
  TrackerLimits,
  TrackerMemory,
  TrackerWrite,
  WriteOutcome,
} from "../../src/ports/tracker.ts";

interface Stored {
  readonly key: string;
  readonly fields: Readonly<Record<string, Value>>;
  readonly comments: readonly TrackerComment[];
  readonly share: readonly string[];
  readonly attachments?: readonly TrackerAttachment[];
  readonly links?: readonly Link[];
  /** Grows with every change of anything in the tracker: its version. */
  readonly revision: number;
}

/** What survives a crash of whoever uses the tracker. Give it to a second `MemoryTracker` to go on. */
export class MemoryTrackerContent {
  readonly issues = new Map<IssueId, Stored>();
  readonly trash = new Map<IssueId, Stored>();
  /** Effect id -> revision that it left behind: a write that is tried again. */
  readonly effects = new Map<string, number>();
  revision = 0;
  lastKey = 0;
}

export interface MemoryTrackerOptions {
  readonly content: MemoryTrackerContent;
  readonly memory: TrackerMemory;
  readonly prefix: string;
  readonly now: () => number;
  readonly random: (length: number) => Uint8Array;
  /** What the tracker makes of a value (cut, rounded, trimmed). */
  readonly normalise?: (field: string, value: Value) => Value;
  /** Whether the tracker has no place for a value. */
  readonly refuses?: (field: string, value: Value) => boolean;
  /** Why a write cannot be done now. */
  readonly later?: (write: TrackerWrite) => Extract<WriteOutcome, { kind: "later" }>["because"] | null;
  /** Called when a write is about to happen: a user's edit here makes it stale. */
  readonly beforeWrite?: (write: TrackerWrite) => void;
  /** What it has a place for beside fields and comments; without it files and links. */
  readonly holds?: TrackerLimits["holds"];
  /** Observations in one batch. */
  readonly batchSize?: number;
}

const SEEN = "seen:";

/**
 * A tracker in memory that keeps every promise of the port, with knobs for what real ones do. What it has reported stands in the memory
 * rows only, so that a dropped batch is reported again.
 */
export class MemoryTracker implements Tracker {
  readonly limits: TrackerLimits;
  readonly #options: MemoryTrackerOptions;
  readonly #hints = new Set<() => void>();

  constructor(options: MemoryTrackerOptions) {
    this.#options = options;
    this.limits = { holds: options.holds ?? { attachments: true, links: true }, fields: null, longestText: 1_000_000, tombstones: true };
  }

  // What a user of the tracker does.

  add(fields: TrackerIssue["fields"], share: readonly string[] = []): IssueId {
    const id = this.#newId();
    this.#store(id, { key: this.#newKey(), fields: canonicalFields(fields), comments: [], share });
    return id;
  }
  edit(id: IssueId, field: string, value: Value): void {
    const stored = this.#there(id);
    this.#store(id, { ...stored, fields: canonicalFields({ ...stored.fields, [field]: value }) });
  }
  mark(id: IssueId, share: readonly string[]): void {
    this.#store(id, { ...this.#there(id), share });
  }
  comment(id: IssueId, author: string, body: string, internal = false): CommentId {
    const stored = this.#there(id);
    const comment = { id: this.#newId(), author, created: new Date(this.#options.now()).toISOString(), body, internal };
    this.#store(id, { ...stored, comments: [...stored.comments, comment] });
    return comment.id;
  }
  editComment(id: IssueId, comment: CommentId, body: string): void {
    const stored = this.#there(id);
    this.#store(id, { ...stored, comments: stored.comments.map((one) => (one.id === comment ? { ...one, body } : one)) });
  }
  removeComment(id: IssueId, comment: CommentId): void {
    const stored = this.#there(id);
    this.#store(id, { ...stored, comments: stored.comments.filter((one) => one.id !== comment) });
  }
  remove(id: IssueId): void {
    this.#options.content.issues.delete(id);
    this.#hint();
  }

  // The port.

  async *changes(): AsyncGenerator<TrackerBatch> {
    const { content, memory, batchSize = 500 } = this.#options;
    let observations: Observation[] = [];
    let rows: MemoryChange[] = [];
    const seen = new Map(memory.list(SEEN).map(({ key, value }) => [key.slice(SEEN.length), value]));
    for (const id of [...new Set([...content.issues.keys(), ...seen.keys()])].sort()) {
      const stored = content.issues.get(id);
      const before = seen.get(id);
      if (stored === undefined && before !== undefined) {
        observations.push({ kind: "gone", id, key: before.slice(before.indexOf(" ") + 1) });
        rows.push({ key: SEEN + id, value: null });
      } else if (stored !== undefined && before !== seenRow(stored)) {
        observations.push({ kind: "issue", issue: issueOf(id, stored) });
        rows.push({ key: SEEN + id, value: seenRow(stored) });
      }
      if (observations.length < batchSize) continue;
      yield { observations, diagnostics: [], memory: rows, unsettled: false };
      [observations, rows] = [[], []];
    }
    if (observations.length > 0) yield { observations, diagnostics: [], memory: rows, unsettled: false };
  }

  async read(ids: readonly IssueId[]): Promise<readonly TrackerIssue[]> {
    return ids.flatMap((id) => {
      const stored = this.#options.content.issues.get(id);
      return stored === undefined ? [] : [issueOf(id, stored)];
    });
  }

  async write(writes: readonly TrackerWrite[]): Promise<readonly WriteOutcome[]> {
    return writes.map((write) => this.#write(write));
  }

  async standHere(): Promise<readonly MemoryChange[]> {
    return [];
  }

  async answer(): Promise<readonly MemoryChange[]> {
    return [];
  }

  async join(from: IssueId, to: IssueId): Promise<readonly MemoryChange[]> {
    const { content } = this.#options;
    const ours = content.issues.get(from);
    const theirs = content.issues.get(to);
    if (ours === undefined) return [];
    if (theirs !== undefined) content.trash.set(to, theirs);
    content.issues.delete(from);
    const joined = this.#store(to, ours);
    return [
      { key: SEEN + from, value: null },
      { key: SEEN + to, value: seenRow(joined) },
    ];
  }

  async place(id: IssueId): Promise<string | null> {
    const [found] = await this.read([id]);
    return found ? id : null;
  }
  issueAt(place: string): IssueId | null {
    return place;
  }
  watch(hint: () => void, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#hints.add(hint);
    signal.addEventListener("abort", () => this.#hints.delete(hint), { once: true });
  }

  #write(write: TrackerWrite): WriteOutcome {
    const { content, later, beforeWrite } = this.#options;
    const because = later?.(write) ?? null;
    if (because !== null) return { kind: "later", because, afterMs: 1000 };
    beforeWrite?.(write);
    const stored = content.issues.get(write.issue);
    const version = stored === undefined ? null : String(stored.revision);
    const tried = content.effects.get(write.effect);
    if (write.action.kind === "delete") {
      if (stored === undefined) return this.#removed(write.issue);
      if (version !== write.expectedVersion) return { kind: "stale" };
      content.trash.set(write.issue, stored);
      content.issues.delete(write.issue);
      return this.#removed(write.issue);
    }
    const { kept, refused } = this.#accepted(write.action.change);
    if (stored !== undefined && tried === stored.revision) return this.#applied(write.issue, stored, refused);
    if (version !== write.expectedVersion) return { kind: "stale" };
    const base = stored ?? content.trash.get(write.issue) ?? { key: this.#newKey(), fields: {}, comments: [], share: [], revision: 0 };
    const next = this.#store(write.issue, changed(base, kept));
    content.effects.set(write.effect, next.revision);
    return this.#applied(write.issue, next, refused);
  }

  #accepted(change: TrackerChange): { readonly kept: TrackerChange; readonly refused: readonly Failure[] } {
    const { normalise = (_, value) => value, refuses = () => false } = this.#options;
    const given = Object.entries(change.fields ?? {});
    const refused = given.filter(([name, value]) => refuses(name, value));
    const { holds } = this.limits;
    const { attachments = [], removedAttachments: _, links, ...rest } = change;
    const unheld = [
      ...(holds.attachments ? [] : attachments.map(({ id }) => attachmentPart(id))),
      ...(holds.links ? [] : (links?.added ?? []).map(linkPart)),
    ];
    const fields = given
      .filter(([name, value]) => !refuses(name, value))
      .map(([name, value]): [string, Value] => [name, canonicalValue(normalise(name, value))]);
    return {
      kept: {
        ...(holds.attachments ? change : rest),
        links: holds.links && links ? links : { added: [], removed: [] },
        fields: Object.fromEntries(fields),
      },
      refused: [
        ...refused.map(([field, value]): Failure => ({ code: "TRACKER_REFUSED", field, value })),
        ...unheld.map((field): Failure => ({ code: "NO_FIELD", field })),
      ],
    };
  }

  #applied(id: IssueId, stored: Stored, refused: readonly Failure[]): WriteOutcome {
    return { kind: "applied", issue: issueOf(id, stored), refused, memory: [{ key: SEEN + id, value: seenRow(stored) }] };
  }

  #removed(id: IssueId): WriteOutcome {
    return { kind: "applied", issue: null, refused: [], memory: [{ key: SEEN + id, value: null }] };
  }

  #store(id: IssueId, issue: Omit<Stored, "revision">): Stored {
    const { content } = this.#options;
    const stored = { ...issue, revision: ++content.revision };
    content.issues.set(id, stored);
    this.#hint();
    return stored;
  }

  #there(id: IssueId): Stored {
    const stored = this.#options.content.issues.get(id);
    if (stored === undefined) throw new Error(`no issue ${id}`);
    return stored;
  }

  #newId(): string {
    return newId(this.#options.now(), this.#options.random(10));
  }
  #newKey(): string {
    return `${this.#options.prefix}-${++this.#options.content.lastKey}`;
  }
  #hint(): void {
    for (const hint of this.#hints) hint();
  }
}

function seenRow(stored: Stored): string {
  return `${stored.revision} ${stored.key}`;
}

function issueOf(id: IssueId, stored: Stored): TrackerIssue {
  const { revision, ...issue } = stored;
  return { ...issue, id, version: String(revision) };
}

function canonicalFields(fields: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.fromEntries(
    Object.entries(fields)
      .map(([name, value]): [string, Value] => [name, canonicalValue(value)])
      .filter(([, value]) => value !== null),
  );
}

function changed(stored: Stored, change: TrackerChange): Omit<Stored, "revision"> {
  const comments = new Map(stored.comments.map((comment) => [comment.id, comment]));
  for (const comment of change.comments ?? []) comments.set(comment.id, comment);
  for (const id of change.removedComments ?? []) comments.delete(id);
  const attachments = new Map(stored.attachments?.map((attachment) => [attachment.id, attachment]));
  for (const attachment of change.attachments ?? []) attachments.set(attachment.id, attachment);
  for (const id of change.removedAttachments ?? []) attachments.delete(id);
  const links = withLinks(stored.links, change.links ?? {});
  return {
    key: stored.key,
    fields: canonicalFields({ ...stored.fields, ...change.fields }),
    comments: [...comments.values()],
    share: change.share ?? stored.share,
    ...(attachments.size > 0 && { attachments: [...attachments.values()] }),
    ...(links && { links }),
  };
}
