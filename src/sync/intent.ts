import { sameComment, changedComments } from "../model/changes.ts";
import { type Document, extras, fieldOf } from "../model/document.ts";
import type { ContractField } from "../model/contract.ts";
import { type Failure, failed, ok } from "../model/failure.ts";
import type { IssueSync, LostValue, Refusals } from "../model/issue-sync.ts";
import { type Mapping, ownField, sharedField } from "../model/mapping.ts";
import type { TrackerChange, TrackerComment } from "../model/tracker-issue.ts";
import { type Value, canonicalValue, sameValue } from "../model/value.ts";
import type { TrackerWrite } from "../ports/tracker.ts";
import { wayHere } from "./field-way.ts";
import { intendFiles, intendLinks, settledAttachments, settledLinks } from "./intend-files.ts";
import { keep } from "./lost.ts";
import type { Projection } from "./projection.ts";
import { authorFor } from "./people-words.ts";
import { type Rules, attachmentPart, commentIdOf, commentPart, contractField, isFieldPart, isHeld, linkPart, partOf } from "./rules.ts";
import { fixedValue, translateIn, translateOut } from "./translation.ts";

/** A write that shall bring the tracker to `mine`. */
export interface Intent {
  readonly action: TrackerWrite["action"];
  /** Parts that the action touches; a refusal of the tracker concerns one of them. */
  readonly parts: readonly string[];
}

export interface Intended {
  readonly intent: Intent | null;
  /** Agreed values that our words or tracker cannot hold, after this. */
  readonly refusedHere: Refusals;
  /** Own values that could not travel and are overwritten now. */
  readonly lost: readonly LostValue[];
}

interface IntendOptions {
  readonly present: boolean;
  readonly everything: boolean;
  /** It was never here. */
  readonly arrives?: boolean;
  /** What our tracker showed last, by its names: where several of our words are one of theirs, those that stand there stay. */
  readonly held?: Readonly<Record<string, Value>> | undefined;
}

/**
 * What has to be written so that the tracker shows `sync.mine`: only parts whose agreed value changed since `before` (all of them
 * where the tracker does not have the issue, or with `everything`), and of those only the ones the tracker does not hold already.
 */
export function intend(rules: Rules, before: Document, sync: IssueSync, options: IntendOptions): Intended {
  const next = sync.mine;
  const refusedHere: Record<string, Refusals[string]> = { ...sync.refusedHere };
  let { lost } = sync;
  if (next.deleted) {
    const gone = !options.present || (before.deleted && !options.everything);
    return { intent: gone ? null : { action: { kind: "delete" }, parts: ["deleted"] }, refusedHere, lost };
  }
  const whole = !options.present;
  const fields: Record<string, Value> = {};
  const via: Record<string, readonly Value[]> = {};
  const parts: string[] = [];
  for (const field of rules.contract.fields) {
    const value = fieldOf(next, field.name);
    if (!whole && !options.everything && sameValue(value, fieldOf(before, field.name))) continue;
    const drifted = Object.hasOwn(sync.unsendable, field.name) ? sync.unsendable[field.name] : undefined;
    if (!whole && !drifted && sameValue(value, fieldOf(sync.shadow, field.name))) {
      delete refusedHere[field.name];
      continue;
    }
    // What comes back from the trash may bring an old value with it.
    if (whole && value === null && fieldOf(sync.shadow, field.name) === null && fixedValue(rules.mapping, field) === undefined) continue;
    if (!isHeld(rules, field.name)) {
      if (value === null) delete refusedHere[field.name];
      else refusedHere[field.name] = { value, failure: { code: "NO_FIELD", field: field.name } };
      continue;
    }
    const own = ownField(rules.mapping, field.name);
    const there = options.held && Object.hasOwn(options.held, own) ? (options.held[own] ?? null) : null;
    const ours = whole && standsFor(rules, field, there, value) ? ok(there) : translateIn(rules, field, value, there);
    if (!ours.ok) {
      refusedHere[field.name] = { value, failure: ours.failure };
      continue;
    }
    if (options.everything && drifted && !whole) continue;
    // An old text that was saved over it is taken back; that is no step of anybody.
    const isRestored = options.everything && sync.pendingWrite?.stale?.includes(field.name) === true;
    const way = whole || isRestored ? null : wayOf(rules, field, drifted !== undefined, fieldOf(sync.shadow, field.name), value);
    if (way?.ok === false) {
      refusedHere[field.name] = { value, failure: way.failure };
      continue;
    }
    if (way && way.value.length > 0) via[own] = way.value;
    if (drifted) lost = keep(lost, field.name, drifted.value, value, sync.revision);
    delete refusedHere[field.name];
    fields[own] = ours.value;
    parts.push(field.name);
  }
  // What the partner does not know of is set once; it is this side's own from then on.
  if (options.arrives && sync.introducedBy === "partner")
    for (const [own, value] of Object.entries(rules.mapping.fixed ?? {})) {
      const shared = sharedField(rules.mapping, own);
      if (shared === null || !contractField(rules.contract, shared)) fields[own] = canonicalValue(value);
    }
  const comments: TrackerComment[] = [];
  const removedComments: string[] = [];
  const shown = new Map(sync.shadow.comments.map((comment) => [comment.id, comment]));
  const changed = whole || options.everything ? next.comments : changedComments(before, next);
  for (const comment of changed) {
    delete refusedHere[commentPart(comment.id)];
    // Whatever a partner makes us believe of it.
    if (sync.unsaid?.includes(comment.id)) continue;
    const there = shown.get(comment.id);
    const shows = comment.removed ? there === undefined || there.removed : !whole && there !== undefined && sameComment(there, comment);
    // An own comment that the partner no longer sees may stand there as an internal remark: what the last look did not find is not removed.
    if (shows && (!options.everything || (comment.removed && comment.origin !== rules.partner))) continue;
    if (comment.removed) removedComments.push(comment.id);
    else
      comments.push({
        id: comment.id,
        author: comment.origin === rules.partner ? authorFor(rules.mapping, "receive", comment.author) : comment.author,
        created: comment.created === "" ? null : comment.created,
        body: comment.body,
        internal: comment.internal ?? false,
      });
    parts.push(commentPart(comment.id));
  }
  const files = intendFiles(rules, before, sync, { whole, everything: options.everything });
  const links = intendLinks(rules, before, sync, { whole, everything: options.everything });
  const others = [...files.looked.map(attachmentPart), ...links.looked.map(linkPart)];
  for (const part of others) delete refusedHere[part];
  for (const part of [...files.unheld.map(attachmentPart), ...links.unheld.map(linkPart)])
    refusedHere[part] = { value: partOf(next, part), failure: { code: "NO_FIELD", field: part } };
  parts.push(...files.parts, ...links.parts);
  if (parts.length === 0 && !whole) return { intent: null, refusedHere, lost };
  const change: TrackerChange = {
    ...(Object.keys(fields).length > 0 && { fields }),
    ...(Object.keys(via).length > 0 && { via }),
    ...(comments.length > 0 && { comments: comments.sort(asWritten) }),
    ...(removedComments.length > 0 && { removedComments }),
    ...files.change,
    ...links.change,
  };
  return { intent: { action: { kind: "put", change }, parts }, refusedHere, lost };
}

/** What comes back from the trash and still says the same keeps its word. */
function standsFor(rules: Rules, field: ContractField, there: Value, value: Value): boolean {
  if (there === null || fixedValue(rules.mapping, field) !== undefined) return false;
  const said = translateOut(rules, field, there);
  return said.ok && sameValue(canonicalValue(said.value), value);
}

/** Where the tracker shows something that the contract has no word for, nobody knows which steps lead on from there. */
function wayOf(rules: Rules, field: ContractField, drifted: boolean, from: Value, to: Value): ReturnType<typeof wayHere> {
  if (drifted && field.workflow) return failed({ code: "NO_TRANSITION", field: field.name, value: to });
  return wayHere(rules, field, from, to);
}

/** In the order in which they were said: ids are drawn when a comment is first seen, and a whole conversation may be seen at once. */
function asWritten(a: TrackerComment, b: TrackerComment): number {
  const [before, after] = [Date.parse(a.created ?? ""), Date.parse(b.created ?? "")];
  return before === after || Number.isNaN(before - after) ? (a.id < b.id ? -1 : 1) : before - after;
}

/** What the tracker refused, by its own names of fields, by the contract's. Without the value: that is in our own words, and what is refused is told. */
export function refusedParts(mapping: Mapping, failures: readonly Failure[]): readonly Failure[] {
  return failures.flatMap((failure): Failure[] => {
    const { value: _, field: own, ...rest } = failure;
    if (own === undefined) return [rest];
    const field = sharedField(mapping, own);
    return field === null ? [] : [{ ...rest, field }];
  });
}

/** The same where it took nothing of a write: each part has a failure, its own or that of another. */
export function refusedWhole(mapping: Mapping, parts: readonly string[], failures: readonly Failure[]): readonly Failure[] {
  const found = refusedParts(mapping, failures);
  return parts.map((part) => ({ ...(found.find(({ field }) => field === part) ?? found[0] ?? { code: "TRACKER_REFUSED" }), field: part }));
}

/**
 * The shadow moves only with the write's outcome, and only in the parts that were written. `readBack`: null where nothing was written, or
 * the issue is gone. What else it shows is compared with the shadow afterwards, as after every look.
 */
export function settle(sync: IssueSync, intent: Intent, readBack: Projection | null, trackerRefused: readonly Failure[]): IssueSync {
  const refusedHere: Record<string, Refusals[string]> = { ...sync.refusedHere };
  const unsendable: Record<string, IssueSync["unsendable"][string]> = { ...sync.unsendable };
  const refusedParts = new Map(trackerRefused.map((failure) => [failure.field ?? "", failure]));
  const fields = new Map(Object.entries(sync.shadow.fields));
  const comments = new Map(sync.shadow.comments.map((comment) => [comment.id, comment]));
  for (const part of intent.parts) {
    const failure = refusedParts.get(part);
    const id = commentIdOf(part);
    if (readBack && id !== null) {
      const shown = readBack.shadow.comments.find((comment) => comment.id === id);
      if (shown) comments.set(id, shown);
      else comments.delete(id);
    }
    if (failure) {
      refusedHere[part] = { value: part === "deleted" ? true : partOf(sync.mine, part), failure };
      continue;
    }
    if (readBack === null || !isFieldPart(part)) continue;
    // What reads back without a word for it stands for what was written.
    const value = fieldOf(Object.hasOwn(readBack.unsendable, part) ? sync.mine : readBack.shadow, part);
    if (value === null) fields.delete(part);
    else fields.set(part, value);
    delete unsendable[part];
  }
  const deleted =
    intent.action.kind === "delete" ? sync.shadow.deleted || !refusedParts.has("deleted") : readBack === null && sync.shadow.deleted;
  return {
    ...sync,
    shadow: {
      fields: Object.fromEntries(fields),
      comments: [...comments.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
      deleted,
      shared: sync.mine.shared,
      ...extras(
        settledAttachments(sync.shadow, readBack?.shadow ?? null, intent.parts),
        settledLinks(sync.shadow, readBack?.shadow ?? null, intent.parts),
      ),
    },
    refusedHere,
    unsendable,
  };
}
