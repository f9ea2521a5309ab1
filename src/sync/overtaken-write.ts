import type { Connection } from "../model/connection.ts";
import { fieldOf } from "../model/document.ts";
import type { Failure } from "../model/failure.ts";
import type { IssueSync, Overruled } from "../model/issue-sync.ts";
import { sharedField } from "../model/mapping.ts";
import { withLinks } from "../model/link.ts";
import type { TrackerAttachment, TrackerComment, TrackerIssue } from "../model/tracker-issue.ts";
import { type Value, canonicalValue, isSet, sameValue } from "../model/value.ts";
import { concludeWrite } from "./conclude.ts";
import { type Context, isoNow } from "./context.ts";
import { refusedParts } from "./intent.ts";
import { keep } from "./lost.ts";
import { audienceOf } from "./observe.ts";
import { stepsShown, withSteps } from "./performed-steps.ts";
import { project } from "./projection.ts";
import { putSync } from "./rows.ts";
import { contractField, isFieldPart } from "./rules.ts";
import { isShown, shownIn } from "./shown-write.ts";
import { takeLocal } from "./take-local.ts";
import type { Work } from "./work.ts";

/**
 * Writes that a process intended before it ended, and whose issues were edited before the next one began. Where the tracker shows that the
 * write was performed its outcome is recorded now, and the edits after it are found by the next look; where it does not, own values that
 * lost to it and were on no paper but this are kept as lost. Without this a value that lost to the write, and was edited after it, would be gone; and so would
 * be one of the partner that the tracker refused, and that nobody saw here.
 */
export async function concludeOvertaken(context: Context, connection: Connection, work: readonly Work[]): Promise<void> {
  const { store } = context;
  const read = await context.tracker.read(work.map(({ write }) => write.issue));
  // Whether they were performed is as open as before.
  if (read === null) return;
  const found = new Map(read.map((issue) => [issue.id, issue]));
  store.transaction(() => {
    const audience = audienceOf(context);
    for (const item of work) {
      const issue = found.get(item.write.issue);
      const after = issue && rightAfter(context, item, issue);
      if (after) {
        concludeWrite(context, connection, item, after.issue, after.refused, audience);
        tellUnseen(context, connection, item, issue, after.unsure);
        store.removeInbox([item.entry.row]);
      } else if (issue) {
        const original = withSteps(item.rules, item.original, stepsShown(item.write, issue));
        putSync(context, connection, { ...original, lost: keepUnsent(context, { ...item, original }, issue) });
      } else putSync(context, connection, item.original);
    }
  });
}

interface After {
  readonly issue: TrackerIssue;
  readonly refused: readonly Failure[];
  /** Fields that show neither what was written nor what stood there before: the write was edited, or the tracker had refused it. */
  readonly unsure: readonly string[];
}

/** The issue as it stood right after the write; null: it does not show that the write was performed. */
function rightAfter({ tracker, store }: Context, work: Work, found: TrackerIssue): After | null {
  const { write, rules } = work;
  if (write.action.kind === "delete") return null;
  const { change } = write.action;
  const { fields = {}, comments = [], removedComments = [], attachments = [], removedAttachments = [], links } = change;
  const shown = shownIn(tracker, work, found);
  const returns = write.expectedVersion === null && (store.issue(found.id)?.gone ?? null) !== null;
  // What was never here stands here by the write alone.
  const isNew = write.expectedVersion === null && !returns;
  if (!isNew && !isShown(change, work, found, shown, returns)) return null;
  const { present, stands, isRespelt } = shown;
  const refused = Object.entries(fields).flatMap(([name, value]) =>
    !isNew && !sameValue(present(name), canonicalValue(value)) && !isRespelt(name, value) && stands(name) ? [name] : [],
  );
  const taken = Object.entries(fields).filter(([name, value]) => !refused.includes(name) && !isRespelt(name, value));
  const written = new Map<string, TrackerComment>([...found.comments, ...comments].map((comment) => [comment.id, comment]));
  for (const id of removedComments) written.delete(id);
  const files = new Map<string, TrackerAttachment>([...(found.attachments ?? []), ...attachments].map((file) => [file.id, file]));
  for (const id of removedAttachments) files.delete(id);
  return {
    issue: {
      ...found,
      // Not what stands there now: that is still to be looked at.
      version: write.expectedVersion ?? "",
      fields: { ...found.fields, ...Object.fromEntries(taken) },
      comments: [...written.values()],
      attachments: [...files.values()],
      links: withLinks(found.links, links ?? {}) ?? [],
    },
    refused: refusedParts(
      rules.mapping,
      refused.map((field) => ({ code: "TRACKER_REFUSED", field })),
    ),
    unsure: taken.flatMap(([name, value]) => {
      const shared = sharedField(rules.mapping, name);
      return shared === null || sameValue(present(name), canonicalValue(value)) ? [] : [shared];
    }),
  };
}

/**
 * Where it is not known whether our user saw what the partner sent before it was edited, the partner is told that it lost: a conflict that is
 * none is better than a value that nobody finds again. What it lost to is what the edit makes of it, not what stands in our tracker: words
 * of our own are nobody else's business. A list that only grew lost nothing.
 */
function tellUnseen(context: Context, connection: Connection, { rules }: Work, found: TrackerIssue, unsure: readonly string[]): void {
  const sync = context.store.sync(connection.id, found.id);
  if (!sync || unsure.length === 0) return;
  const { mine } = takeLocal(rules, sync, project(rules, found, sync, null, isoNow(context)), null).sync;
  const unseen = unsure.flatMap((field): Overruled[] => {
    const [value, winner] = [fieldOf(sync.mine, field), fieldOf(mine, field)];
    const isJoined =
      contractField(rules.contract, field)?.kind === "set" && entriesOf(value).every((entry) => entriesOf(winner).includes(entry));
    return isJoined || sameValue(value, winner) ? [] : [{ field, value, winner, revision: sync.revision }];
  });
  if (unseen.length > 0) putSync(context, connection, { ...sync, overruled: [...sync.overruled, ...unseen] });
}

function entriesOf(value: Value): readonly string[] {
  return isSet(value) ? value : [];
}

/** Of what the write would have made lose, what an edit has replaced since: nobody knows whether our user still saw it. */
function keepUnsent(context: Context, { rules, original, merged, intent }: Work, found: TrackerIssue): IssueSync["lost"] {
  const { document } = project(rules, found, original, null, isoNow(context));
  const losing = merged.sync.lost.filter(
    (one) => !original.lost.includes(one) && isFieldPart(one.field) && intent.parts.includes(one.field),
  );
  return losing.reduce((lost, { field, value }) => {
    const now = fieldOf(document, field);
    const isEdited = !sameValue(now, fieldOf(original.shadow, field)) && !sameValue(now, fieldOf(original.mine, field));
    return isEdited ? keep(lost, field, value, now, original.revision) : lost;
  }, original.lost);
}
