import { attachmentOutside, changedAttachments } from "../model/attachment-set.ts";
import { changedComments, changedFields } from "../model/changes.ts";
import { type Contract, type ContractField, type Role, maySend } from "../model/contract.ts";
import { type Document, fieldOf, withExtras } from "../model/document.ts";
import { fitsKind } from "../model/field-kind.ts";
import type { IssueSync } from "../model/issue-sync.ts";
import { type Value, sameValue } from "../model/value.ts";
import { type Rules, attachmentPart, commentPart, contractField, isFieldPart, withPartFrom } from "./rules.ts";
import { allowed } from "./translation.ts";
import { withoutUnknown } from "./waiting-links.ts";

/** Who sends, and under what. */
export interface Sender {
  readonly role: Role;
  readonly contract: Contract | null;
  /** Where it says who has an issue, no link leaves to one that not both have. */
  readonly standing?: Rules["standing"];
}

/**
 * What of `mine` may leave: everything else stays as in `agreed`. An issue that its introducer does not share any more says only that, and one
 * that is deleted only that: what was edited before travels should the issue live on. Where both know that it is not shared, its deletion is not told,
 * even if it was to be shared again: the partner keeps what it has. A field that the contract does not name (any more), or not in our direction,
 * waits until it does (A9; docs/PROMISES.md P12), and so does a value that was noted under another contract and is none that this one allows.
 */
export function outgoing({ role, contract, standing }: Sender, mine: Document, agreed: Document): Document {
  if (contract === null || mine === agreed) return agreed;
  if (!mine.shared) return agreed.shared ? { ...agreed, shared: false } : agreed;
  if (mine.deleted && contract.deletes !== "keep") return agreed.deleted || !agreed.shared ? agreed : { ...agreed, deleted: true };
  let document = withoutUnknown(standing ? { standing } : {}, withinContract(contract, mine, agreed), agreed);
  for (const name of changedFields(agreed, document)) {
    const field = contractField(contract, name);
    if (field && !mayLeave({ role, contract }, field, fieldOf(document, name))) document = withPartFrom(document, name, agreed);
  }
  return document;
}

/** Whether a side of this role may say so under the contract. */
export function mayLeave(
  { role, contract }: { readonly role: Role; readonly contract: Contract },
  field: ContractField,
  value: Value,
): boolean {
  if (!maySend(field, role) || !fitsKind(field.kind, value)) return false;
  const found = allowed({ contract }, field, value);
  // What is too long waits for nobody: its message fails, and its author is told.
  return found.ok || found.failure.code === "TOO_LONG";
}

/** `document` with everything that the contract does not speak of as in `agreed`. */
export function withinContract(contract: Contract, document: Document, agreed: Document): Document {
  let next = document;
  for (const name of changedFields(agreed, document)) if (!contractField(contract, name)) next = withPartFrom(next, name, agreed);
  if (contract.comments === "none" && next.comments !== agreed.comments) next = { ...next, comments: agreed.comments };
  else if (contract.comments === "public" && next.comments !== agreed.comments) next = withoutInternal(next, agreed);
  next = withAgreedFiles(contract, next, agreed);
  if (contract.links === "none" && next.links !== agreed.links) next = withExtras(next, next.attachments, agreed.links);
  if (contract.deletes === "keep" && next.deleted && !agreed.deleted) next = { ...next, deleted: false };
  return next;
}

/** Files that the contract does not let through as agreed, or not at all. What was removed says no more than that. */
function withAgreedFiles({ attachments: rule }: Contract, document: Document, agreed: Document): Document {
  if (document.attachments === agreed.attachments) return document;
  if (rule === "none") return withExtras(document, agreed.attachments, document.links);
  let next = document;
  for (const attachment of changedAttachments(agreed.attachments, document.attachments)) {
    const isNews = !attachment.removed || agreed.attachments?.some(({ id }) => id === attachment.id) !== true;
    if (isNews && attachmentOutside(rule, attachment) !== null) next = withPartFrom(next, attachmentPart(attachment.id), agreed);
  }
  return next;
}

/** Internal comments as agreed under another contract, or not at all. */
function withoutInternal(document: Document, agreed: Document): Document {
  let next = document;
  for (const { id, internal, removed } of changedComments(agreed, document))
    if (internal && !removed) next = withPartFrom(next, commentPart(id), agreed);
  return next;
}

/**
 * The overruled values that may be told now: of the others the winner would be told what it may not know. A winner that both sides agreed on is
 * known there already.
 */
export function tellable(
  { role, contract }: Sender,
  sync: IssueSync,
): { readonly now: IssueSync["overruled"]; readonly later: IssueSync["overruled"] } {
  const mayTell = ({ field: part, winner }: IssueSync["overruled"][number]): boolean => {
    if (!sync.mine.shared || contract === null) return false;
    if (part === "deleted" || !isFieldPart(part)) return true;
    const field = contractField(contract, part);
    return field !== undefined && (mayLeave({ role, contract }, field, winner) || sameValue(winner, fieldOf(sync.base, part)));
  };
  return { now: sync.overruled.filter(mayTell), later: sync.overruled.filter((one) => !mayTell(one)) };
}
