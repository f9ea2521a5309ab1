import { mergeAttachments } from "./attachment-set.ts";
import { changedFields, isEdited, sameComment } from "./changes.ts";
import type { Contract, Role } from "./contract.ts";
import { type Comment, type Document, type ParticipantId, extras, fieldOf } from "./document.ts";
import { canonicalLinks, mergeLinks, sameLinks } from "./link.ts";
import { mergeValue } from "./merge-value.ts";
import type { Value } from "./value.ts";

/** A value that a merge dropped. `part` is a field name or `deleted`. */
export interface MergeConflict {
  readonly part: string;
  readonly loser: Value;
  readonly winner: Value;
  readonly whose: "ours" | "theirs";
}

/** Ours stays although theirs is deleted: a person was asked and decided so. The deletion lost, its author is told. */
export function mergeKeepingAlive(rules: MergeRules, ancestor: Document, ours: Document, theirs: Document): MergedDocument {
  const merged = mergeDocuments(rules, ancestor, ours, theirs);
  if (!merged.document.deleted || ours.deleted) return merged;
  return {
    document: { ...merged.document, deleted: false },
    conflicts: [...merged.conflicts, { part: "deleted", loser: true, winner: false, whose: "theirs" }],
  };
}

export interface MergeRules {
  readonly contract: Contract;
  readonly role: Role;
  readonly partner: ParticipantId;
}

export interface MergedDocument {
  readonly document: Document;
  readonly conflicts: readonly MergeConflict[];
}

/**
 * Three-way merge of documents, field by field by the contract's kind and policy; fields the contract does not name stay as
 * ours. Comments and attachments join by id; a change counts only from the side that introduced them. Links are a set. Deletion is merged last: an issue
 * that the other side changed since the ancestor lives on. Returns `ours` or `theirs` itself when the result equals it.
 */
export function mergeDocuments(rules: MergeRules, ancestor: Document, ours: Document, theirs: Document): MergedDocument {
  if (ours === theirs || theirs === ancestor) return { document: ours, conflicts: [] };
  const speaksOfLinks = rules.contract.links !== "none";
  const isWithin = onlyContractFields(rules, ours, theirs) && (speaksOfLinks || sameLinks(ours.links, theirs.links));
  if (ours === ancestor && rules.contract.fields.length > 0 && isWithin) return { document: theirs, conflicts: [] };
  const conflicts: MergeConflict[] = [];
  const fields = new Map(Object.entries(ours.fields));
  for (const field of rules.contract.fields) {
    const merged = mergeValue(
      field.kind,
      fieldOf(ancestor, field.name),
      fieldOf(ours, field.name),
      fieldOf(theirs, field.name),
      field.policy === rules.role,
    );
    if (merged.value === null) fields.delete(field.name);
    else fields.set(field.name, merged.value);
    if (merged.lost) conflicts.push({ part: field.name, loser: merged.lost.value, winner: merged.value, whose: merged.lost.whose });
  }
  const deletion = mergeDeletion(ancestor, ours, theirs);
  if (deletion.whose) conflicts.push({ part: "deleted", loser: true, winner: false, whose: deletion.whose });
  const document: Document = {
    fields: Object.fromEntries(fields),
    comments: mergeComments(rules.partner, ancestor.comments, ours.comments, theirs.comments),
    deleted: deletion.deleted,
    shared: ours.shared === ancestor.shared ? theirs.shared : ours.shared,
    ...extras(
      mergeAttachments(rules.partner, ancestor.attachments, ours.attachments, theirs.attachments),
      // Where the contract has no links none is said to be gone: an answer made again under it lacks what was told before.
      speaksOfLinks ? canonicalLinks(mergeLinks(ancestor.links, ours.links, theirs.links)) : ours.links,
    ),
  };
  return { document, conflicts };
}

/** Whether taking `theirs` as a whole cannot carry in a field that the contract does not name. */
function onlyContractFields(rules: MergeRules, ours: Document, theirs: Document): boolean {
  return changedFields(ours, theirs).every((name) => rules.contract.fields.some((field) => field.name === name));
}

function mergeComments(
  partner: ParticipantId,
  ancestor: readonly Comment[],
  ours: readonly Comment[],
  theirs: readonly Comment[],
): readonly Comment[] {
  if (ours === theirs || theirs === ancestor) return ours;
  const before = new Map(ancestor.map((comment) => [comment.id, comment]));
  const merged = new Map(ours.map((comment) => [comment.id, comment]));
  for (const comment of theirs) {
    const own = merged.get(comment.id);
    const old = before.get(comment.id);
    if (own === undefined) merged.set(comment.id, comment);
    else if (sameComment(own, comment) || (old && sameComment(comment, old))) continue;
    else if ((old && sameComment(own, old)) || comment.origin === partner) merged.set(comment.id, comment);
  }
  return [...merged.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function mergeDeletion(ancestor: Document, ours: Document, theirs: Document): { deleted: boolean; whose: "ours" | "theirs" | null } {
  if (ours.deleted === theirs.deleted) return { deleted: ours.deleted, whose: null };
  if (ancestor.deleted) return { deleted: false, whose: null };
  const survivor = ours.deleted ? theirs : ours;
  return isEdited(ancestor, survivor) ? { deleted: false, whose: ours.deleted ? "ours" : "theirs" } : { deleted: true, whose: null };
}
