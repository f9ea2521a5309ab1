import type { IssueId } from "../../src/model/document.ts";
import type { Failure } from "../../src/model/failure.ts";
import { canonicalLinks, linksBeyond } from "../../src/model/link.ts";
import type { TrackerAttachment, TrackerChange, TrackerComment, TrackerIssue } from "../../src/model/tracker-issue.ts";
import { type Value, canonicalValue, sameValue } from "../../src/model/value.ts";
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
import type { EndPoints } from "./process-end.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { TrackerNature } from "./tracker-nature.ts";

export interface SimulatedTrackerOptions {
  readonly prefix: string;
  readonly nature: TrackerNature;
  readonly memory: () => TrackerMemory;
  readonly random: SeededRandom;
  readonly points: EndPoints;
  /** Whether a write's outcome says what to remember, so that the next reading skips it; trackers do the one or the other. */
  readonly remembersWrites: boolean;
}

const LIMITS: TrackerLimits = {
  holds: { attachments: true, links: true },
  fields: null,
  longestText: 100_000,
  tombstones: true,
  respells: true,
};
const ROW = "seen:";
/** Observations in one batch: few, so that a process ends between two of them. */
const BATCH = 2;
/** Older texts of an issue that an editor may still hold. */
const KEPT = 5;

interface Held {
  issue: TrackerIssue;
  /** Contents that the project knew at some time, oldest first. */
  known: TrackerIssue[];
  /** What the present content descends from, where that is older than what the project knew last. */
  ancestor: TrackerIssue | null;
  /** What the project created it over: what lay in the trash, null for nothing; undefined: a user made it. */
  madeFrom: TrackerIssue | null | undefined;
}

/**
 * A tracker in memory that normalises, refuses, is edited at any moment and by stale editors, and outlives the process. Its reading
 * position lives in the project's store, as the port demands. Writes have no key of their own: a repeated one is recognised by
 * what it would have made of the version it was decided on.
 */
export class SimulatedTracker implements Tracker {
  readonly limits: TrackerLimits;
  /** Called before each write is looked at: a user may be quicker. */
  beforeWrite: () => void = () => undefined;
  /** Its disk is full, or somebody holds its files: nothing is written until that is over. */
  failing = false;
  /** Whether the content of a file lies here, where a history has a place for contents: then no line says it. */
  isHere: ((issue: IssueId, attachment: TrackerAttachment) => boolean) | null = null;
  readonly #options: SimulatedTrackerOptions;
  #issues = new Map<IssueId, Held>();
  #trash = new Map<IssueId, TrackerIssue>();
  readonly #unsaved = new Set<IssueId>();
  #versions = 0;
  #keys = 0;

  constructor(options: SimulatedTrackerOptions) {
    this.#options = options;
    this.limits = { ...LIMITS, ...(options.nature.holds && { holds: options.nature.holds }) };
  }

  async *changes(): AsyncIterable<TrackerBatch> {
    const memory = this.#options.memory();
    for (const [id, { issue }] of this.#issues)
      if (issue.attachments?.some((attachment) => this.isHere && this.isHere(id, attachment) !== attachment.here)) this.edit(id, {});
    const observations: { observation: Observation; memory: MemoryChange }[] = [];
    for (const [id, held] of this.#issues) {
      if (memory.get(ROW + id) === held.issue.version) continue;
      observations.push({
        observation: { kind: "issue", issue: held.issue, ...(held.ancestor && { ancestor: held.ancestor }) },
        memory: { key: ROW + id, value: held.issue.version },
      });
    }
    for (const { key } of memory.list(ROW)) {
      const id = key.slice(ROW.length);
      if (this.#issues.has(id)) continue;
      observations.push({ observation: { kind: "gone", id, key: this.#trash.get(id)?.key ?? id }, memory: { key, value: null } });
    }
    for (let i = 0; i < observations.length; i += BATCH) {
      const part = observations.slice(i, i + BATCH);
      yield { observations: part.map((one) => one.observation), diagnostics: [], memory: part.map((one) => one.memory), unsettled: false };
      for (const { observation } of part) if (observation.kind === "issue") this.#note(observation.issue);
    }
  }

  async read(ids: readonly IssueId[]): Promise<readonly TrackerIssue[]> {
    return ids.flatMap((id) => this.#issues.get(id)?.issue ?? []);
  }

  async write(writes: readonly TrackerWrite[]): Promise<readonly WriteOutcome[]> {
    const outcomes: WriteOutcome[] = [];
    for (const write of writes) {
      this.beforeWrite();
      this.#options.points.pass("before a tracker write");
      outcomes.push(this.#perform(write));
      this.#options.points.pass("after a tracker write");
    }
    return outcomes;
  }

  async standHere(): Promise<readonly MemoryChange[]> {
    return [];
  }

  async answer(): Promise<readonly MemoryChange[]> {
    return [];
  }

  async join(): Promise<readonly MemoryChange[]> {
    return [];
  }

  async place(id: IssueId): Promise<string | null> {
    const [found] = await this.read([id]);
    return found ? id : null;
  }
  issueAt(place: string): IssueId | null {
    return place;
  }
  watch(): void {
    // Histories make their passes themselves.
  }

  ids(): readonly IssueId[] {
    return [...this.#issues.keys()];
  }

  trashed(): readonly IssueId[] {
    return [...this.#trash.keys()];
  }

  issue(id: IssueId): TrackerIssue | null {
    return this.#issues.get(id)?.issue ?? null;
  }

  isUnsaved(id: IssueId): boolean {
    return this.#unsaved.has(id);
  }

  /** An editor holds the issue with edits that are not saved: it must not be written to. */
  open(id: IssueId): void {
    this.#unsaved.add(id);
  }

  close(id: IssueId): void {
    this.#unsaved.delete(id);
  }

  add(id: IssueId, change: TrackerChange): void {
    this.#put(id, { id, key: this.#nextKey(), version: "", fields: {}, comments: [], share: [] }, change);
  }

  /** A user's change. Gives the issue as it is held now. */
  edit(id: IssueId, change: TrackerChange): TrackerIssue {
    const held = this.#held(id);
    if (this.#options.memory().get(ROW + id) === held.issue.version) held.ancestor = null;
    return this.#put(id, held.issue, change);
  }

  /** A file whose content is not here any more: its line stays. */
  miss(id: IssueId, attachment: string): void {
    const file = this.#issues.get(id)?.issue.attachments?.find((one) => one.id === attachment);
    if (!file) return;
    // A line that is said anew says nothing of where its content lies: it goes and comes again.
    this.edit(id, { removedAttachments: [attachment] });
    this.edit(id, { attachments: [{ ...file, here: false }] });
  }

  /** Contents that an editor of this issue may have been opened with. */
  known(id: IssueId): readonly TrackerIssue[] {
    return this.#held(id).known;
  }

  /** An editor that was opened with an older text saves over whatever stands there now. `files`: those that it names, as they lie there by now. */
  saveStale(id: IssueId, old: TrackerIssue, change: TrackerChange, files = old.attachments): TrackerIssue {
    const { attachments: _, ...rest } = old;
    const text = { ...rest, ...(files && { attachments: files }), share: this.#held(id).issue.share };
    const saved = this.#put(id, text, change);
    this.#held(id).ancestor = old;
    return saved;
  }

  remove(id: IssueId): void {
    const held = this.#held(id);
    this.#trash.set(id, held.issue);
    this.#issues.delete(id);
    this.#unsaved.delete(id);
  }

  restore(id: IssueId): TrackerIssue {
    const issue = this.#trash.get(id);
    if (!issue) throw new Error(`not in the trash: ${id}`);
    this.#trash.delete(id);
    return this.#put(id, issue, {});
  }

  /** As it is now; `putBack` makes it so again. Versions are never used twice. */
  save(): { readonly putBack: () => void } {
    const issues = new Map([...this.#issues].map(([id, held]) => [id, { ...held }]));
    const trash = new Map(this.#trash);
    return {
      putBack: () => {
        this.#issues = new Map([...issues].map(([id, held]) => [id, { ...held }]));
        this.#trash = new Map(trash);
        this.#unsaved.clear();
      },
    };
  }

  #perform(write: TrackerWrite): WriteOutcome {
    const held = this.#issues.get(write.issue);
    if (this.failing) return { kind: "later", because: "busy", afterMs: 1000 };
    if (this.#unsaved.has(write.issue)) return { kind: "later", because: "unsaved", afterMs: 1000 };
    if (write.action.kind === "delete") {
      if (held && held.issue.version !== write.expectedVersion) return { kind: "stale" };
      if (held) this.remove(write.issue);
      return { kind: "applied", issue: null, refused: [], memory: this.#remember(write.issue, null) };
    }
    const { change, refused } = this.#possible(write.action.change);
    const expected = held ? held.issue.version : null;
    if (expected !== write.expectedVersion) {
      if (!held || !this.#isEarlierTry(held, write.expectedVersion, change)) return { kind: "stale" };
      return { kind: "applied", issue: held.issue, refused, memory: this.#remember(write.issue, held.issue.version) };
    }
    const before = held?.issue ?? this.#trash.get(write.issue);
    this.#trash.delete(write.issue);
    const from = before ?? { id: write.issue, key: this.#nextKey(), version: "", fields: {}, comments: [], share: [] };
    const issue = held && sameContent(held.issue, this.#applied(held.issue, change)) ? held.issue : this.#put(write.issue, from, change);
    if (issue !== held?.issue) this.#held(write.issue).madeFrom = before ?? null;
    this.#held(write.issue).ancestor = null;
    this.#note(issue);
    return { kind: "applied", issue, refused, memory: this.#remember(write.issue, issue.version) };
  }

  /** What of a change this tracker can hold. */
  #possible(change: TrackerChange): { change: TrackerChange; refused: Failure[] } {
    const { nature } = this.#options;
    const { attachments, links } = this.limits.holds;
    if ((!attachments && change.attachments) || (!links && change.links)) throw new Error("asked to write what it has no place for");
    const refused: Failure[] = [];
    const fields = Object.entries(change.fields ?? {}).filter(([name, value]) => {
      if (!nature.refuses(name, value)) return true;
      refused.push({ code: "TRACKER_REFUSED", field: name, value });
      return false;
    });
    return { change: { ...change, fields: Object.fromEntries(fields) }, refused };
  }

  /** Whether what stands there is exactly what the same write made before, and nobody touched it since. */
  #isEarlierTry(held: Held, expectedVersion: string | null, change: TrackerChange): boolean {
    const from = expectedVersion === null ? held.madeFrom : held.known.find((issue) => issue.version === expectedVersion);
    if (from === undefined || (from !== null && expectedVersion !== null && from.version !== expectedVersion)) return false;
    return sameContent(held.issue, this.#applied(from ?? { ...held.issue, fields: {}, comments: [], share: [] }, change));
  }

  #put(id: IssueId, from: TrackerIssue, change: TrackerChange): TrackerIssue {
    const issue = { ...this.#applied(from, change), version: `v${++this.#versions}` };
    const held = this.#issues.get(id);
    this.#issues.set(id, { issue, known: held?.known ?? [], ancestor: held?.ancestor ?? null, madeFrom: held?.madeFrom });
    return issue;
  }

  #applied(from: TrackerIssue, change: TrackerChange): TrackerIssue {
    const { nature } = this.#options;
    const fields = new Map(Object.entries(from.fields));
    for (const [name, given] of Object.entries(change.fields ?? {})) {
      const value = canonicalValue(nature.normalise(name, given));
      if (value === null) fields.delete(name);
      else fields.set(name, value);
    }
    const comments = new Map<string, TrackerComment>(from.comments.map((comment) => [comment.id, comment]));
    for (const comment of change.comments ?? [])
      comments.set(comment.id, { ...comment, body: asText(nature.normalise("comment", comment.body)) });
    for (const id of change.removedComments ?? []) comments.delete(id);
    const files = new Map(from.attachments?.map((attachment) => [attachment.id, attachment]));
    // A line that is said anew says nothing of where its content lies.
    for (const attachment of change.attachments ?? [])
      files.set(attachment.id, { ...attachment, here: attachment.here || files.get(attachment.id)?.here === true });
    for (const id of change.removedAttachments ?? []) files.delete(id);
    if (this.isHere) for (const file of files.values()) files.set(file.id, { ...file, here: this.isHere(from.id, file) });
    const links = canonicalLinks([...linksBeyond(change.links?.removed, from.links), ...(change.links?.added ?? [])]);
    const { attachments: _, links: __, ...rest } = from;
    return {
      ...rest,
      fields: Object.fromEntries(fields),
      comments: [...comments.values()],
      share: change.share ?? from.share,
      ...(files.size > 0 && { attachments: [...files.values()] }),
      ...(links && { links }),
    };
  }

  #remember(id: IssueId, version: string | null): MemoryChange[] {
    if (this.#options.remembersWrites || version === null) return [{ key: ROW + id, value: version }];
    // That it is there has to be remembered in any case, or nobody would miss it.
    return this.#options.memory().get(ROW + id) === null ? [{ key: ROW + id, value: "made" }] : [];
  }

  /** The project knows this content from now on. */
  #note(issue: TrackerIssue): void {
    const held = this.#issues.get(issue.id);
    if (!held || held.known.at(-1)?.version === issue.version) return;
    held.known = [...held.known, issue].slice(-KEPT);
  }

  #held(id: IssueId): Held {
    const held = this.#issues.get(id);
    if (!held) throw new Error(`no such issue: ${id}`);
    return held;
  }

  #nextKey(): string {
    return `${this.#options.prefix}-${++this.#keys}`;
  }
}

function sameContent(a: TrackerIssue, b: TrackerIssue): boolean {
  const names = new Set([...Object.keys(a.fields), ...Object.keys(b.fields)]);
  return (
    [...names].every((name) => sameValue(fieldIn(a, name), fieldIn(b, name))) &&
    JSON.stringify(a.comments) === JSON.stringify(b.comments) &&
    JSON.stringify([a.share, a.attachments, a.links]) === JSON.stringify([b.share, b.attachments, b.links])
  );
}

export function fieldIn(issue: TrackerIssue | null, name: string): Value {
  return issue?.fields[name] ?? null;
}

function asText(value: Value): string {
  return typeof value === "string" ? value : "";
}
