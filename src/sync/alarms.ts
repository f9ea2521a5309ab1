import { type Alarm, type KeptAlarm, chooses, isGrave } from "../model/alarm.ts";
import type { Connection } from "../model/connection.ts";
import type { AlarmMessage } from "../protocol/messages/alarm.ts";
import { ALARMS } from "../protocol/version.ts";
import { type Context, audit, post } from "./context.ts";

/**
 * Open alarms of one raiser about one connection that have a place of their own, grave ones and others each. What comes beyond is counted on one more: a
 * broken partner can raise as many as it likes. It is also the most that are sent: what is open is not sent again.
 */
const MOST_OPEN = 20;

/**
 * Grave ones of ours have a place of their own always: they are about no issue, and few. But for these: a partner causes one for each issue that it
 * likes, and would hide the others by them.
 */
const OF_ISSUES = "CHECKSUM_ALARM";

/**
 * Raises an alarm (docs/PROTOCOL.md 6). Inside a transaction, with what gave cause to it. Those that are alike are one until it is acknowledged: the
 * others are counted, and neither shown nor sent again. `here`: the partner knows what it is about, as it said so itself, or is not to be told.
 */
export function raise(context: Context, alarm: Alarm, told: "partner" | "here" = "partner"): void {
  const connection = context.store.connection(alarm.connection);
  if (!connection || !keep(context, "here", alarm)) return;
  const { code, info, ...about } = alarm;
  audit(context, { ...about, actor: "issue-ferry", action: "alarm raised", info: info === undefined ? code : `${code}: ${info}` });
  if (told === "partner" && maySend(context, connection, alarm)) post(context, connection.id, [messageOf(context, alarm)]);
}

/** Somebody else has an identity key of one of the two. */
export const DISPUTED = { code: "INTEGRITY_ISSUE", info: "IDENTITY_DISPUTED" } as const;

/** Of an issue only where it is shared: the partner hears of none that it does not know. */
function maySend({ store, settingsOf }: Context, connection: Connection, { code, issue }: Alarm): boolean {
  if (connection.facts.link !== "connected" || !connection.partner?.capabilities.includes(ALARMS)) return false;
  if (issue !== undefined && store.sync(connection.id, issue)?.base.shared !== true) return false;
  return chooses(settingsOf(connection)?.alarms?.send ?? "all", code);
}

function messageOf({ clock }: Context, { code, issue, reference, info }: Alarm): AlarmMessage {
  return {
    kind: "alarm",
    code,
    time: clock.now(),
    ...(issue !== undefined && { issue }),
    ...(reference !== undefined && { reference: named(reference) }),
    ...(info !== undefined && { info: named(info) }),
  };
}

/** As a message takes it: what comes from a file's name may be anything. */
function named(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]/gu, " ")
    .slice(0, 200)
    .toWellFormed();
}

/** A partner's alarm, kept and shown if this side wants it. It is answered by nothing, passed on to nobody, and gives cause to no other. Inside a transaction. */
export function takeAlarm(context: Context, connection: Connection, { code, issue, reference, info }: AlarmMessage): void {
  if (!chooses(context.settingsOf(connection)?.alarms?.receive ?? "all", code)) return;
  const alarm = {
    code,
    connection: connection.id,
    ...(issue !== undefined && { issue }),
    ...(reference !== undefined && { reference }),
    ...(info !== undefined && { info }),
  };
  if (!keep(context, "partner", alarm)) return;
  const { info: _, code: __, ...about } = alarm;
  audit(context, {
    ...about,
    actor: `partner ${connection.partner?.name ?? ""}`,
    action: "alarm received",
    info: info === undefined ? code : `${code}: ${info}`,
  });
}

type Raised = Omit<Alarm, "code"> & { readonly code: string };

/** Whether one like it is open. */
export function isRaised({ store }: Context, alarm: Alarm): boolean {
  return store.openAlarm(alarm.connection, "here", likenessOf(alarm)) !== null;
}

function likenessOf({ code, info, issue }: Raised): string {
  return JSON.stringify([code, info ?? null, issue ?? null]);
}

/** Whether it is the first of its likeness. */
function keep({ store, clock }: Context, raiser: KeptAlarm["raiser"], alarm: Raised): boolean {
  const time = clock.now();
  const { connection } = alarm;
  const own = likenessOf(alarm);
  const alike = store.openAlarm(connection, raiser, own);
  const grave = isGrave(alarm);
  const stands = raiser === "here" && grave && alarm.code !== OF_ISSUES;
  const isFull = alike === null && !stands && store.countAlarms(connection, raiser, grave) >= MOST_OPEN;
  const others = grave ? OTHER_GRAVE : OTHERS;
  const likeness = isFull ? others : own;
  const open = isFull ? store.openAlarm(connection, raiser, others) : alike;
  const { reference: _, issue: __, info: ___, ...rest } = open ?? NEW;
  store.putAlarm(
    { ...rest, raiser, ...alarm, last: time, first: open?.first ?? time, count: rest.count + 1, ...(isFull && OF_OTHERS) },
    likeness,
  );
  return open === null;
}

const OTHERS = "others";
const OTHER_GRAVE = "other grave ones";
const OF_OTHERS = { others: true } as const;
const NEW: KeptAlarm = { id: 0, raiser: "here", code: "", connection: "", first: 0, last: 0, count: 0 };
