import { type CommandOutcome, type Replaced, type SeenLists, done, notDone } from "../model/command.ts";
import type { IssueId } from "../model/document.ts";
import type { Failure } from "../model/failure.ts";
import { type PendingWrite, isOpenWrite } from "../model/issue-sync.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import { mergeValue } from "../model/merge-value.ts";
import { normalText } from "../model/text.ts";
import type { TrackerChange } from "../model/tracker-issue.ts";
import { type Value, canonicalValue, isSet, sameValue, fieldValue } from "../model/value.ts";
import type { TrackerWrite, WriteOutcome } from "../ports/tracker.ts";
import { lookAgain } from "./look-again.ts";
import { type Context, mintId } from "./context.ts";
import { observeGone, observeIssue } from "./observe.ts";

/** Tries until the tracker holds still; a person who types on at the same time wins. */
const TRIES = 5;

/**
 * Writes a person's change into the tracker and takes it up at once. A new issue that is there was made before the process ended: what became of it
 * since stays. What is too long is refused before anything is written; where the
 * tracker takes only a part, that part stands, and the outcome names the issue and what is missing.
 */
export async function putIssue(
  context: Context,
  issue: IssueId,
  change: TrackerChange,
  create: boolean,
  seen: SeenLists = {},
  expected: TrackerChange["fields"] = {},
): Promise<CommandOutcome> {
  const tooLong = tooLongPart(context, change);
  if (tooLong !== null) return notDone("FIELD_REFUSED", { field: tooLong, code: "TOO_LONG", detail: context.tracker.limits.longestText });
  const row = create ? context.store.issue(issue) : null;
  if (row) return madeBefore(context, issue, row.key);
  return edit(context, issue, { kind: "put", change }, create, seen, expected);
}

/** Name of the fact that keeps what the tracker refused of a new issue: the process may end before anybody is told. */
const refusedFact = (issue: IssueId): string => `refused:${issue}`;

function madeBefore({ store }: Context, issue: IssueId, key: string): CommandOutcome {
  const refused = store.fact(refusedFact(issue));
  const named = { id: issue, key };
  return refused === null ? done(named) : notDone("PARTLY_TAKEN", { ...named, ...JSON.parse(refused) });
}

/**
 * It was made by a process that ended before it recorded that, and was edited since. What was asked for and does not stand there at all the tracker may have
 * refused: to say so of a value that somebody took away is better than to say nothing of one that was dropped.
 */
function madeMeanwhile(row: LocalIssue, asked: TrackerWrite["action"]): CommandOutcome {
  const named = { id: row.id, key: row.key };
  const fields = Object.entries((asked.kind === "put" && asked.change.fields) || {});
  const missing = fields.find(([name, value]) => canonicalValue(value) !== null && valueOf(row, name) === null);
  return missing ? notDone("PARTLY_TAKEN", { ...named, field: missing[0], code: "TRACKER_REFUSED" }) : done(named);
}

/**
 * The change as it is made to what stands there now: of a list only what the asker added or took away. Somebody may have edited it by hand, and no
 * look at the tracker has found that yet.
 */
export function onto(present: SeenLists, change: TrackerChange, seen: SeenLists): TrackerChange {
  const merged = (before: Value | undefined, now: Value | undefined, asked: Value): Value =>
    before === undefined ? asked : mergeValue("set", canonicalValue(before), canonicalValue(now), canonicalValue(asked), true).value;
  const { fields, share } = change;
  const list = share && seen.share && merged(seen.share, present.share, share);
  return {
    ...change,
    ...(fields && {
      fields: Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [name, merged(seen.fields?.[name], present.fields?.[name], value)]),
      ),
    }),
    ...(list !== undefined && { share: isSet(list) ? list : [] }),
  };
}

function tooLongPart(context: Context, { fields = {}, comments = [] }: TrackerChange): string | null {
  const isLong = (value: unknown): boolean => typeof value === "string" && normalText(value).length > context.tracker.limits.longestText;
  const field = Object.keys(fields).find((name) => isLong(fields[name]));
  return field ?? (comments.some(({ body }) => isLong(body)) ? "comment" : null);
}

/** Deletes by command: counts at once. The tracker keeps the issue in its trash. */
export async function deleteIssue(context: Context, issue: IssueId): Promise<CommandOutcome> {
  return edit(context, issue, { kind: "delete" }, false);
}

/** Takes a deletion back: the issue is written again as it was, and that is an edit like any other. One that is there is left alone. */
export async function bringBack(context: Context, issue: IssueId): Promise<CommandOutcome> {
  const row = context.store.issue(issue);
  if (!row) return notDone("NO_SUCH_ISSUE");
  if (row.gone === null) return done({ id: issue, key: row.key });
  const outcome = await edit(context, issue, { kind: "put", change: {} }, true);
  // Nothing was to be written into it, so there is no field that could be refused.
  return outcome.kind === "failed" && outcome.code === "FIELD_REFUSED" ? notDone("NOTHING_KEPT", { key: row.key }) : outcome;
}

async function edit(
  context: Context,
  issue: IssueId,
  asked: TrackerWrite["action"],
  create: boolean,
  seen: SeenLists = {},
  expected: TrackerChange["fields"] = {},
): Promise<CommandOutcome> {
  for (let tries = 0; tries < TRIES; tries++) {
    const row = context.store.issue(issue);
    if (!create && (!row || row.gone !== null)) return notDone("NO_SUCH_ISSUE");
    if (create && tries > 0 && row?.gone === null) return madeMeanwhile(row, asked);
    if (row?.heldBecause) return notDone("ISSUE_HELD", { key: row.key, because: row.heldBecause });
    if (context.store.syncsOf(issue).some(({ sync }) => standsInTheWay(sync.pendingWrite, asked)))
      return notDone("ISSUE_BUSY", { key: row?.key ?? issue });
    const other = row && Object.entries(expected).find(([name, value]) => !sameValue(valueOf(row, name), canonicalValue(value)));
    if (other) return notDone("CHANGED_SINCE", { key: row.key, field: other[0] });
    // Written only where the tracker still holds what the row says.
    const action: TrackerWrite["action"] = asked.kind === "put" && row ? { kind: "put", change: onto(row, asked.change, seen) } : asked;
    const [outcome] = await context.tracker.write([
      { effect: mintId(context), issue, expectedVersion: row?.version ?? null, action, commanded: true },
    ]);
    const ended =
      outcome && (await taken(context, issue, outcome, create ? Infinity : partsOf(action), create ? undefined : replacedBy(action, row)));
    if (ended) return ended;
  }
  return notDone("ISSUE_BUSY", { key: context.store.issue(issue)?.key ?? issue });
}

/** Of an edit: a message's write that may or may not have been performed (A5). What was written then would not be taken up. Of a deletion: any. */
function standsInTheWay(open: PendingWrite | null, action: TrackerWrite["action"]): boolean {
  return open !== null && (action.kind === "delete" || (open.inbox !== null && isOpenWrite(open)));
}

/** As it is compared; null where the issue has none. */
export function valueOf({ fields }: LocalIssue, name: string): Value {
  return canonicalValue(fields[name] ?? null);
}

function partsOf(action: TrackerWrite["action"]): number {
  if (action.kind === "delete") return 0;
  const { fields = {}, comments = [], attachments = [], links, share } = action.change;
  return Object.keys(fields).length + comments.length + attachments.length + (links?.added.length ?? 0) + (share ? 1 : 0);
}

/** Of an edit: what the tracker held in its place, which is what the write was made on. */
function replacedBy(action: TrackerWrite["action"], row: LocalIssue | null): Replaced | undefined {
  if (action.kind === "delete" || !row) return undefined;
  const { fields, share } = action.change;
  return {
    ...(fields && { fields: Object.fromEntries(Object.keys(fields).map((name) => [name, fieldValue(row.fields, name)])) }),
    ...(share && { share: row.share }),
  };
}

/** null: it changed meanwhile, try again. `parts`: how many things were to be written; `replaced`: what stood there. */
async function taken(
  context: Context,
  issue: IssueId,
  outcome: WriteOutcome,
  parts: number,
  replaced: Replaced | undefined,
): Promise<CommandOutcome | null> {
  switch (outcome.kind) {
    case "applied": {
      const [refused] = outcome.refused;
      context.store.transaction(() => {
        context.store.remember(outcome.memory);
        if (outcome.issue) observeIssue(context, outcome.issue, null);
        else observeGone(context, issue);
        if (refused && parts === Infinity) context.store.setFact(refusedFact(issue), JSON.stringify(dataOf(refused)));
      });
      const named = { id: issue, key: outcome.issue?.key ?? context.store.issue(issue)?.key ?? issue };
      if (!refused) return done(named, replaced);
      const what = dataOf(refused);
      return outcome.refused.length < parts ? notDone("PARTLY_TAKEN", { ...named, ...what }) : notDone("FIELD_REFUSED", what);
    }
    case "refused":
      return notDone("FIELD_REFUSED", dataOf(outcome.failures[0] ?? { code: "TRACKER_REFUSED" }));
    case "later":
      return notDone("ISSUE_WAITS", { key: context.store.issue(issue)?.key ?? issue, because: outcome.because });
    case "stale":
      await lookAgain(context, [issue]);
      return null;
  }
}

/** What a sentence about the refusal needs. Values are left out: they may be as long as a file. */
function dataOf({ field, code, detail }: Failure): Readonly<Record<string, string>> {
  return { field: field ?? "", code, ...(detail !== undefined && { detail }) };
}
