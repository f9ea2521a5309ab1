import type { AuditEvent, AuditedFile } from "../model/audit.ts";
import type { Command } from "../model/command.ts";
import { revisionText } from "../model/revision.ts";
import type { TrackerChange } from "../model/tracker-issue.ts";
import type { OutboxEntry } from "../ports/store.ts";
import type { ConfirmationMessage } from "../protocol/messages/confirmation.ts";
import type { IssueMessage } from "../protocol/messages/issue.ts";
import { commentPart } from "./rules.ts";

/** So many parts are named at most: the trail says what happened, it is no copy of it. */
const NAMED = 20;

type Noted = Pick<AuditEvent, "reference" | "info" | "revision" | "parts" | "conflicts" | "refused">;

/** What the trail keeps of a message about an issue. A document that is sent for the first time is `whole`. */
export function messageNote(message: IssueMessage | ConfirmationMessage, reference: string): Noted {
  const whole = message.kind === "issue" && message.base.number === 0;
  const info = message.kind === "confirmation" ? message.result : whole ? "whole" : undefined;
  const parts = whole || !message.changes ? null : bounded(changedParts(message.changes));
  const conflicts = message.kind === "confirmation" ? bounded(fieldsOf(message.conflicts)) : null;
  const refused = message.kind === "confirmation" ? bounded(fieldsOf(message.refused)) : null;
  return {
    reference,
    ...(info !== undefined && { info }),
    ...(message.revision && { revision: revisionText(message.revision) }),
    ...(parts && { parts }),
    ...(conflicts && { conflicts }),
    ...(refused && { refused }),
  };
}

/** What the trail keeps of a person's command about an issue, besides who and how it ended. */
export function commandNote(command: Command): Pick<AuditEvent, "parts" | "choice"> {
  switch (command.kind) {
    case "new issue":
    case "edit issue":
      return { parts: bounded(editedParts(command.change)) ?? [] };
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
export function fileNote(sequence: number, size: number, hash: string, batch: readonly OutboxEntry[]): AuditedFile {
  const carries: { life: string; first: number; last: number }[] = [];
  for (const { life, number } of batch) {
    const last = carries.at(-1);
    if (last?.life === life && last.last + 1 === number) last.last = number;
    else carries.push({ life, first: number, last: number });
  }
  return { sequence, size, hash, carries };
}

function changedParts({ fields = {}, comments = [], deleted, shared }: NonNullable<ConfirmationMessage["changes"]>): string[] {
  return [
    ...Object.keys(fields),
    ...comments.map(({ id }) => commentPart(id)),
    ...(deleted === undefined ? [] : ["deleted"]),
    ...(shared === undefined ? [] : ["shared"]),
  ];
}

function editedParts({ fields = {}, comments = [], removedComments = [], share }: TrackerChange): string[] {
  const said = [...comments.map(({ id }) => id), ...removedComments].map(commentPart);
  return [...Object.keys(fields), ...said, ...(share ? ["shared"] : [])];
}

function fieldsOf(remarks: readonly { readonly field: string }[]): string[] {
  return [...new Set(remarks.map(({ field }) => field))];
}

function bounded(parts: readonly string[]): readonly string[] | null {
  return parts.length === 0 ? null : parts.slice(0, NAMED);
}
