import { changedAttachments } from "../model/attachment-set.ts";
import { applyChanges, changedComments, changedFields } from "../model/changes.ts";
import { type Document, fieldOf } from "../model/document.ts";
import type { Brought, ReplyParts } from "../model/issue-sync.ts";
import { type Revision, sameRevision } from "../model/revision.ts";
import type { Value } from "../model/value.ts";
import { mayLeave, outgoing, withinContract } from "./outgoing.ts";
import { type Rules, contractField, withPartFrom } from "./rules.ts";

/** What the secondary said, for an answer that has to be made again: `theirs` on `base`, and `alone`, the same on our newest document. */
export function broughtBy(
  base: { readonly revision: Revision; readonly document: Document },
  theirs: Document,
  newest: Document,
  alone: Document,
): Brought {
  return {
    base: base.revision,
    fields: fieldsOf(base.document, theirs),
    ...(alone !== theirs && { onNewest: fieldsOf(newest, alone) }),
    deleted: theirs.deleted && !base.document.deleted,
  };
}

function fieldsOf(from: Document, to: Document): Readonly<Record<string, Value>> {
  return Object.fromEntries(changedFields(from, to).map((name) => [name, fieldOf(to, name)]));
}

/**
 * An answer made again on `previous`, under the contract in force. What we may not say under it the secondary would refuse, and then each would
 * take another document for agreed: such a part is as the secondary said it, who takes its own value back, or else as in `previous`. What we have
 * there instead waits in `mine`. Nor is it named as what won. The secondary's comments and files are its own to say: they stand as it said them,
 * whatever the contract, since they are here by now.
 */
export function answerAgain(
  rules: Rules,
  reply: ReplyParts,
  {
    mine,
    last,
    previous,
  }: { readonly mine: Document; readonly last: Document; readonly previous: { readonly revision: Revision; readonly document: Document } },
): { readonly document: Document; readonly reply: ReplyParts } {
  let document = withinContract(rules.contract, outgoing(rules, mine, last), previous.document);
  const { brought } = reply;
  if (brought?.deleted) document = { ...document, deleted: true };
  document = withTheirs(rules, document, mine);
  const said = brought && (sameRevision(brought.base, previous.revision) ? brought.fields : (brought.onNewest ?? brought.fields));
  const kept = new Set<string>();
  for (const name of changedFields(previous.document, document)) {
    if (maySay(rules, name, document)) continue;
    const value = said && Object.hasOwn(said, name) ? said[name] : undefined;
    document = withPartFrom(
      document,
      name,
      value === undefined ? previous.document : { ...document, fields: { ...document.fields, [name]: value } },
    );
    kept.add(name);
  }
  return kept.size === 0
    ? { document, reply }
    : { document, reply: { ...reply, conflicts: reply.conflicts.filter(({ field }) => !kept.has(field)) } };
}

/** `document` with the partner's comments and files as they stand in `mine`: nobody else changes them there. */
function withTheirs({ partner }: Rules, document: Document, mine: Document): Document {
  const isTheirs = ({ origin }: { readonly origin: string }): boolean => origin === partner;
  const comments = changedComments(document, mine).filter(isTheirs);
  const attachments = changedAttachments(document.attachments, mine.attachments).filter(isTheirs);
  return comments.length + attachments.length === 0 ? document : applyChanges(document, { comments, attachments });
}

function maySay(rules: Rules, name: string, document: Document): boolean {
  const field = contractField(rules.contract, name);
  return field !== undefined && mayLeave(rules, field, fieldOf(document, name));
}
