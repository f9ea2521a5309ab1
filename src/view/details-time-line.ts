import type { IssueEventView } from "../model/snapshot.ts";
import { counted } from "./ages.ts";
import type { Tone } from "./cell.ts";
import { commandSentence } from "./command-failures.ts";
import type { TimeEntry } from "./details-model.ts";
import { listed, named, partList } from "./details-words.ts";
import { plainText } from "./plain-text.ts";
import { partName, quoted } from "./value-text.ts";

/** What happened to the issue, newest first: a message has an entry for each step that it made. */
export function timeLine(events: readonly IssueEventView[]): TimeEntry[] {
  const entries = events.flatMap(entriesOf);
  return entries.toSorted((a, b) => b.time - a.time || order(b.id) - order(a.id));
}

function order(id: string): number {
  return Number(id.split(" ")[0]) + (STEPS.indexOf(id.split(" ")[1] ?? "") + 1) / 10;
}

const STEPS = ["placed", "taken"];

function entriesOf(event: IssueEventView): TimeEntry[] {
  const { text, tone } = said(event);
  const entry: TimeEntry = { id: String(event.sequence), time: event.time, tone, text, details: detailsOf(event) };
  const { travelled } = event;
  if (!travelled) return [entry];
  const partner = named(event.partner ?? "");
  const step = (name: string, time: number | null, said: string): TimeEntry[] =>
    time === null ? [] : [{ id: `${event.sequence} ${name}`, time, tone: "good", text: said, details: [] }];
  return [
    entry,
    ...step("placed", travelled.placed, "Delivered to the exchange folder."),
    ...step("taken", travelled.taken, `${partner} has the message file.`),
  ];
}

/** What an event of an issue says, in a sentence; null: it is none of those that happen to issues. */
export function issueEventText(event: IssueEventView): { readonly text: string; readonly tone: Tone } | null {
  return ISSUE_EVENTS.has(event.action) || event.action === "edit issue" || Object.hasOwn(DEEDS, event.action) ? said(event) : null;
}

/** Besides what persons do. */
const ISSUE_EVENTS: ReadonlySet<string> = new Set([
  "issue sent",
  "confirmation sent",
  "issue applied",
  "confirmation applied",
  "confirmation confirmed",
  "shared",
  "deleted here",
  "difference found",
]);

function said(event: IssueEventView): { readonly text: string; readonly tone: Tone } {
  const partner = named(event.partner ?? "");
  const parts = partList(plainParts(event));
  switch (event.action) {
    case "issue sent":
      return { tone: "faint", text: sentText(event, partner, parts) };
    case "confirmation sent":
      return { tone: "faint", text: toldText(event, partner, parts) };
    case "issue applied":
      return appliedText(event, partner);
    case "confirmation applied":
    case "confirmation confirmed":
      return confirmedText(event, partner);
    case "shared":
      return { tone: "faint", text: `Shared with ${partner}.` };
    case "deleted here":
      return { tone: "faint", text: "Deleted here." };
    case "difference found":
      return { tone: "bad", text: `A comparison with ${partner} found it ${plainText(event.info ?? "")}.` };
    default:
      return commandText(event);
  }
}

/** A new document of the partner, and what of it this side cannot hold. */
function appliedText(event: IssueEventView, partner: string): { readonly text: string; readonly tone: Tone } {
  const did = event.info === "whole" ? "sent the issue" : changedText(event) || "sent the issue again";
  const unwritten = partList(event.unwritten ?? []);
  const who = event.author ? `${named(event.author)} (${partner})` : partner;
  return {
    tone: unwritten ? "bad" : "faint",
    text: `${who} ${did}${asRevision(event)}${unwritten ? `: ${unwritten} cannot be written here` : ""}.${event.stopsSharing ? " Your copy stays." : ""}`,
  };
}

/** What became of a value, where the trail knows it: `title from "Valve" to "Vent"`. */
function replaced({ values = {}, unwritten = [] }: IssueEventView, part: string): string {
  const pair = unwritten.includes(part) || !Object.hasOwn(values, part) ? undefined : values[part];
  if (pair === undefined) return partName(part);
  const from = pair.before === null ? "" : ` from ${quoted(pair.before)}`;
  return `${partName(part)}${from} to ${pair.after === null ? "nothing" : quoted(pair.after)}`;
}

/** `changed title and added a comment`; empty where nothing is named. */
function changedText(event: IssueEventView): string {
  const { added = [], removed = [] } = event;
  const edited = plainParts(event).filter((part) => !added.includes(part) && !removed.includes(part));
  const changed = partList(edited, 4, (part) => replaced(event, part));
  return listed([
    ...(isAboutDeletion(event) ? [event.revives ? "brought the deleted issue back" : "deleted the issue"] : []),
    ...sharingText(event, ["stopped sharing this issue", "shared this issue again", "changed whether it is shared"]),
    ...(changed ? [`changed ${changed}`] : []),
    ...(added.length > 0 ? [`added ${partList(added)}`] : []),
    ...(removed.length > 0 ? [`removed ${partList(removed)}`] : []),
  ]);
}

function isAboutDeletion({ parts = [] }: IssueEventView): boolean {
  return parts.includes("deleted");
}

/** Fields and comments. */
function plainParts({ parts = [] }: IssueEventView): readonly string[] {
  return parts.filter((part) => part !== "deleted" && part !== "shared");
}

/** One of the texts: for the end of sharing, for its new beginning, or for what an older trail does not tell apart; none where it is about something else. */
function sharingText(
  { parts = [], stopsSharing }: IssueEventView,
  [ended, again, either]: readonly [string, string, string],
): readonly string[] {
  if (!parts.includes("shared")) return [];
  return [stopsSharing === undefined ? either : stopsSharing ? ended : again];
}

/** `Told Nordwind that the issue is deleted`, or no longer shared, and what went with it; null: it is about something else. */
function stateTold(event: IssueEventView, partner: string, parts: string): string | null {
  const states = [
    ...(isAboutDeletion(event) ? [event.revives ? "there again" : "deleted"] : []),
    ...sharingText(event, ["no longer shared", "shared again", "shared, or no longer"]),
  ];
  if (states.length === 0) return null;
  return `${parts ? `Sent ${parts} to ${partner}, and` : `Told ${partner}`} that the issue is ${listed(states)}`;
}

/** What left with a Confirmation: edits of our own, or what cannot be written here, or no longer cannot. */
function toldText(event: IssueEventView, partner: string, parts: string): string {
  const state = stateTold(event, partner, parts);
  if (state !== null) return `${state}${asRevision(event)}.`;
  if (parts) return `Sent ${parts} to ${partner}, with the answer${asRevision(event)}.`;
  const refused = partList(event.refused ?? []);
  return refused ? `Told ${partner} that ${refused} cannot be written here.` : `Told ${partner} that everything is written here.`;
}

function sentText(event: IssueEventView, partner: string, parts: string): string {
  const state = stateTold(event, partner, parts);
  if (state !== null) return `${state}${asRevision(event)}.`;
  const what = event.info === "whole" ? "the whole issue" : parts || "the issue again";
  return `Sent ${what} to ${partner}${asRevision(event)}.`;
}

function asRevision({ revision }: IssueEventView): string {
  return revision === undefined ? "" : ` (revision ${revision})`;
}

/** The result of docs/PROTOCOL.md 5, and what it says of single parts. */
function confirmedText(event: IssueEventView, partner: string): { readonly text: string; readonly tone: Tone } {
  const revision = event.revision === undefined ? "" : ` revision ${event.revision}`;
  const lost = partList(event.conflicts ?? []);
  const refused = partList(event.refused ?? []);
  switch (event.info) {
    case "conflict":
      return {
        tone: "bad",
        text: `${partner} confirmed${revision}${lost ? `: conflict in ${lost}` : " with a conflict"}${refused ? `, ${refused} refused` : ""}.`,
      };
    case "refused":
      return { tone: "bad", text: `${partner} confirmed${revision}${refused ? `: ${refused} refused` : ", a value refused"}.` };
    case "merged":
      return { tone: "good", text: `${partner} confirmed${revision}${mergedWith(event)}.` };
    case "superseded":
      return { tone: "waits", text: `${partner} wants it again under the new contract.` };
    case "base unknown":
      return { tone: "bad", text: `${partner} does not know the version that this edit started from.` };
    case "left scope":
      return { tone: "faint", text: `${partner} takes no part in this issue any more.` };
    case "already shared":
      return { tone: "bad", text: `${partner} has this issue over another connection already.` };
    default:
      return { tone: "good", text: `${partner} confirmed${revision || " it"}.` };
  }
}

/** What the answer brought besides. */
function mergedWith(event: IssueEventView): string {
  const parts = partList(plainParts(event), 4, (part) => replaced(event, part));
  const deletion = isAboutDeletion(event) ? [event.revives ? "it lives on" : "it is deleted"] : [];
  const sharing = sharingText(event, ["it is no longer shared", "it is shared again", "its sharing"]);
  const own = listed([...(parts ? [parts] : []), ...deletion, ...sharing]);
  return own ? `, merged with changes of its own: ${own}` : "";
}

function commandText(event: IssueEventView): { readonly text: string; readonly tone: Tone } {
  const { action, actor, info = "", parts = [], choice } = event;
  const who = named(actor);
  const deed = action === "edit issue" ? editDeed(event) : DEEDS[action]?.(partList(parts) || "the issue", choice);
  if (deed === undefined) return { tone: "faint", text: `${who}: ${plainText(action)}${info ? ` (${plainText(info)})` : ""}.` };
  if (info.startsWith("done")) return { tone: "faint", text: `${who} ${deed.done}.` };
  const why = commandSentence(info, { field: parts[0] ?? "" }, "editor");
  return { tone: "bad", text: `${who} tried to ${deed.tried}. ${why}` };
}

interface Deed {
  readonly done: string;
  readonly tried: string;
}

function editDeed(event: IssueEventView): Deed {
  const { parts = [], added = [] } = event;
  if (parts.length === 1 && parts[0] === "shared")
    return { done: "changed with whom it is shared", tried: "change with whom it is shared" };
  const onlyAdded = added.length > 0 && added.length === parts.length;
  const tried = onlyAdded ? `add ${partList(added)}` : `change ${partList(parts) || "the issue"}`;
  return { done: changedText(event) || "changed the issue", tried };
}

/** What a person did, and as what they tried it where it failed. */
const DEEDS: Readonly<Record<string, (list: string, choice: string | undefined) => Deed>> = {
  "new issue": () => ({ done: "created the issue", tried: "create the issue" }),
  "delete issue": () => ({ done: "deleted the issue", tried: "delete the issue" }),
  "bring back": () => ({ done: "brought the deleted issue back", tried: "bring the deleted issue back" }),
  resolve: (list, choice) => {
    const taken = choice === "theirs" ? "took the partner's value" : choice === "mine" ? "kept our value" : "typed another value";
    return { done: `settled the conflict in ${list}: ${taken}`, tried: `settle the conflict in ${list}` };
  },
  reopen: (list) => ({
    done: `took back how the conflict in ${list} was settled`,
    tried: `take back how the conflict in ${list} was settled`,
  }),
  answer: (_, choice) => ({
    done: choice === "file" ? "answered: as the file stands is meant" : "answered: what was agreed is brought back",
    tried: "answer the question",
  }),
  retry: () => ({ done: "retried", tried: "retry" }),
  link: () => ({ done: "linked it with an issue of the partner", tried: "link it with an issue of the partner" }),
};

function detailsOf({ reference, revision, travelled }: IssueEventView): TimeEntry["details"] {
  const details: TimeEntry["details"][number][] = [];
  if (reference !== undefined) details.push({ name: "Message", value: plainText(reference), copy: true });
  if (revision !== undefined) details.push({ name: "Revision", value: revision });
  if (!travelled) return details;
  const besides = travelled.besides > 0 ? `, with ${counted(travelled.besides, "other message")}` : "";
  details.push(
    { name: "File", value: travelled.name, copy: true },
    { name: "Size", value: `${size(travelled.size)}${besides}` },
    { name: "SHA-256", value: travelled.hash, copy: true },
  );
  return details;
}

function size(bytes: number): string {
  if (bytes < 1024) return counted(bytes, "byte");
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
