import { type Command, type CommandOutcome, done, notDone } from "../model/command.ts";
import type { LostValue } from "../model/issue-sync.ts";
import { ownField } from "../model/mapping.ts";
import { normalText } from "../model/text.ts";
import { type Value, canonicalValue, sameValue, fieldValue } from "../model/value.ts";
import type { Context } from "./context.ts";
import { putIssue } from "./issue-commands.ts";
import { putSync, refreshRow } from "./rows.ts";

/**
 * Takes back how a conflict was settled last: what stood in the tracker before is written again, and the lost values wait to be looked at.
 * Only as long as the tracker shows what was written then: a later edit of anybody is not undone with it.
 */
export async function reopenConflict(context: Context, command: Extract<Command, { kind: "reopen" }>): Promise<CommandOutcome> {
  const { store } = context;
  const { issue, field } = command;
  const of = store.syncsOf(issue).find(({ sync }) => isMeant(command, sync.connection) && lastSettled(sync.lost, field) !== undefined);
  const settled = of && lastSettled(of.sync.lost, field);
  if (!of || !settled) return notDone("NOT_SETTLED", { field });
  const { id, wrote } = settled;
  if (command.settled !== undefined && command.settled !== id) return notDone("SETTLED_SINCE", { field });
  if (wrote) {
    const read = await context.tracker.read([issue]);
    if (read === null) return notDone("ISSUE_BUSY", { key: store.issue(issue)?.key ?? issue });
    const [present] = read;
    const connection = store.connection(of.sync.connection);
    const mapping = connection && context.settingsOf(connection)?.mapping;
    const own = mapping ? ownField(mapping, field) : field;
    const shown = fieldValue(present?.fields, own);
    if (!present || (!sameShown(shown, wrote.after) && !sameShown(shown, wrote.before))) return notDone("CHANGED_SINCE", { field });
    // After a crash it may be written already.
    if (!sameShown(shown, wrote.before)) {
      const outcome = await putIssue(context, issue, { fields: { [own]: wrote.before } }, false);
      if (outcome.kind === "failed") return outcome;
    }
  }
  store.transaction(() => {
    const now = store.sync(of.sync.connection, issue);
    const connection = store.connection(of.sync.connection);
    if (!now || !connection) return;
    putSync(context, connection, { ...now, lost: reopened(now.lost, id) });
    refreshRow(context, issue);
  });
  return done({ field });
}

function isMeant({ connection }: Extract<Command, { kind: "reopen" }>, id: string): boolean {
  return connection === null || connection === id;
}

function lastSettled(lost: readonly LostValue[], field: string): LostValue["settled"] {
  return lost.findLast((value) => value.field === field && value.resolved && value.settled)?.settled;
}

/** What was lost again meanwhile waits once, not twice. */
function reopened(lost: readonly LostValue[], id: string): readonly LostValue[] {
  return lost.flatMap((entry) => {
    if (entry.settled?.id !== id) return [entry];
    const { settled: _, ...open } = entry;
    const there = lost.some((other) => !other.resolved && other.field === entry.field && sameValue(other.value, entry.value));
    return there ? [] : [{ ...open, resolved: false }];
  });
}

/** The tracker shows a text as it likes: with other ends of lines, lists in another order. */
export function sameShown(a: Value, b: Value): boolean {
  const normal = (value: Value): Value => canonicalValue(typeof value === "string" ? normalText(value) : value);
  return sameValue(normal(a), normal(b));
}
