import { newId } from "../../src/model/ids.ts";
import { isOpenWrite } from "../../src/model/issue-sync.ts";
import type { TrackerIssue } from "../../src/model/tracker-issue.ts";
import { type Value, sameValue } from "../../src/model/value.ts";
import type { FileDeeds } from "./file-deeds.ts";
import { type Ledger, partsOf, textOf } from "./ledger.ts";
import type { SeededRandom } from "./seeded-random.ts";
import { CONNECTION, type SimulatedProject } from "./simulated-project.ts";
import { fieldIn } from "./simulated-tracker.ts";
import { FIELDS, type Values } from "./values.ts";
import type { Feature, Variant } from "./variants.ts";

interface Desk {
  readonly side: SimulatedProject;
  readonly partner: SimulatedProject;
  readonly ledger: Ledger;
  readonly values: Values;
  readonly random: SeededRandom;
  readonly variant: Variant;
  readonly now: () => number;
  /** His hand on files and links. */
  readonly files?: FileDeeds;
}

const MOST_ISSUES = 4;

/** Whoever works with one side's tracker, by hand, at any moment. Everything done is written into the ledger. */
export class User {
  readonly #desk: Desk;
  /** What an editor holds that is not saved. */
  readonly #drafts = new Map<string, { readonly field: string; readonly value: Value }>();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Does one thing. Gives what it was, for the trace. */
  act(): string {
    const { random } = this.#desk;
    const [what, act] = random.pick(this.#possible());
    return `${this.#desk.side.letter} ${what} ${act() ?? ""}`;
  }

  /** One more edit of some field; between the project's reading and its writing. */
  editQuickly(): void {
    const id = this.#any();
    const { files, random } = this.#desk;
    if (id !== null && files && random.chance(0.6)) files.actQuickly(id);
    else if (id !== null) this.#edit(id);
  }

  addIssue(shared: boolean): string {
    const { side, ledger, values, random, now } = this.#desk;
    const id = newId(now(), random.bytes(10));
    ledger.introduced.set(id, side.letter);
    side.tracker.add(id, { share: shared ? [CONNECTION] : [] });
    const title = values.unique("title");
    this.#type(id, "title", title);
    if (random.chance(0.5)) this.#type(id, "body", `${values.unique("line")}\n${values.unique("line")}`);
    return id;
  }

  saveAll(): void {
    for (const id of this.#drafts.keys()) this.#save(id);
  }

  #possible(): (readonly [string, () => string | undefined])[] {
    const { variant, side, random, files } = this.#desk;
    const id = this.#any();
    const has = (feature: Feature): boolean => variant.features.has(feature);
    const actions: (readonly [string, () => string | undefined])[] = [];
    const offer = (times: number, name: string, act: () => string | undefined): void => {
      for (let i = 0; i < times; i++) actions.push([name, act]);
    };
    if (id !== null) {
      offer(12, "edits", () => this.#edit(id));
      if (has("comments")) offer(5, "comments", () => this.#comment(id));
      if (has("deletes")) offer(1, "deletes", () => this.#delete(id));
      if (has("scope")) offer(3, "shares", () => this.#share(id));
      if (has("unsaved")) offer(3, "types without saving", () => this.#draft(id));
      if (has("stale saves")) offer(2, "saves an old text", () => this.#saveStale(id));
      for (const [times, name, act] of files?.offers(id) ?? []) offer(times, name, act);
    }
    const gone = side.tracker.trashed();
    if (has("deletes") && gone.length > 0) offer(1, "restores", () => this.#restore(random.pick(gone)));
    if (has("new issues") && side.tracker.ids().length < MOST_ISSUES)
      offer(id === null ? 5 : 1, "adds", () => this.addIssue(!has("scope") || random.chance(0.6)));
    if (actions.length === 0) offer(1, "rests", () => undefined);
    return actions;
  }

  #any(): string | null {
    const ids = this.#desk.side.tracker.ids();
    return ids.length === 0 ? null : this.#desk.random.pick(ids);
  }

  #edit(id: string): string {
    const { side, random, values } = this.#desk;
    if (this.#drafts.has(id)) return this.#save(id);
    const field = random.pick(FIELDS);
    const value = values.next(field, fieldIn(side.tracker.issue(id), field));
    this.#type(id, field, value);
    return `${id} ${field}: ${textOf(value)}`;
  }

  #type(id: string, field: string, value: Value): void {
    const { side, ledger } = this.#desk;
    const before = side.tracker.issue(id);
    if (isOpenWrite(side.row(id)?.sync.pendingWrite ?? null)) ledger.editedUnderWrite.add(id);
    const after = side.tracker.edit(id, { fields: { [field]: value } });
    ledger.edit(side.letter, id, field, fieldIn(before, field), fieldIn(after, field));
    this.#noteSecret(id, after, fieldIn(before, field), value);
  }

  /** Words of an issue that its introducer does not share stay here. */
  #noteSecret(id: string, issue: TrackerIssue, before: Value, value: Value): void {
    const { side, ledger, variant } = this.#desk;
    const hidden = ledger.introduced.get(id) === side.letter && !issue.share.includes(CONNECTION);
    if (hidden && !variant.small)
      for (const word of wordsIn(value)) if (!wordsIn(before).includes(word)) ledger.keepSecret(side.letter, id, word, false);
    if (typeof value === "object" && value !== null && "email" in value && value.email)
      ledger.keepSecret(side.letter, id, value.email, true);
  }

  #comment(id: string): string {
    const { side, random, values, ledger, now } = this.#desk;
    const comments = side.tracker.issue(id)?.comments ?? [];
    const own = comments.filter((comment) => ledger.comments.get(comment.id)?.who === side.letter);
    const theirs = comments.filter((comment) => ledger.comments.get(comment.id)?.who !== side.letter);
    if (own.length > 0 && random.chance(0.4)) {
      const known = ledger.comments.get(random.pick(own).id);
      const present = own.find((comment) => comment.id === known?.id);
      if (!known || !present) return "";
      if (random.chance(0.4)) {
        side.tracker.edit(id, { removedComments: [known.id] });
        Object.assign(known, { removed: true, discarded: false });
        return `${known.id} removed`;
      }
      const internal = random.chance(0.1) ? !known.internal : known.internal;
      const body = values.unique("comment");
      side.tracker.edit(id, { comments: [{ ...present, body, internal }] });
      Object.assign(known, { body, internal, removed: false, discarded: false });
      this.#noteCommentSecret(id, body, internal);
      return `${known.id} edited`;
    }
    if (theirs.length > 0 && random.chance(0.2)) {
      const other = random.pick(theirs);
      side.tracker.edit(
        id,
        random.chance(0.5) ? { removedComments: [other.id] } : { comments: [{ ...other, body: values.unique("scribble") }] },
      );
      return `${other.id} of the partner touched`;
    }
    const comment = newId(now(), random.bytes(10));
    const internal = random.chance(0.25);
    const body = values.unique("comment");
    side.tracker.edit(id, {
      comments: [{ id: comment, author: `Ann of ${side.letter} <ann@${side.letter}>`, created: null, body, internal }],
    });
    ledger.comments.set(comment, { who: side.letter, issue: id, id: comment, body, internal, removed: false });
    ledger.keepSecret(side.letter, id, `<ann@${side.letter}>`, true);
    this.#noteCommentSecret(id, body, internal);
    return `${comment} added`;
  }

  #noteCommentSecret(id: string, body: string, internal: boolean): void {
    const { side, ledger } = this.#desk;
    const hidden = ledger.introduced.get(id) === side.letter && !side.tracker.issue(id)?.share.includes(CONNECTION);
    if (internal || hidden) ledger.keepSecret(side.letter, id, body, internal);
  }

  #delete(id: string): string {
    const { side, ledger } = this.#desk;
    ledger.replaceAll(id, side.tracker.issue(id)?.fields ?? {}, side.letter);
    for (const { id: comment } of side.tracker.issue(id)?.comments ?? [])
      Object.assign(ledger.comments.get(comment) ?? {}, { discarded: true });
    for (const comment of ledger.comments.values()) if (comment.issue === id && comment.who === side.letter) comment.discarded = true;
    this.#drafts.delete(id);
    this.#desk.files?.deleted(id);
    side.tracker.remove(id);
    return id;
  }

  #restore(id: string): string {
    this.#desk.side.tracker.restore(id);
    return id;
  }

  #share(id: string): string {
    const { side, ledger } = this.#desk;
    const shared = !side.tracker.issue(id)?.share.includes(CONNECTION);
    side.tracker.edit(id, { share: shared ? [CONNECTION] : [] });
    if (shared && ledger.introduced.get(id) === side.letter) ledger.share(id);
    return `${id} ${shared}`;
  }

  #draft(id: string): string {
    const { side, random, values } = this.#desk;
    if (this.#drafts.has(id)) return this.#save(id);
    const field = random.pick(FIELDS);
    this.#drafts.set(id, { field, value: values.next(field, fieldIn(side.tracker.issue(id), field)) });
    side.tracker.open(id);
    return `${id} ${field}, not saved`;
  }

  #save(id: string): string {
    const { side } = this.#desk;
    const draft = this.#drafts.get(id);
    this.#drafts.delete(id);
    side.tracker.close(id);
    if (draft && side.tracker.issue(id)) this.#type(id, draft.field, draft.value);
    return `${id} saved`;
  }

  /** An editor that holds an older text saves it with one more edit: what changed since was not seen. */
  #saveStale(id: string): string {
    const { side, random, values, ledger } = this.#desk;
    const known = side.tracker.known(id);
    const present = side.tracker.issue(id);
    if (known.length < 2 || !present || this.#drafts.has(id)) return "nothing old";
    const old = random.pick(known);
    // What was done since the project looked last is in no text that it keeps, and nobody merges the texts of an issue that is not shared:
    // there the user himself saves over it.
    const alone = this.#isAlone(id);
    const newest = alone ? old : (known.at(-1) ?? old);
    // What stays inside nobody merges.
    for (const comment of ledger.comments.values())
      if (comment.issue === id && comment.who === side.letter && comment.internal) comment.discarded = true;
    if (newest.version !== present.version) {
      for (const field of FIELDS)
        if (!sameValue(fieldIn(newest, field), fieldIn(present, field))) ledger.replaceAll(id, { [field]: fieldIn(present, field) });
      this.#overwriteComments(newest, alone);
    }
    const field = random.pick(FIELDS);
    const value = values.next(field, fieldIn(old, field));
    if (isOpenWrite(side.row(id)?.sync.pendingWrite ?? null)) ledger.editedUnderWrite.add(id);
    const files = this.#desk.files ? this.#desk.files.savedStale(old, alone ? null : newest) : old.attachments;
    const after = side.tracker.saveStale(id, old, { fields: { [field]: value } }, files);
    ledger.edit(side.letter, id, field, fieldIn(old, field), fieldIn(after, field));
    this.#noteSecret(id, after, fieldIn(old, field), value);
    return `${id} ${field}: ${textOf(value)} over ${old.version}`;
  }

  #isAlone(id: string): boolean {
    const { side, ledger, variant } = this.#desk;
    // What a contract does not name is not merged either, and which one will be in force at the next look is not known here.
    if (variant.features.has("contracts")) return true;
    const sync = side.row(id)?.sync;
    const marked = side.tracker.issue(id)?.share.includes(CONNECTION);
    return !sync || sync.frozen || !sync.mine.shared || (ledger.introduced.get(id) === side.letter && !marked);
  }

  /** Own comments stand as the project knew them last: what was done to them since is gone. `alone`: or not, whatever it made of it. */
  #overwriteComments(newest: TrackerIssue, alone: boolean): void {
    const { side, ledger } = this.#desk;
    for (const comment of ledger.comments.values()) {
      if (comment.issue !== newest.id || comment.who !== side.letter) continue;
      const known = newest.comments.find(({ id }) => id === comment.id);
      if (alone) comment.discarded = true;
      else if (known) Object.assign(comment, { body: known.body.toLowerCase(), internal: known.internal, removed: false });
      else if (!comment.removed) comment.discarded = true;
    }
  }
}

function wordsIn(value: Value): readonly string[] {
  return partsOf(value).flatMap((part) => textOf(part).match(/[a-z]+~\d+;/gi) ?? []);
}
