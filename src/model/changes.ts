import { changedAttachments, withAttachments } from "./attachment-set.ts";
import type { Attachment } from "./attachment.ts";
import { type Comment, type Document, extras, fieldOf } from "./document.ts";
import { type LinkChanges, changedLinks, sameLinks, withLinks } from "./link.ts";
import { type Value, canonicalValue, sameValue } from "./value.ts";

/** The difference of two documents: what a message carries. Only what differs is there. */
export interface Changes {
  /** New values; null clears. */
  readonly fields?: Readonly<Record<string, Value>>;
  /** Comments that are new or differ, tombstones among them. */
  readonly comments?: readonly Comment[];
  readonly deleted?: boolean;
  readonly shared?: boolean;
  /** Attachments that are new or differ, tombstones among them. */
  readonly attachments?: readonly Attachment[];
  /** Links that are new or went: one that a side does not have because it was refused there is not named, and so not taken away. */
  readonly links?: LinkChanges;
}

export function sameComment(a: Comment, b: Comment): boolean {
  return (
    a === b ||
    (a.id === b.id &&
      a.origin === b.origin &&
      a.body === b.body &&
      a.author === b.author &&
      a.created === b.created &&
      a.edited === b.edited &&
      a.internal === b.internal &&
      a.removed === b.removed)
  );
}

/** Names of the fields whose values differ. */
export function changedFields(from: Document, to: Document): string[] {
  if (from.fields === to.fields) return [];
  const names = new Set([...Object.keys(from.fields), ...Object.keys(to.fields)]);
  return [...names].filter((name) => !sameValue(fieldOf(from, name), fieldOf(to, name)));
}

export function changedComments(from: Document, to: Document): Comment[] {
  if (from.comments === to.comments) return [];
  const old = new Map(from.comments.map((comment) => [comment.id, comment]));
  return to.comments.filter((comment) => {
    const before = old.get(comment.id);
    return before === undefined || !sameComment(before, comment);
  });
}

/** `apply(from, difference(from, to))` is `to`, provided that `to` has every comment and attachment of `from` (tombstones stay). */
export function difference(from: Document, to: Document): Changes {
  const names = changedFields(from, to);
  const comments = changedComments(from, to);
  const attachments = changedAttachments(from.attachments, to.attachments);
  const links = changedLinks(from.links, to.links);
  return {
    ...(names.length > 0 && { fields: Object.fromEntries(names.map((name) => [name, fieldOf(to, name)])) }),
    ...(comments.length > 0 && { comments }),
    ...(from.deleted !== to.deleted && { deleted: to.deleted }),
    ...(from.shared !== to.shared && { shared: to.shared }),
    ...(attachments.length > 0 && { attachments }),
    ...(links && { links }),
  };
}

export function sameDocument(a: Document, b: Document): boolean {
  if (a === b) return true;
  return (
    a.deleted === b.deleted &&
    a.shared === b.shared &&
    a.comments.length === b.comments.length &&
    changedFields(a, b).length === 0 &&
    changedComments(a, b).length === 0 &&
    sameFilesAndLinks(a, b)
  );
}

function sameFilesAndLinks(a: Document, b: Document): boolean {
  return (
    a.attachments?.length === b.attachments?.length &&
    changedAttachments(a.attachments, b.attachments).length === 0 &&
    sameLinks(a.links, b.links)
  );
}

/** Whether anything that people write differs: a value, a comment, a file, a link. */
export function isEdited(from: Document, to: Document): boolean {
  return changedFields(from, to).length > 0 || changedComments(from, to).length > 0 || !sameFilesAndLinks(from, to);
}

function isNoChange(changes: Changes): boolean {
  return Object.values(changes).every((change) => change === undefined);
}

export function applyChanges(document: Document, changes: Changes): Document {
  if (isNoChange(changes)) return document;
  return {
    fields: changes.fields === undefined ? document.fields : withFields(document.fields, changes.fields),
    comments: changes.comments === undefined ? document.comments : withComments(document.comments, changes.comments),
    deleted: changes.deleted ?? document.deleted,
    shared: changes.shared ?? document.shared,
    ...extras(
      changes.attachments === undefined ? document.attachments : withAttachments(document.attachments, changes.attachments),
      changes.links === undefined ? document.links : withLinks(document.links, changes.links),
    ),
  };
}

/** Canonical: null values are left out. */
function withFields(fields: Document["fields"], values: Readonly<Record<string, Value>>): Document["fields"] {
  const next = new Map(Object.entries(fields));
  for (const [name, given] of Object.entries(values)) {
    const value = canonicalValue(given);
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  return Object.fromEntries(next);
}

function withComments(comments: readonly Comment[], changed: readonly Comment[]): readonly Comment[] {
  const next = new Map(comments.map((comment) => [comment.id, comment]));
  for (const comment of changed) next.set(comment.id, comment);
  return [...next.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
