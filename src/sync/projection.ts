import { type ContractField, maySend } from "../model/contract.ts";
import type { AttachmentId } from "../model/attachment.ts";
import { type Comment, type CommentId, type Document, extras, fieldOf, withExtras } from "../model/document.ts";
import type { IssueSync } from "../model/issue-sync.ts";
import { REFUSE, ownField } from "../model/mapping.ts";
import type { TrackerComment, TrackerIssue } from "../model/tracker-issue.ts";
import { type Value, canonicalValue, sameValue } from "../model/value.ts";
import { MAX } from "../protocol/limits.ts";
import { authorFor } from "./people-words.ts";
import { type Stays, projectAttachments, projectLinks } from "./project-files.ts";
import { type Rules, commentPart, isHeld } from "./rules.ts";
import { allowed, isMeantToStay, translateIn, translateOut } from "./translation.ts";

/** An issue as the contract sees it, and what of it cannot or may not travel. */
export interface Projection {
  readonly document: Document;
  /** The same as the tracker shows it: of a partner's comment the body as it reads back, and not at all where it is not there. */
  readonly shadow: Document;
  readonly unsendable: IssueSync["unsendable"];
  /** Comments that stay here. */
  readonly unsaid: readonly CommentId[];
  /** Comments that were edited or removed here by hand and are not ours to change: they are to be written again. */
  readonly restores: readonly CommentId[];
  /** Of those that stand there otherwise: what stands there. */
  readonly shows: Readonly<Record<CommentId, string>>;
  /** What a person typed into comments that are not theirs: it goes when those are written again, and is kept as lost. */
  readonly typed: readonly TypedOver[];
  /** The same for files. */
  readonly restoredFiles: readonly AttachmentId[];
  readonly stays: Stays;
}

export interface TypedOver {
  readonly id: CommentId;
  readonly body: string;
  readonly stands: string;
}

type Known = Pick<IssueSync, "mine" | "shadow"> & Partial<Pick<IssueSync, "base" | "snapshots" | "pendingWrite">>;

/**
 * Projects what the tracker holds. A value that may not travel stays as the shadow has it, so that it is never mistaken for an edit.
 * `ancestor` is the text that a stale one descends from: what it lacked already was not removed from it. What the
 * tracker showed of a partner's comment at the last look, waiting to be written again, was not typed since.
 */
export function project(rules: Rules, issue: TrackerIssue, known: Known, ancestor: TrackerIssue | null, now: string): Projection {
  const fields = new Map<string, Value>();
  const unsendable: Record<string, { value: Value; failure: IssueSync["unsendable"][string]["failure"] }> = {};
  for (const field of rules.contract.fields) {
    const own = ownField(rules.mapping, field.name);
    const local = canonicalValue(Object.hasOwn(issue.fields, own) ? issue.fields[own] : null);
    const before = fieldOf(known.shadow, field.name);
    if (!isHeld(rules, field.name)) {
      if (before !== null) fields.set(field.name, before);
      continue;
    }
    const projected = projectField(
      rules,
      field,
      local,
      before,
      fieldOf(known.mine, field.name),
      known.base && fieldOf(known.base, field.name),
    );
    if (projected.unsendable) unsendable[field.name] = meant(rules, projected.unsendable);
    if (projected.value !== null) fields.set(field.name, projected.value);
  }
  const comments = projectComments(rules, issue.comments, known, ancestor, now);
  const files = projectAttachments(rules, issue, known, ancestor, now);
  const { links, stays } = projectLinks(rules, issue, known);
  const document: Document = {
    fields: Object.fromEntries(fields),
    comments: comments.comments,
    deleted: false,
    shared: known.mine.shared,
    ...extras(files.document, links),
  };
  return {
    document,
    shadow: withExtras({ ...document, comments: comments.shown }, files.shown, links),
    unsendable: { ...unsendable, ...comments.unsendable },
    unsaid: comments.unsaid,
    restores: comments.restores,
    shows: comments.shows,
    typed: comments.typed,
    restoredFiles: files.restores,
    stays: { ...files.stays, ...stays },
  };
}

function projectField(
  rules: Rules,
  field: ContractField,
  local: Value,
  before: Value,
  mine: Value,
  base?: Value,
): { value: Value; unsendable?: IssueSync["unsendable"][string] } {
  const out = translateOut(rules, field, local);
  // What we wrote ourselves stands for the value it was written for, also where our words lead only this way.
  if (!out.ok)
    for (const value of [before, mine])
      if (isWritten(rules, field, value, local)) {
        // Noted under another contract, never agreed, and none that this one allows: it stays, and does not leave.
        const stays = base !== undefined && !sameValue(value, base) && maySend(field, rules.role) && !allowed(rules, field, value).ok;
        return { value, ...(stays && { unsendable: { value: local, failure: out.failure } }) };
      }
  if (!maySend(field, rules.role)) {
    const drifted = !out.ok || !sameValue(canonicalValue(out.value), before);
    return drifted ? { value: before, unsendable: { value: local, failure: null } } : { value: before };
  }
  if (!out.ok) return { value: before, unsendable: { value: local, failure: out.failure } };
  return { value: canonicalValue(out.value) };
}

/** Only here, of what goes to nobody: a partner is not told what this side refuses on purpose. */
function meant({ mapping }: Rules, { value, failure }: IssueSync["unsendable"][string]): IssueSync["unsendable"][string] {
  return { value, failure: failure && isMeantToStay(mapping, failure) ? { ...failure, detail: REFUSE } : failure };
}

function isWritten(rules: Rules, field: ContractField, value: Value, local: Value): boolean {
  const ours = translateIn(rules, field, value);
  return ours.ok && sameValue(canonicalValue(ours.value), local);
}

function projectComments(
  rules: Rules,
  found: readonly TrackerComment[],
  known: Known,
  ancestor: TrackerIssue | null,
  now: string,
): {
  comments: readonly Comment[];
  shown: readonly Comment[];
  restores: readonly CommentId[];
  shows: Projection["shows"];
  typed: readonly TypedOver[];
  unsendable: IssueSync["unsendable"];
  unsaid: readonly CommentId[];
} {
  if (rules.contract.comments === "none") {
    const said = new Set(known.mine.comments.map(({ id }) => id));
    const unsaid = found.flatMap(({ id }) => (said.has(id) ? [] : [id]));
    return { comments: known.mine.comments, shown: known.shadow.comments, restores: [], shows: {}, typed: [], unsendable: {}, unsaid };
  }
  const unsendable: Record<string, IssueSync["unsendable"][string]> = {};
  const unsaid: CommentId[] = [];
  const there = new Map(found.map((comment) => [comment.id, comment]));
  const before = ancestor && new Map(ancestor.comments.map((comment) => [comment.id, comment]));
  const last = new Map(known.shadow.comments.map((comment) => [comment.id, comment]));
  const comments: Comment[] = [];
  const shown: Comment[] = [];
  const restores: CommentId[] = [];
  const shows: Record<CommentId, string> = {};
  const typed: TypedOver[] = [];
  for (const comment of known.mine.comments) {
    const present = there.get(comment.id);
    const old = before?.get(comment.id);
    there.delete(comment.id);
    const own = comment.origin !== rules.partner;
    const gone = present === undefined || (own && present.internal && rules.contract.comments === "public");
    const wasThere = !own && present !== undefined && present.body === known.pendingWrite?.shows?.[comment.id];
    const untouched = wasThere || (before ? (present ? present.body === old?.body : old === undefined) : false);
    const shadow = last.get(comment.id);
    const wasGone = shadow === undefined || shadow.removed === true;
    const same = gone ? wasGone : !wasGone && present?.body === shadow.body;
    let next = comment;
    if (!same && !own && !untouched && present) typed.push({ id: comment.id, body: present.body, stands: comment.body });
    if (!same && !own && present) shows[comment.id] = present.body;
    if (!same && (!own || untouched)) restores.push(comment.id);
    else if (!same) next = gone ? tombstone(comment) : revived(comment, present?.body ?? "", now);
    comments.push(next);
    if (gone && next.removed) shown.push(next);
    if (!gone && present) shown.push(present.body === next.body && !next.removed ? next : revived(next, present.body, null));
  }
  for (const comment of there.values()) {
    if (comment.internal && rules.contract.comments === "public") {
      unsaid.push(comment.id);
      continue;
    }
    if (comment.body.length > MAX.text) {
      unsaid.push(comment.id);
      unsendable[commentPart(comment.id)] = { value: null, failure: { code: "TOO_LONG", field: commentPart(comment.id) } };
      continue;
    }
    const fresh: Comment = {
      id: comment.id,
      origin: rules.self,
      author: authorFor(rules.mapping, "send", comment.author),
      created: comment.created ?? now,
      body: comment.body,
      ...(comment.internal && { internal: true as const }),
    };
    comments.push(fresh);
    shown.push(fresh);
  }
  const unchanged = comments.length === known.mine.comments.length && comments.every((comment, i) => comment === known.mine.comments[i]);
  return {
    comments: unchanged ? known.mine.comments : comments.sort(byId),
    shown: shown.sort(byId),
    restores,
    shows,
    typed,
    unsendable,
    unsaid,
  };
}

function byId(a: Comment, b: Comment): number {
  return a.id < b.id ? -1 : 1;
}

function tombstone(comment: Comment): Comment {
  return { id: comment.id, origin: comment.origin, author: comment.author, created: comment.created, body: "", removed: true };
}

function revived(comment: Comment, body: string, now: string | null): Comment {
  const { removed: _, ...rest } = comment;
  return { ...rest, body, ...(now !== null && { edited: now }) };
}
