import type { AuditEvent, AuditedFile } from "../model/audit.ts";
import type { Changes } from "../model/changes.ts";
import type { Command } from "../model/command.ts";
import { type Document, fieldOf } from "../model/document.ts";
import { revisionText } from "../model/revision.ts";
import { type Value, sameValue } from "../model/value.ts";
import type { TrackerChange } from "../model/tracker-issue.ts";
import type { OutboxEntry, SentFile } from "../ports/store.ts";
import type { ConfirmationMessage } from "../protocol/messages/confirmation.ts";
import type { IssueMessage } from "../protocol/messages/issue.ts";
import { attachmentPart, commentPart, linkPart } from "./rules.ts";

/** So many parts are named at most: the trail says what happened, it is no copy of it. */
const NAMED = 20;
/** A value that is written down; a longer one is in the texts that are kept of the last change. Characters of JSON. */
const SHORT = 200;

type Noted = Pick<
  AuditEvent,
  "reference" | "info" | "revision" | "parts" | "revives" | "stopsSharing" | "author" | "added" | "removed" | "conflicts" | "refused"
>;

/**
 * What the trail keeps of a message about an issue. A document that is sent for the first time is `whole`. `before`: the document that it
 * changes, which tells new comments from others.
 */
export function messageNote(message: IssueMessage | ConfirmationMessage, reference: string, before: Document): Noted {
  const whole = message.kind === "issue" && message.base.number === 0;
  const info = message.kind === "confirmation" ? message.result : whole ? "whole" : undefined;
  const conflicts = message.kind === "confirmation" ? bounded(fieldsOf(message.conflicts)) : null;
  const refused = message.kind === "confirmation" ? bounded(fieldsOf(message.refused)) : null;
  return {
    reference,
    ...(info !== undefined && { info }),
    ...(message.revision && { revision: revisionText(message.revision) }),
    ...(!whole && changesNote(message.changes ?? {}, before)),
    ...(conflicts && { conflicts }),
    ...(refused && { refused }),
  };
}

/** The parts that changes name, made to `before`. */
function changesNote(
  changes: Changes,
  before: Document,
): Pick<AuditEvent, "parts" | "revives" | "stopsSharing" | "author" | "added" | "removed"> {
  const known = new Set(before.comments.map(({ id }) => id));
  const { comments = [], attachments = [] } = changes;
  const files = new Set(before.attachments?.map(({ id }) => id));
  const links = { added: changes.links?.added ?? [], removed: changes.links?.removed ?? [] };
  const parts = bounded(changedParts(changes));
  const fresh = comments.filter(({ id }) => !known.has(id));
  const [author, ...others] = new Set(fresh.map((comment) => comment.author));
  const added = bounded([
    ...fresh.map(({ id }) => commentPart(id)),
    ...attachments.filter(({ id }) => !files.has(id)).map(({ id }) => attachmentPart(id)),
    ...links.added.map(linkPart),
  ]);
  const removed = bounded([
    ...comments.filter((comment) => comment.removed).map(({ id }) => commentPart(id)),
    ...attachments.filter((attachment) => attachment.removed).map(({ id }) => attachmentPart(id)),
    ...links.removed.map(linkPart),
  ]);
  return {
    ...(parts && { parts }),
    ...(changes.deleted === false && { revives: true }),
    ...(changes.shared !== undefined && { stopsSharing: !changes.shared }),
    ...(author && others.length === 0 && fresh.length === changedParts(changes).length && { author: author.slice(0, SHORT) }),
    ...(added && { added }),
    ...(removed && { removed }),
  };
}

/**
 * Of the changed fields, what stood here before and what stands now, where both are short: whose title was replaced finds it in the trail. A value of
 * ours that won was not replaced.
 */
export function replacedValues(changes: Changes, before: Document, after: Document): Pick<AuditEvent, "values"> {
  const found = Object.keys(changes.fields ?? {}).flatMap((name) => {
    const pair = { before: fieldOf(before, name), after: fieldOf(after, name) };
    return sameValue(pair.before, pair.after) || !isShort(pair.before) || !isShort(pair.after) ? [] : [[name, pair] as const];
  });
  return found.length === 0 ? {} : { values: Object.fromEntries(found.slice(0, NAMED)) };
}

function isShort(value: Value): boolean {
  const text = JSON.stringify(value);
  return text.length <= SHORT && !text.includes("\\n");
}

/** What the trail keeps of a person's command about an issue, besides who and how it ended. */
export function commandNote(command: Command): Pick<AuditEvent, "parts" | "added" | "removed" | "choice"> {
  switch (command.kind) {
    case "new issue":
    case "edit issue": {
      // A person adds comments by commands, or removes them; he edits one in the file.
      const { comments = [], removedComments = [], attachments = [], removedAttachments = [], links } = command.change;
      const added = bounded([
        ...comments.map(({ id }) => commentPart(id)),
        ...attachments.map(({ id }) => attachmentPart(id)),
        ...(links?.added ?? []).map(linkPart),
      ]);
      const removed = bounded([
        ...removedComments.map(commentPart),
        ...removedAttachments.map(attachmentPart),
        ...(links?.removed ?? []).map(linkPart),
      ]);
      return { parts: bounded(editedParts(command.change)) ?? [], ...(added && { added }), ...(removed && { removed }) };
    }
    case "resolve":
      return { parts: [command.field], choice: command.take.kind };
    case "reopen":
      return { parts: [command.field] };
    case "answer":
      return { choice: command.take };
    default:
      return {};
  }
}

/** A file and the messages in it: those of one life have numbers without a gap. */
export function fileNote(
  { generation, sequence }: Pick<SentFile, "generation" | "sequence">,
  size: number,
  hash: string,
  batch: readonly OutboxEntry[],
): AuditedFile {
  return { generation, sequence, size, hash, carries: runsOf(batch) };
}

export interface MessageRun {
  readonly life: string;
  readonly first: number;
  readonly last: number;
}

export function runsOf(ids: readonly { readonly life: string; readonly number: number }[]): readonly MessageRun[] {
  const runs: { life: string; first: number; last: number }[] = [];
  for (const { life, number } of ids) {
    const last = runs.at(-1);
    if (last?.life === life && last.last + 1 === number) last.last = number;
    else runs.push({ life, first: number, last: number });
  }
  return runs;
}

export function changedParts({ fields = {}, comments = [], deleted, shared, attachments = [], links }: Changes): string[] {
  return [
    ...Object.keys(fields),
    ...comments.map(({ id }) => commentPart(id)),
    ...attachments.map(({ id }) => attachmentPart(id)),
    ...[...(links?.added ?? []), ...(links?.removed ?? [])].map(linkPart),
    ...(deleted === undefined ? [] : ["deleted"]),
    ...(shared === undefined ? [] : ["shared"]),
  ];
}

function editedParts({ fields = {}, share, ...rest }: TrackerChange): string[] {
  const { comments = [], removedComments = [], attachments = [], removedAttachments = [], links } = rest;
  const said = [
    ...[...comments.map(({ id }) => id), ...removedComments].map(commentPart),
    ...[...attachments.map(({ id }) => id), ...removedAttachments].map(attachmentPart),
    ...[...(links?.added ?? []), ...(links?.removed ?? [])].map(linkPart),
  ];
  return [...Object.keys(fields), ...said, ...(share ? ["shared"] : [])];
}

function fieldsOf(remarks: readonly { readonly field: string }[]): string[] {
  return [...new Set(remarks.map(({ field }) => field))];
}

export function bounded(parts: readonly string[]): readonly string[] | null {
  return parts.length === 0 ? null : parts.slice(0, NAMED);
}
