import { type Changes, applyChanges, sameComment } from "../model/changes.ts";
import { maySend, otherRole } from "../model/contract.ts";
import { type Comment, type CommentId, type Document, fieldOf } from "../model/document.ts";
import type { Failure } from "../model/failure.ts";
import { fitsKind } from "../model/field-kind.ts";
import type { IssueSync, RefusedField } from "../model/issue-sync.ts";
import { normalText } from "../model/text.ts";
import { type Value, canonicalValue, sameValue } from "../model/value.ts";
import { takenAttachments, takenLinks } from "./border-files.ts";
import { wayHere } from "./field-way.ts";
import { type Rules, commentPart, contractField, isHeld } from "./rules.ts";
import { allowed, translateIn } from "./translation.ts";

export interface Checked {
  /** What of the changes may be merged. */
  readonly accepted: Changes;
  readonly refused: readonly RefusedField[];
}

/**
 * Checks what the partner changed against contract, direction, type, value list, own words and authorship, part by part
 * (docs/PROTOCOL.md 5): the refused parts are named, the others are taken. `known` is what we hold and what we sent: our own values come
 * back in the primary's document, and are no change of the partner's. Of the issue's state it counts who may stop sharing, and what stays here.
 */
export function checkBorder(
  rules: Rules,
  base: Document,
  known: readonly Document[],
  { introducedBy, unsaid = [], stays = {} }: Pick<IssueSync, "introducedBy" | "unsaid" | "stays">,
  changes: Changes,
): Checked {
  const isOurs = (same: (document: Document) => boolean): boolean => known.some(same);
  const remarks = changes.comments && changes.comments.length > 0 ? remarksOf(base, known, unsaid) : NO_REMARKS;
  const refused: RefusedField[] = [];
  // What is echoed is bounded: nothing of a field that we do not speak of, and no value twice.
  const refuse = (field: string, value: Value, { code, detail }: Failure): void => {
    const said = code === "NOT_IN_CONTRACT" && contractField(rules.contract, field) === undefined && !field.includes(":") ? null : value;
    refused.push({ field, value: said, failure: { code, field, ...(detail !== undefined && { detail }) } });
  };
  const fields: [string, Value][] = [];
  for (const [name, given] of Object.entries(changes.fields ?? {})) {
    const value = canonicalValue(given);
    const failure = isOurs((document) => sameValue(value, fieldOf(document, name)))
      ? null
      : fieldFailure(rules, name, value, fieldOf(known[0] ?? base, name));
    if (failure) refuse(name, value, failure);
    else if (contractField(rules.contract, name)) fields.push([name, inNormalForm(rules, name, value)]);
  }
  const comments: Comment[] = [];
  for (const comment of changes.comments ?? []) {
    if (isSaidTwice(rules, remarks, comment)) {
      if (rules.role === "secondary") comments.push(comment);
      continue;
    }
    const failure = remarks.known.some((by) => isSame(by.get(comment.id), comment)) ? null : commentFailure(rules, remarks, comment);
    if (failure) refuse(commentPart(comment.id), comment.removed ? null : comment.body, failure);
    else comments.push({ ...comment, body: normalText(comment.body) });
  }
  const attachments = changes.attachments && takenAttachments(rules, base, known, stays, changes.attachments, refuse);
  const links = changes.links && takenLinks(rules, base, known, changes.links, refuse);
  const deletes = changes.deleted === true && rules.contract.deletes !== "propagate" && !isOurs(({ deleted }) => deleted);
  if (deletes) refuse("deleted", true, { code: "DELETE_NOT_AGREED" });
  const unshares = changes.shared !== undefined && introducedBy === "us" && !isOurs(({ shared }) => shared === changes.shared);
  if (unshares) refuse("shared", changes.shared ?? null, { code: "WRONG_DIRECTION" });
  return {
    accepted: {
      ...(fields.length > 0 && { fields: Object.fromEntries(fields) }),
      ...(comments.length > 0 && { comments }),
      ...(changes.deleted !== undefined && !deletes && { deleted: changes.deleted }),
      ...(changes.shared !== undefined && !unshares && { shared: changes.shared }),
      ...(attachments && attachments.length > 0 && { attachments }),
      ...(links && { links }),
    },
    refused,
  };
}

/** Texts are compared in one form, whatever form a partner sends (docs/PROTOCOL.md "Text"). */
function inNormalForm(rules: Rules, name: string, value: Value): Value {
  return typeof value === "string" && contractField(rules.contract, name)?.kind === "text" ? canonicalValue(normalText(value)) : value;
}

/** `here`: what we hold in the field now. */
function fieldFailure(rules: Rules, name: string, value: Value, here: Value): Failure | null {
  const field = contractField(rules.contract, name);
  if (!field) return { code: "NOT_IN_CONTRACT", value };
  if (!maySend(field, otherRole(rules.role))) return { code: "WRONG_DIRECTION", value };
  if (!fitsKind(field.kind, value)) return { code: "WRONG_TYPE", value };
  if (name === "title" && value === null) return { code: "WRONG_TYPE", value };
  const listed = allowed(rules, field, value);
  if (!listed.ok) return listed.failure;
  // The secondary agrees to what it cannot write, and says so; only the primary may refuse a value before it is agreed.
  if (rules.role === "primary" && value !== null && !isHeld(rules, name)) return { code: "NO_FIELD", value };
  const ours = rules.role === "primary" ? translateIn(rules, field, value) : null;
  if (ours && !ours.ok) return ours.failure;
  const way = rules.role === "primary" ? wayHere(rules, field, here, value) : null;
  return way?.ok === false ? way.failure : null;
}

type ById = ReadonlyMap<string, Comment>;

/** The comments of base and known documents by their ids, and the ids of those that stay here: a message may bring as many as they hold. */
interface Remarks {
  readonly base: ById;
  readonly known: readonly ById[];
  readonly unsaid: ReadonlySet<CommentId>;
}

const NO_REMARKS: Remarks = { base: new Map(), known: [], unsaid: new Set() };

function remarksOf(base: Document, known: readonly Document[], unsaid: readonly CommentId[]): Remarks {
  const byId = ({ comments }: Document): ById => new Map(comments.map((comment) => [comment.id, comment]));
  return { base: byId(base), known: known.map(byId), unsaid: new Set(unsaid) };
}

function isSame(ours: Comment | undefined, comment: Comment): boolean {
  return ours !== undefined && sameComment(ours, comment);
}

/**
 * The same remark, known to both sides before this connection began: each takes it for its own. The primary's word stands. Never for one that
 * was agreed or is on its way.
 */
function isSaidTwice(rules: Rules, { base, known: [mine, sent] }: Remarks, comment: Comment): boolean {
  const ours = mine?.get(comment.id);
  if (ours === undefined || ours.removed || base.has(comment.id) || sent?.has(comment.id) || comment.origin !== rules.partner) return false;
  return ours.origin !== comment.origin && ours.body === comment.body;
}

/** The partner may add comments of its own side and change those; everybody else's are not its to touch. */
function commentFailure(rules: Rules, { base, known, unsaid }: Remarks, comment: Comment): Failure | null {
  if (rules.contract.comments === "none") return { code: "NOT_IN_CONTRACT" };
  if (comment.internal && rules.contract.comments !== "all") return { code: "NOT_IN_CONTRACT" };
  const there = [base, ...known].find((by) => by.has(comment.id))?.get(comment.id);
  const isOurs = unsaid.has(comment.id) || (there !== undefined && there.origin !== rules.partner);
  return isOurs || comment.origin !== rules.partner ? { code: "NOT_OWN_COMMENT" } : null;
}

export function acceptedDocument(base: Document, checked: Checked): Document {
  return applyChanges(base, checked.accepted);
}
