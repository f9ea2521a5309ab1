import { changedFields, difference, sameDocument } from "../../src/model/changes.ts";
import type { Document } from "../../src/model/document.ts";
import { fieldOf } from "../../src/model/document.ts";
import type { IssueSync, LostValue } from "../../src/model/issue-sync.ts";
import { sameRevision } from "../../src/model/revision.ts";
import { type Value, sameValue } from "../../src/model/value.ts";
import { type Ledger, type Typed, mark, partsOf, textOf } from "./ledger.ts";
import { areDeleted, exchanged } from "./judge-moment.ts";
import type { SimulatedProject } from "./simulated-project.ts";
import { fieldIn } from "./simulated-tracker.ts";
import { canonical } from "./tracker-nature.ts";
import { FIELDS, type FieldName } from "./values.ts";
import type { Variant } from "./variants.ts";
import type { World } from "./world.ts";

interface Case {
  readonly world: World;
  readonly ledger: Ledger;
  readonly variant: Variant;
  readonly problems: string[];
}

/** Everything that must hold once nothing moves any more. What is found is told in words that name the promise. */
export function judgeRest(given: Case): void {
  const { world, ledger, problems } = given;
  for (const side of [world.P, world.S])
    for (const id of side.tracker.ids()) if (!ledger.introduced.has(id)) problems.push(`P1: ${side.letter} has ${id}, which nobody made`);
  for (const id of ledger.introduced.keys()) judgeIssue(given, id);
  judgeTyped(given);
  // Who was put back, or was two for a while, did not see what had been seen.
  if (!isForgetful(given.variant)) judgeConflicts(given);
}

function isForgetful({ features }: Variant): boolean {
  return features.has("restores") || features.has("copies");
}

function judgeIssue(given: Case, id: string): void {
  const { world, problems } = given;
  const P = world.P.row(id);
  const S = world.S.row(id);
  if (!P || !S) {
    const known = P ?? S;
    // What has no words yet does not leave at all, and says so.
    const waits = known !== null && known.status === "error" && Object.keys(known.sync.unsendable).length > 0;
    // Its store forgot what its folder has, and nothing shows a restore: the introducer is told, and may share it again.
    const refused = isForgetful(given.variant) && known?.sync.failure?.code === "NOT_SHARED";
    if (known && !waits && !refused && isShared(given, id) && isThere(given, id)) problems.push(`P6: ${id} is known to one side only`);
    return;
  }
  for (const [side, row] of [
    [world.P, P],
    [world.S, S],
  ] as const) {
    if (row.sync.pendingWrite) problems.push(`P6: ${side.letter} still intends a write to ${id}`);
    if (row.sync.failure) problems.push(`P6: ${id} failed at ${side.letter}: ${row.sync.failure.code}`);
    if (row.status === "pending" || row.status === "held") problems.push(`P6: ${id} is ${row.status} at ${side.letter}`);
  }
  if (!isShared(given, id)) {
    if ([P.sync, S.sync].some(({ base, revision }) => base.shared && revision.number > 0))
      problems.push(`P6: ${id} is not shared any more, and not both know`);
    return;
  }
  judgeAgreed(given, id, P.sync, S.sync);
  judgeTrackers(given, id, P.sync, S.sync);
}

function judgeAgreed({ problems, world }: Case, id: string, P: IssueSync, S: IssueSync): void {
  const part = (document: Document, agreed = document): Document => exchanged(world.P.connection().contract, document, agreed);
  const newest = P.snapshots.at(-1);
  if (!sameDocument(P.base, S.base)) problems.push(`P6: agreed ${id} differs: ${JSON.stringify(difference(P.base, S.base))}`);
  if (!newest || !sameRevision(newest.revision, P.agreed)) problems.push(`P6: the primary waits for a confirmation of ${id}`);
  if (S.sent) problems.push(`P6: the secondary waits for a confirmation of ${id}`);
  if (!areDeleted(P.mine, P.base) && !sameDocument(part(P.mine, P.base), part(P.base)))
    problems.push(`P6: the primary has unsent edits of ${id}: ${JSON.stringify(difference(P.base, P.mine))}`);
  for (const field of areDeleted(S.mine, S.base) ? [] : changedFields(part(S.base), part(S.mine)))
    if (!(field in S.refusedThere))
      problems.push(`P6: the secondary has an unsent edit of ${id} ${field}: ${textOf(fieldOf(S.mine, field))}`);
  const refused = Object.entries(S.refusedHere)
    // An own value that was not agreed is nobody else's business.
    .filter(([field, { value }]) => !sameValue(value, fieldOf(S.mine, field)) || sameValue(value, fieldOf(S.base, field)))
    .map(([field]) => field)
    .sort()
    .join();
  const known = Object.keys(P.partnerRefuses).sort().join();
  if (refused !== known) problems.push(`P11: of ${id} the secondary's tracker refuses [${refused}], the primary knows of [${known}]`);
  for (const [field, { value }] of Object.entries(S.refusedThere))
    if (!sameValue(fieldOf(S.mine, field), value) && field in S.mine.fields)
      problems.push(`refused ${field} is marked with another value than stands there`);
}

/** Whose decision it is: the introducer's tracker says whether the issue is shared. What was deleted while it was not stays as it was. */
function isShared({ ledger, world }: Case, id: string): boolean {
  const side = ledger.introduced.get(id) === "P" ? world.P : world.S;
  const row = side.row(id);
  return row !== null && row.sync.mine.shared && (row.sync.base.shared || !row.sync.mine.deleted);
}

function isThere({ world }: Case, id: string): boolean {
  return world.P.tracker.issue(id) !== null || world.S.tracker.issue(id) !== null;
}

function judgeTrackers({ world, problems, ledger }: Case, id: string, P: IssueSync, S: IssueSync): void {
  const here = world.P.tracker.issue(id);
  const there = world.S.tracker.issue(id);
  const deleted: Document["deleted"] = P.base.deleted;
  if ((here === null) !== deleted) problems.push(`P6: ${id} is ${deleted ? "deleted" : "alive"}, the primary's tracker differs`);
  if ((there === null) !== deleted) problems.push(`P6: ${id} is ${deleted ? "deleted" : "alive"}, the secondary's tracker differs`);
  if (!here || !there) return;
  for (const field of contractFields(world)) {
    const marked = [P, S].some((sync) =>
      [sync.refusedHere, sync.refusedThere, sync.partnerRefuses, sync.unsendable].some((marks) => field in marks),
    );
    if (!marked && !sameValue(travelling(fieldIn(here, field)), travelling(fieldIn(there, field))))
      problems.push(`P6: ${field} of ${id} differs unmarked: ${textOf(fieldIn(here, field))} and ${textOf(fieldIn(there, field))}`);
  }
  for (const comment of ledger.comments.values()) {
    const author = comment.who === "P" ? here : there;
    if (comment.issue !== id || !comment.internal || comment.removed || comment.discarded) continue;
    if (!author.comments.some((other) => other.id === comment.id))
      problems.push(`P13: the internal comment ${comment.body} is gone from ${comment.who}`);
  }
  if (world.P.connection().contract?.comments === "none") return;
  const [a, b] = [publicComments(here), publicComments(there)];
  if (a !== b) problems.push(`P6: comments of ${id} differ: ${a} and ${b}`);
  for (const comment of ledger.comments.values()) {
    if (comment.issue !== id || comment.internal || comment.discarded) continue;
    for (const [side, text] of [
      ["P", a],
      ["S", b],
    ] as const) {
      if (!comment.removed && !text.includes(comment.body)) problems.push(`P1: the comment ${comment.body} is not at ${side}`);
      if (comment.removed && text.includes(comment.id)) problems.push(`P1: the removed comment ${comment.body} is at ${side}`);
    }
  }
}

function publicComments(issue: NonNullable<ReturnType<SimulatedProject["tracker"]["issue"]>>): string {
  return issue.comments
    .filter((comment) => !comment.internal)
    .map((comment) => `${comment.id} ${comment.body.toLowerCase()}`)
    .sort()
    .join("|");
}

/** Without what stays at home. */
function travelling(value: Value): Value {
  const form = canonical(value);
  return form !== null && typeof form === "object" && "name" in form ? { name: form.name } : form;
}

function contractFields(world: World): readonly FieldName[] {
  const names = new Set(world.P.connection().contract?.fields.map((field) => field.name));
  return FIELDS.filter((field) => names.has(field));
}

/** P1: what was typed stands somewhere, was replaced by someone who saw it, or is kept as lost at its author's side. */
function judgeTyped(given: Case): void {
  const { world, ledger, variant, problems } = given;
  if (variant.small) {
    if (variant.editors.length === 1 && !variant.features.has("stale saves") && !isForgetful(variant)) judgeLast(given);
    return;
  }
  for (const typed of ledger.typed.values()) {
    const { who, issue, field, part } = typed;
    const author = who === "P" ? world.P : world.S;
    const partner = who === "P" ? world.S : world.P;
    const stands = [world.P, world.S].some((side) => holds(side, typed));
    const kept = lostAt(author, typed) || (variant.features.has("stale saves") && lostAt(partner, typed));
    if (!stands && !ledger.replaced.has(mark(issue, field, part)) && !kept)
      problems.push(`P1: ${who}'s ${field} ${textOf(part)} of ${issue} vanished without a record at its author`);
  }
  if (variant.editors.length === 1 && !variant.features.has("stale saves") && !isForgetful(variant)) judgeLast(given);
}

/** P8: one editor's last word stands in his tracker. */
function judgeLast({ world, ledger, problems }: Case): void {
  for (const { who, issue, field, part } of ledger.last.values()) {
    const author = who === "P" ? world.P : world.S;
    const held = author.tracker.issue(issue);
    if (held && !partsOf(fieldIn(held, field)).some((other) => sameValue(other, part)) && !ledger.replaced.has(mark(issue, field, part)))
      problems.push(`P8: one editor's last ${field} ${textOf(part)} of ${issue} is undone: ${textOf(fieldIn(held, field))}`);
  }
}

function holds(side: SimulatedProject, { issue, field, part }: Typed): boolean {
  const sync = side.row(issue)?.sync;
  const values = [fieldIn(side.tracker.issue(issue), field), ...(sync ? [fieldOf(sync.base, field), fieldOf(sync.mine, field)] : [])];
  const gone = side.tracker.issue(issue) === null;
  return !gone && values.some((value) => partsOf(value).some((other) => sameValue(other, part)));
}

function lostAt(side: SimulatedProject, { issue, field, part }: Typed): boolean {
  const lost: readonly LostValue[] = side.row(issue)?.sync.lost ?? [];
  return lost.some((value) => value.field === field && partsOf(value.value).some((other) => sameValue(other, part)));
}

/** P8: a conflict is for two who did not see each other, and never for one alone. */
function judgeConflicts({ world, ledger, variant, problems }: Case): void {
  for (const side of [world.P, world.S])
    for (const id of ledger.introduced.keys()) {
      if (ledger.editedUnderWrite.has(id)) continue;
      for (const { field, value, winner } of side.row(id)?.sync.lost ?? []) {
        const what = `${field} of ${id}: ${textOf(value)} lost to ${textOf(winner)}`;
        if (variant.editors.length === 1 && !variant.refusals && !variant.features.has("stale saves"))
          problems.push(`P8: a conflict with one editor at ${side.letter}: ${what}`);
        // A stale text brings an older value back; one that could not travel is recorded as lost to it.
        const overtaken = variant.refusals && variant.features.has("stale saves");
        if (!variant.small && !overtaken && field !== "body" && field !== "labels" && ledger.hadSeen(id, field, value, winner))
          problems.push(`P8: at ${side.letter} ${what}, which its author had seen`);
      }
    }
}
