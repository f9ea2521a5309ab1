import type { IssueEventView } from "../model/snapshot.ts";
import { counted } from "./ages.ts";
import type { Tone } from "./cell.ts";
import { commandSentence } from "./command-failures.ts";
import type { TimeEntry } from "./details-model.ts";
import { named, partList } from "./details-words.ts";
import { plainText } from "./plain-text.ts";

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

function said(event: IssueEventView): { readonly text: string; readonly tone: Tone } {
  const partner = named(event.partner ?? "");
  const parts = partList(event.parts ?? []);
  switch (event.action) {
    case "issue sent":
      return { tone: "faint", text: sentText(event, partner, parts) };
    case "confirmation sent":
      return { tone: "faint", text: `Told ${partner} what cannot be written here.` };
    case "issue applied":
      return {
        tone: "faint",
        text: `${partner} ${event.info === "whole" ? "sent the issue" : parts ? `changed ${parts}` : "sent the issue again"}${asRevision(event)}.`,
      };
    case "confirmation applied":
    case "confirmation confirmed":
      return confirmedText(event, partner, parts);
    case "shared":
      return { tone: "faint", text: `Shared with ${partner}.` };
    case "deleted here":
      return { tone: "faint", text: "Deleted here." };
    default:
      return commandText(event, parts);
  }
}

function sentText(event: IssueEventView, partner: string, parts: string): string {
  const what = event.info === "whole" ? "the whole issue" : parts || "the issue again";
  return `Sent ${what} to ${partner}${asRevision(event)}.`;
}

function asRevision({ revision }: IssueEventView): string {
  return revision === undefined ? "" : ` (revision ${revision})`;
}

/** The result of docs/PROTOCOL.md 5, and what it says of single parts. */
function confirmedText(event: IssueEventView, partner: string, parts: string): { readonly text: string; readonly tone: Tone } {
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
      return { tone: "good", text: `${partner} confirmed${revision}, merged with changes of its own${parts ? `: ${parts}` : ""}.` };
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

function commandText(
  { action, actor, info = "", parts = [], choice }: IssueEventView,
  list: string,
): { readonly text: string; readonly tone: Tone } {
  const who = named(actor);
  const deed = DEEDS[action]?.(list || "the issue", choice, parts);
  if (deed === undefined) return { tone: "faint", text: `${who}: ${plainText(action)}${info ? ` (${plainText(info)})` : ""}.` };
  if (info.startsWith("done")) return { tone: "faint", text: `${who} ${deed.done}.` };
  const why = commandSentence(info, { field: parts[0] ?? "" }, "editor");
  return { tone: "bad", text: `${who} tried to ${deed.tried}. ${why}` };
}

type Deed = (list: string, choice: string | undefined, parts: readonly string[]) => { readonly done: string; readonly tried: string };

/** What a person did, and as what they tried it where it failed. */
const DEEDS: Readonly<Record<string, Deed>> = {
  "new issue": () => ({ done: "created the issue", tried: "create the issue" }),
  "edit issue": (list, _, parts) =>
    parts.length === 1 && parts[0] === "shared"
      ? { done: "changed with whom it is shared", tried: "change with whom it is shared" }
      : { done: `changed ${list}`, tried: `change ${list}` },
  "delete issue": () => ({ done: "deleted the issue", tried: "delete the issue" }),
  resolve: (list, choice) => {
    const taken = choice === "theirs" ? "the partner's" : choice === "mine" ? "the own" : "another";
    return { done: `settled the conflict in ${list}: ${taken} value`, tried: `settle the conflict in ${list}` };
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
