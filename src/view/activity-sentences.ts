import type { ActivityView } from "../model/snapshot.ts";
import { type ActivityKind, activityKind } from "./activity-kinds.ts";
import { deedSaid } from "./activity-deeds.ts";
import { alarmMeaning, alarmSentence } from "./alarm-words.ts";
import { counted } from "./ages.ts";
import type { Tone } from "./cell.ts";
import { issueEventText } from "./details-time-line.ts";
import { hasTroubleSentence, troubleSentence } from "./file-troubles.ts";
import { plainText, shortText } from "./plain-text.ts";
import { capital } from "./value-text.ts";

/** What an event of the trail says. */
export interface ActivitySaid {
  readonly kind: ActivityKind;
  /** A sentence; what comes from a partner is plain text of a bounded length. */
  readonly text: string;
  readonly tone: Tone | null;
}

export function activitySaid(event: ActivityView): ActivitySaid {
  const said = saidOf(event);
  return { ...said, text: shortText(said.text, LONGEST) };
}

/** Characters. */
const LONGEST = 600;

function saidOf(event: ActivityView): ActivitySaid {
  const kind = activityKind(event.action);
  const about = issueEventText({ ...event, travelled: null });
  const key = event.key === null ? (event.issue === undefined ? "" : "An issue that is gone: ") : `${plainText(event.key)}: `;
  if (about !== null) return { kind, text: `${key}${about.text}`, tone: about.tone === "bad" ? "bad" : null };
  const deed = deedSaid(event);
  if (deed !== null) return { kind, text: `${key}${deed.text}`, tone: deed.failed ? "bad" : null };
  const own = Object.hasOwn(SAID, event.action) ? SAID[event.action] : undefined;
  const text = own?.(event, partnerOf(event)) ?? messageText(event) ?? bare(event);
  const bad = kind === "refused" || BAD.has(event.action);
  return { kind, text: `${key}${capital(text)}`, tone: bad ? "bad" : null };
}

/** Not only what was refused asks for a second look. */
const BAD: ReadonlySet<string> = new Set(["alarm raised", "alarm received", "suspended", "revoked", "difference found"]);

function partnerOf({ partner, connectionName }: ActivityView): string {
  return shortText(partner ?? connectionName ?? "", 60) || "a partner of before";
}

function code({ info = "" }: ActivityView): string {
  return shortText(info, 60);
}

function fileNumber({ file, taken, reference = "" }: ActivityView): string {
  return String(file?.sequence ?? taken?.sequence ?? shortText(reference, 20));
}

function isOfPartner({ actor }: ActivityView): boolean {
  return actor.startsWith("partner");
}

const SAID: Readonly<Record<string, (event: ActivityView, partner: string) => string | null>> = {
  "answer sent": (event, partner) => `Answered ${partner}${event.info === undefined ? "" : `: ${code(event)}`}.`,
  "issue not applied": (_, partner) =>
    `Nothing was to be taken from a message of ${partner}: it was answered, or something newer had come.`,
  "confirmation not applied": (_, partner) => `Nothing was to be taken from an answer of ${partner}: something newer had come.`,
  "alarm raised": (event) => `Alarm: ${alarmOf(event, "here")}`,
  "alarm received": (event) => `Alarm: ${alarmOf(event, "partner")}`,
  "alarm acknowledged": (event) => `${who(event)} acknowledged the alarm ${code(event)}.`,
  refused: (event, partner) => `${partner} refused a message of ours: ${code(event)}.`,
  "message refused": (event, partner) => `A message of ${partner} was refused: ${code(event)}.`,
  "message not understood": (_, partner) => `A message of ${partner} is of a newer version: it is kept until Issue Ferry is updated here.`,
  "file refused": (event, partner) => `Message file ${fileNumber(event)} of ${partner} was refused: ${code(event)}.`,
  "file not taken": ({ reference = "", info = "" }) =>
    hasTroubleSentence(info)
      ? troubleSentence(shortText(reference, 120), info)
      : `A file was left alone (${shortText(info, 60)}): ${shortText(reference, 120)}.`,
  "too many named": (event, partner) => `${partner} named more issues after a Recover than are remembered: ${code(event)}.`,
  "handshake refused": (event, partner) => `${partner} did not let this side in: ${code(event)}.`,
  "join refused": (event) => `Somebody was not let in: the invitation is ${code(event)}.`,
  "key not taken": (_, partner) => `A key that ${partner} announced was not taken: it does not follow on the one in use.`,
  handshake: (_, partner) => `Shakes hands with ${partner}.`,
  connected: (_, partner) => `Connected with ${partner}.`,
  closed: (event, partner) => `${partner} ended the connection${event.info === "revoked" ? " and does not trust this key any more" : ""}.`,
  joined: (event, partner) => `${partner} joined${event.info === undefined ? "" : ` (its key was ${code(event)})`}.`,
  suspended: (event, partner) => `The connection with ${partner} waits for you: one side was put back or copied (${code(event)}).`,
  retired: (_, partner) => `This copy of the project does not talk with ${partner} any more.`,
  revoked: (_, partner) => `The key of ${partner} is not trusted any more.`,
  "begun anew": (event, partner) => (isOfPartner(event) ? `${partner} began its stream anew.` : `Began the stream to ${partner} anew.`),
  configuration: (event, partner) => `${partner} published a contract${unless(event)}.`,
  "configuration updated": (event, partner) => `${partner} accepted the contract${unless(event)}.`,
  "configuration declined": (event, partner) => `${partner} declined the contract${unless(event)}.`,
  "key renewed": (_, partner) => `Announced a new key to ${partner}: what comes is sealed to it.`,
  "key announced": (_, partner) => `${partner} announced a new key: what leaves is sealed to it.`,
  "identity changed": (event, partner) =>
    isOfPartner(event)
      ? `${partner} signs with another identity key now.`
      : `This project signs with another identity key for ${partner} now.`,
  "operation answered": (event, partner) => `${partner} asked for ${operationName(event.info ?? "")}, and was answered.`,
  "operation ended": ({ info = "" }, partner) => {
    const [name = "", result] = info.split(": ");
    return `Asking ${partner} for ${operationName(name)} is over${result === undefined ? "" : `: ${shortText(result, 60)}`}.`;
  },
  "operation ignored": (event, partner) => `A message of ${partner} about an operation was passed over: ${code(event)}.`,
  "file arrived": (event, partner) =>
    isOfPartner(event) ? `${partner} handed over the content of a file.` : `The content of a file came from ${partner}.`,
  "file replaced": (event, partner) =>
    isOfPartner(event)
      ? `${partner} put a newer content in the place of a file of theirs; the one before is in the trash.`
      : `A newer content stands in the place of a file at ${partner}.`,
  "file taken back": (event, partner) =>
    isOfPartner(event)
      ? `${partner} took the content of a file of theirs back; it is in the trash.`
      : `The content of a file was taken back from ${partner}.`,
  "file sealed": (event, partner) => `Message file ${fileNumber(event)} for ${partner} was sealed${inside(event.file?.carries)}.`,
  "file placed": (event) =>
    event.file === undefined
      ? `Put into the exchange folder: ${code(event)}.`
      : `Message file ${fileNumber(event)} was put into the exchange folder.`,
  "file taken": (event, partner) => `Message file ${fileNumber(event)} of ${partner} was taken${inside(event.taken?.carries)}.`,
  "file acknowledged": (event, partner) => `${partner} has message file ${fileNumber(event)}.`,
};

function who({ actor }: ActivityView): string {
  return shortText(actor, 60);
}

/** What a partner says about a contract may come late. */
function unless({ info }: ActivityView): string {
  return info === undefined || info === "step" ? "" : `, which changed nothing (${shortText(info, 40)})`;
}

function alarmOf({ info = "", reference, issue, key, partner, connectionName, time }: ActivityView, raiser: "here" | "partner"): string {
  const [name = "", ...rest] = info.split(": ");
  return alarmSentence({
    id: 0,
    raiser,
    code: name,
    connection: connectionName ?? "",
    partner: partner ?? connectionName ?? "",
    first: time,
    last: time,
    count: 1,
    ...(rest.length > 0 && { info: rest.join(": ") }),
    ...(reference !== undefined && { reference }),
    ...(issue !== undefined && { issue }),
    ...(key !== null && { key }),
  });
}

function inside(carries: readonly { readonly first: number; readonly last: number }[] | undefined): string {
  if (carries === undefined) return "";
  const messages = carries.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  return messages === 0 ? ", without messages" : `, with ${counted(messages, "message")}`;
}

/** What partners ask each other for, as it stands in a sentence. */
function operationName(name: string): string {
  return OPERATIONS[name] ?? shortText(name, 40);
}

const OPERATIONS: Readonly<Record<string, string>> = {
  GetStatus: "how it stands",
  GetChecksums: "a comparison",
  GetIssueIds: "a list of issues",
  GetAuditTrails: "a trail",
  GetFile: "the content of a file",
  PutFile: "taking the content of a file",
};

const MESSAGES: Readonly<Record<string, string>> = {
  alarm: "an alarm",
  closed: "the end of the connection",
  configuration: "a contract",
  "configuration updated": "that the contract is accepted",
  "configuration declined": "that the contract is declined",
  confirmation: "a confirmation",
  handshake: "a handshake",
  issue: "an issue",
  "identify request": "the question whether it can do something",
  "identify response": "the answer whether it can do something",
  "operation request": "a request",
  "operation progress": "how a request goes on",
  "operation final": "how a request ended",
  ping: "a ping",
  refused: "that something was refused",
};

/** Kinds of messages that are named in sentences. */
export const NAMED_MESSAGES: readonly string[] = Object.keys(MESSAGES);

function messageText(event: ActivityView): string | null {
  const [, kind = "", way] = /^(.+) (sent|received)$/.exec(event.action) ?? [];
  if (way === undefined || !Object.hasOwn(MESSAGES, kind)) return null;
  const more = (kind !== "refused" && kind !== "alarm") || event.info === undefined ? "" : `: ${alarmMeaning(event.info) ?? code(event)}`;
  return way === "sent" ? `Told ${partnerOf(event)}: ${MESSAGES[kind]}${more}.` : `${partnerOf(event)} sent ${MESSAGES[kind]}${more}.`;
}

/** Of a later version, or of an earlier one that said it otherwise. */
function bare(event: ActivityView): string {
  const actor = event.actor === "issue-ferry" ? "" : `${who(event)}: `;
  return `${actor}${shortText(event.action, 60)}${event.info === undefined ? "" : ` (${code(event)})`}.`;
}
