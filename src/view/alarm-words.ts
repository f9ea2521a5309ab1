import { needsPerson } from "../model/alarm.ts";
import type { AlarmView } from "../model/snapshot.ts";
import { counted, relativeAge } from "./ages.ts";
import { type Row, type Tone, cell } from "./cell.ts";
import { hasTroubleSentence, troubleSentence } from "./file-troubles.ts";
import { plainText, shortText } from "./plain-text.ts";

export const ALARM_HEAD: Row = ["ID", "RAISED", "CONNECTION", "ALARM"].map((text) => cell(text, "faint"));

/** What an alarm says, in a sentence. What a partner says of it is shown as plain text. */
export function alarmSentence(alarm: AlarmView): string {
  const { raiser, count, others } = alarm;
  const partner = shortText(alarm.partner, 60);
  if (others)
    return `${partner === "" || raiser === "here" ? "Further alarms" : `Further alarms of ${partner}`}, the last: ${saidOf(alarm)}`;
  const said = saidOf(alarm);
  const often = count > 1 ? ` (${count} times)` : "";
  return raiser === "partner" ? `${partner} says: ${said}${often}` : `${said}${often}`;
}

function saidOf(alarm: AlarmView): string {
  const { code, info = "", reference = "", key, issue } = alarm;
  const about = issue === undefined ? "" : ` (${key === undefined ? "an issue that is not here" : plainText(key)})`;
  const sentence = ownWords(alarm, info, reference) ?? `${MEANT[code] ?? shortText(code, 60)}${info ? `: ${shortText(info, 200)}` : ""}.`;
  return about === "" ? sentence : `${sentence.replace(/\.$/, "")}${about}.`;
}

/** Where a sentence is known for exactly this. */
function ownWords({ code, raiser }: AlarmView, info: string, reference: string): string | null {
  if (reference !== "" && hasTroubleSentence(info) && reference.endsWith(".ferry")) return troubleSentence(shortText(reference, 120), info);
  const known = Object.hasOwn(EXACT, `${code} ${info}`) ? EXACT[`${code} ${info}`] : undefined;
  if (known !== undefined) return known;
  const operation = shortText(info.split(" ")[0] ?? "", 40);
  if (code === "TIMEOUT") return `Nobody answered ${operation} in time.`;
  if (code === "FAILED_OPERATION")
    return `${operation} failed${info.includes(" ") ? `: ${shortText(info.slice(info.indexOf(" ") + 1), 60)}` : ""}.`;
  if (code === "INVALID_MESSAGE" && raiser === "here" && reference !== "")
    return `A message was refused as invalid: ${shortText(info, 60)}.`;
  return null;
}

const MEANT: Readonly<Record<string, string>> = {
  COMPONENT_FAILURE: "Something that is needed does not work",
  INCONSISTENT_REQUEST: "A request made no sense",
  CHECKSUM_ALARM: "A file's checksum is not the one that was expected",
  FAILED_TRANSFER: "A file could not be transferred",
  FAILED_OPERATION: "An operation failed",
  INVALID_MESSAGE: "An invalid message or file came",
  INVALID_MESSAGE_VERSION: "A message of a newer version came",
  TIMEOUT: "Nobody answered in time",
  INTEGRITY_ISSUE: "Both sides do not have the same",
};

/** What a kind of alarm is about, within a sentence; null: one of a later version. */
export function alarmMeaning(code: string): string | null {
  const meant = Object.hasOwn(MEANT, code) ? (MEANT[code] ?? null) : null;
  return meant === null ? null : meant.slice(0, 1).toLowerCase() + meant.slice(1);
}

const EXACT: Readonly<Record<string, string>> = {
  "COMPONENT_FAILURE NOBODY_COLLECTS":
    "The exchange folder is full for this partner, and nobody has collected anything for a day. Ask them whether their program runs.",
  "FAILED_TRANSFER NO_ROOM":
    "A file that comes by itself has no room here: too much came already, or the disk is nearly full. It comes when there is room, or when you get it.",
  "FAILED_TRANSFER PARTNER_CANNOT":
    "Your contract lets files come by themselves, and the partner's program cannot give any: it is older. They come when it is updated.",
  "CHECKSUM_ALARM EXISTING_FILE_CHECKSUM":
    "The partner asked to replace or take back a file, and another content stands here than it named. Yours stays.",
  "INTEGRITY_ISSUE DIFFERENT": "A comparison found issues that differ. Both sides compare them as a whole now; no value is lost.",
  "INTEGRITY_ISSUE SUSPENDED":
    "This project was put back to an earlier state, or a copy of it works elsewhere: the connection waits for you.",
  "INTEGRITY_ISSUE IDENTITY_DISPUTED": "Somebody else signs with a key of this connection. Compare the safety number by phone.",
  "INCONSISTENT_REQUEST JOIN_USED":
    "Somebody tried to join with an invitation that was used before. If you do not know who, ask your partner to whom they gave it.",
  "INCONSISTENT_REQUEST JOIN_EXPIRED": "Somebody tried to join with an invitation that has expired. Create a new one.",
  "INCONSISTENT_REQUEST JOIN_VERSION": "Somebody tried to join with a version that has none in common with yours.",
  "INVALID_MESSAGE_VERSION version": "A message of a newer version came. It is kept; update Issue Ferry here to read it.",
  "INVALID_MESSAGE_VERSION kind":
    "A message of a kind that this version does not know came. It is kept; update Issue Ferry here to read it.",
  "INVALID_MESSAGE_VERSION NOT_UNDERSTOOD":
    "Your partner's program does not understand a message of yours: it is older. It is kept there until they update.",
};

/** Never by colour alone: the words say who must act. */
export function alarmTone(alarm: AlarmView): Tone {
  return alarm.acknowledged ? "faint" : needsPerson(alarm) ? "bad" : "waits";
}

/** `now`: milliseconds since 1970. */
export function alarmRow(alarm: AlarmView, now: number): Row {
  const { id, connection, last, acknowledged } = alarm;
  const seen = acknowledged ? ` Acknowledged by ${shortText(acknowledged.by, 60)}.` : "";
  return [
    cell(String(id)),
    cell(relativeAge(new Date(last).toISOString(), now), "faint"),
    cell(connection),
    cell(`${alarmSentence(alarm)}${seen}`, alarmTone(alarm)),
  ];
}

export function openAlarmsNote(count: number): string {
  return `${counted(count, "alarm")} nobody has acknowledged: \`issue-ferry alarms\` shows ${count === 1 ? "it" : "them"}.`;
}

export const NO_ALARMS = "No open alarms.";

export function acknowledgedNote(count: number): string {
  return count === 0 ? "There was nothing to acknowledge." : `Acknowledged ${counted(count, "alarm")}.`;
}
