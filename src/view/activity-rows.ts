import { needsPerson } from "../model/alarm.ts";
import type { ActivityView, AlarmView } from "../model/snapshot.ts";
import { KIND_WORDS } from "./activity-kinds.ts";
import { activitySaid } from "./activity-sentences.ts";
import { counted } from "./ages.ts";
import { alarmSentence } from "./alarm-words.ts";
import type { Tone } from "./cell.ts";
import { clockOf } from "./day-text.ts";
import { exactMoment, momentText } from "./moment-text.ts";
import { plainText, shortText } from "./plain-text.ts";

/** A row of the view "Alarms and activity". */
export interface ActivityRow {
  readonly label: string;
  readonly description: string;
  /** The name of a codicon. */
  readonly icon: string;
  readonly tone: Tone | null;
  /** Plain lines. */
  readonly tooltip: string;
  /** Words that `when` clauses of menus ask for: `alarm` or `event`, `open`, `issue`, `message`. */
  readonly context: string;
  readonly spoken: string;
}

/** Grave ones first, then the newest. */
export function inOrder(alarms: readonly AlarmView[]): readonly AlarmView[] {
  return alarms.toSorted((a, b) => Number(needsPerson(b)) - Number(needsPerson(a)) || b.last - a.last || b.id - a.id);
}

/** `now`: milliseconds since 1970. */
export function alarmTreeRow(alarm: AlarmView, now: number): ActivityRow {
  const { acknowledged, connection, first, last, count, reference } = alarm;
  const said = alarmSentence(alarm);
  const grave = needsPerson(alarm);
  const about = [plainText(alarm.partner === "" ? connection : alarm.partner), momentText(last, now)];
  const seen = acknowledged && `Acknowledged by ${shortText(acknowledged.by, 60)}, ${exactMoment(acknowledged.time)}.`;
  const often = count > 1 ? `${count} times, first ${exactMoment(first)}, last ${exactMoment(last)}.` : `Raised ${exactMoment(last)}.`;
  return {
    label: said,
    description: about.join(", "),
    icon: acknowledged ? "pass" : grave ? "error" : "warning",
    tone: acknowledged ? "faint" : grave ? "bad" : "waits",
    tooltip: [said, often, ...(reference === undefined ? [] : [`About ${shortText(reference, 120)}.`]), ...(seen ? [seen] : [])].join("\n"),
    context: contextOf("alarm", alarm, !acknowledged),
    spoken: `${acknowledged ? "Acknowledged alarm" : grave ? "Alarm that needs you" : "Alarm"}: ${said} ${about.join(", ")}`,
  };
}

export function eventTreeRow(event: ActivityView): ActivityRow {
  const { kind, text, tone } = activitySaid(event);
  const { time, sequence, reference, connectionName } = event;
  const clock = clockOf(time);
  return {
    label: `${clock}  ${text}`,
    description: "",
    icon: tone === "bad" ? "warning" : KIND_WORDS[kind].icon,
    tone,
    tooltip: [
      text,
      `${exactMoment(time)}, number ${sequence}${connectionName === null ? "" : `, ${plainText(connectionName)}`}`,
      ...(reference === undefined ? [] : [`About ${shortText(reference, 120)}.`]),
    ].join("\n"),
    context: contextOf("event", event, false),
    spoken: `${clock}, ${text} ${KIND_WORDS[kind].name}`,
  };
}

function contextOf(
  what: "alarm" | "event",
  about: { readonly issue?: string; readonly key?: string | null; readonly reference?: string },
  open: boolean,
): string {
  const words: string[] = [what];
  if (open) words.push("open");
  if (about.issue !== undefined && about.key) words.push("issue");
  if (isMessage(about.reference)) words.push("message");
  return words.join(" ");
}

/** Whether something has the name of a message, `life.number`. */
function isMessage(reference: string | undefined): boolean {
  return reference !== undefined && /^[0-9a-z]+\.\d+$/.test(reference);
}

/** Words of the view. */
export const ACTIVITY_WORDS = {
  alarms: "Alarms",
  open: (number: number): string => (number === 0 ? "none open" : `${number} open`),
  noAlarms: "No alarms",
  acknowledged: "Acknowledged",
  nothing: "Nothing has happened yet",
  nothingMatches: (looked: number): string =>
    looked === 0 ? "Nothing to look through, clear the filter" : `0 of ${counted(looked, "event")} match, clear the filter`,
  older: "Show older",
  further: (looked: number): string => `Look further back (${looked} looked at)`,
  clear: "Clear the filter",
  spokenGroup: (title: string, number: number, noun: string): string => `${title}, ${counted(number, noun)}`,
  done: (number: number): string => (number === 0 ? "There was nothing to acknowledge." : `Acknowledged ${counted(number, "alarm")}.`),
  whichAlarm: "Which alarm has been seen?",
  chooseRow: "Choose a row in Alarms and activity first.",
  noMessage: "The trail has nothing more on this one: it is not about a message that is kept.",
  noIssue: "This issue is not here any more.",
} as const;

/** Words of the boxes that filter it. */
export const FILTER_WORDS = {
  title: "Show of what happened",
  ask: "Narrow it down by",
  connection: "Connection",
  kind: "Kind",
  issue: "Issue",
  text: "Words",
  all: "all",
  everyConnection: "All connections",
  everyKind: { label: "All kinds", detail: "but single steps" },
  everything: { label: "Everything", detail: "single steps, too" },
  whichConnection: "Which connection?",
  whichKind: "Which kind?",
  askIssue: "Key of the issue; nothing for all",
  noIssue: (key: string): string => `There is no issue ${plainText(key)}.`,
  askText: "Words that stand in the sentences; nothing for all",
  clear: "Clear the Filter",
} as const;
