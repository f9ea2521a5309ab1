import { type Command, type CommandOutcome, done, notDone } from "../model/command.ts";
import type { Connection } from "../model/connection.ts";
import type { ContractField } from "../model/contract.ts";
import type { IssueId } from "../model/document.ts";
import { type FoundCause, causeKey, causesOf } from "../model/error-cause.ts";
import type { Failure } from "../model/failure.ts";
import { type IssueSync, type LostValue, type Settled, isOpenWrite } from "../model/issue-sync.ts";
import { ownField } from "../model/mapping.ts";
import { seenLosses } from "../model/seen-losses.ts";
import { valueFromText } from "../model/typed-text.ts";
import { type Value, fieldValue } from "../model/value.ts";
import { readAgain } from "./look-again.ts";
import { type Context, audit, lastRulesOf, mintId, rulesOf } from "./context.ts";
import { deleteIssue, putIssue } from "./issue-commands.ts";
import { sameShown } from "./reopen-command.ts";
import { sendAgain } from "./send-again.ts";
import { wantsRewrite } from "./rewrite.ts";
import { putSync, refreshRow } from "./rows.ts";
import { type Rules, contractField } from "./rules.ts";
import { translateIn, translateOut } from "./translation.ts";

/** Tries failed things again: of one issue, of all, or all of one cause. What is refused again says so again. */
export async function retryFailed(
  context: Context,
  { issue, all }: Pick<Extract<Command, { kind: "retry" }>, "issue" | "all">,
): Promise<CommandOutcome> {
  const { store } = context;
  const retried = new Set<IssueId>();
  store.transaction(() => {
    for (const connection of store.connections()) {
      if (all && connection.id !== all.connection) continue;
      for (const sync of store.syncsWithStatus(connection.id, "error", Number.MAX_SAFE_INTEGER)) {
        if (!all && issue !== null && sync.issue !== issue) continue;
        const causes = causesOf(sync).filter(({ cause }) => !all || causeKey(cause) === causeKey(all.cause));
        if (all && causes.length === 0) continue;
        putSync(context, connection, again(context, connection, sync, causes));
        refreshRow(context, sync.issue);
        retried.add(sync.issue);
      }
    }
  });
  // Values that had no words may have some now.
  await readAgain(context, [...retried]);
  return issue !== null && retried.size === 0 ? notDone("NOTHING_TO_RETRY") : done({ issues: retried.size });
}

function again(context: Context, connection: Connection, sync: IssueSync, causes: readonly FoundCause[]): IssueSync {
  const rules = rulesOf(context, connection);
  const has = (place: FoundCause["in"]): boolean => causes.some((cause) => cause.in === place);
  const parts = new Set(causes.map(({ in: place, part }) => (place === "refusedThere" ? part : null)));
  // What the partner's tracker refuses stays known until the partner says otherwise: nothing of ours makes it take it.
  const refusedThere = Object.fromEntries(Object.entries(sync.refusedThere).filter(([part]) => !parts.has(part)));
  const cleared: IssueSync = { ...sync, failure: has("failure") ? null : sync.failure, refusedThere };
  const reset = !has("failure") || !rules ? cleared : sentAgain(context, rules, cleared);
  // A message's write that may be performed already: its outcome comes first.
  const underWay = isOpenWrite(sync.pendingWrite) && sync.pendingWrite.inbox !== null;
  return has("refusedHere") && !underWay ? wantsRewrite(context, reset) : reset;
}

/** What failed as a whole is sent again: by the primary from the agreed document on, under a new number. */
function sentAgain(context: Context, rules: Rules, sync: IssueSync): IssueSync {
  if (rules.role === "secondary") return sentAgainBySecondary(sync);
  return sendAgain(context, rules, sync, sync.agreed, context.store.issue(sync.issue)?.key ?? sync.issue);
}

/** Of what was said whole after a Recover nothing else is taken but the same again. */
function sentAgainBySecondary({ recovering, ...sync }: IssueSync): IssueSync {
  const overruled = [...sync.sentOverruled, ...sync.overruled];
  return { ...sync, sent: null, overruled, sentOverruled: [], ...(recovering && { recovering: { ...recovering, told: false } }) };
}

/** Settles a lost value: `theirs` leaves what stands, `mine` and a value are ordinary edits that bring it back. */
export async function resolveConflict(context: Context, command: Extract<Command, { kind: "resolve" }>): Promise<CommandOutcome> {
  const { issue, field, take } = command;
  const states = context.store.syncsOf(issue).map(({ sync }) => sync);
  const state = states.find(
    (sync) => (command.connection === null || sync.connection === command.connection) && openLoss(sync, field) !== undefined,
  );
  const lost = state && openLoss(state, field);
  const connection = state && context.store.connection(state.connection);
  if (!state || !lost || !connection) return notDone("NO_CONFLICT", { field });
  const { seen } = command;
  if (seen !== undefined && seenLosses(state.lost, field) !== seen) return notDone("LOST_SINCE", { field });
  let settled: Settled | null = { id: mintId(context) };
  if (take.kind !== "theirs") {
    const rules = lastRulesOf(context, connection);
    if (!rules) return notDone("BROKEN_SETTINGS", { connection: connection.name });
    const brought = await bringBack(context, state, rules, lost, take);
    if (brought.outcome.kind === "failed") return brought.outcome;
    settled = brought.wrote && { ...settled, wrote: brought.wrote };
  }
  context.store.transaction(() => {
    const now = context.store.sync(connection.id, issue);
    if (!now) return;
    const mark = (value: LostValue): LostValue =>
      value.field === field && !value.resolved ? { ...value, resolved: true, ...(settled && { settled }) } : value;
    putSync(context, connection, { ...now, lost: now.lost.map(mark) });
    refreshRow(context, issue);
  });
  // Empty: it cannot be taken back.
  return done({ field, settled: settled?.id ?? "" });
}

function openLoss(sync: IssueSync, field: string): LostValue | undefined {
  return sync.lost.findLast((value) => value.field === field && !value.resolved);
}

interface Brought {
  readonly outcome: CommandOutcome;
  /** null where it cannot be taken back. */
  readonly wrote: NonNullable<Settled["wrote"]> | null;
}

function notListed({ name, values = [] }: ContractField, { code }: Failure): CommandOutcome {
  return notDone("FIELD_REFUSED", { field: name, code, values: values.join(", ") });
}

async function bringBack(
  context: Context,
  sync: IssueSync,
  rules: Rules,
  lost: LostValue,
  take: { readonly kind: "mine" | "theirs" } | { readonly kind: "value"; readonly text: string },
): Promise<Brought> {
  if (lost.field === "deleted") {
    const outcome = take.kind === "mine" ? await deleteIssue(context, sync.issue) : notDone("ONLY_MINE_OR_THEIRS", { field: lost.field });
    return { outcome, wrote: null };
  }
  const field = contractField(rules.contract, lost.field);
  if (!field) return { outcome: notDone("ONLY_THEIRS", { field: lost.field }), wrote: null };
  let value: Value = lost.value;
  if (take.kind === "value") {
    const typed = valueFromText(field.kind, take.text);
    if (!typed.ok) return { outcome: notDone("WRONG_VALUE", { field: field.name, expected: typed.failure }), wrote: null };
    value = typed.value;
    const shared = translateOut(rules, field, value);
    if (!shared.ok && shared.failure.code === "VALUE_NOT_LISTED") return { outcome: notListed(field, shared.failure), wrote: null };
  } else {
    const ours = translateIn(rules, field, lost.value);
    if (!ours.ok) return { outcome: notDone("FIELD_REFUSED", { field: field.name, code: ours.failure.code }), wrote: null };
    value = ours.value;
  }
  const read = await context.tracker.read([sync.issue]);
  if (read === null) return { outcome: notDone("ISSUE_BUSY", { key: context.store.issue(sync.issue)?.key ?? sync.issue }), wrote: null };
  const [present] = read;
  const own = ownField(rules.mapping, field.name);
  const shown = fieldValue(present?.fields, own);
  // Brought back already, by hand or before a crash: what is taken back is that, too.
  const winner = sameShown(shown, value) ? translateIn(rules, field, lost.winner) : null;
  const outcome = await putIssue(context, sync.issue, { fields: { [own]: value } }, false);
  if (!present || winner?.ok === false) return { outcome, wrote: null };
  return { outcome, wrote: { before: winner ? winner.value : shown, after: value } };
}

/** A person has seen these, or all up to the newest one that the person was shown. */
export function acknowledgeAlarms(
  context: Context,
  { alarms: seen, author: by }: Extract<Command, { readonly kind: "acknowledge alarms" }>,
): CommandOutcome {
  const { store, clock } = context;
  return store.transaction(() => {
    const open = store.alarms("open", Number.MAX_SAFE_INTEGER);
    const meant = open.filter(({ id }) => ("upTo" in seen ? id <= seen.upTo : seen.includes(id)));
    if (meant.length === 0 && !("upTo" in seen)) return notDone("NO_SUCH_ALARM", { id: seen.join(", ") });
    for (const alarm of meant) {
      store.putAlarm({ ...alarm, acknowledged: { by, time: clock.now() } }, "");
      audit(context, {
        actor: by,
        action: "alarm acknowledged",
        connection: alarm.connection,
        ...(alarm.issue !== undefined && { issue: alarm.issue }),
        info: alarm.code,
      });
    }
    return done({ count: meant.length });
  });
}
