import type { AuditEvent } from "../model/audit.ts";
import type { AskedOperation, TrailEvent } from "../model/operation.ts";
import type { ActivityView } from "../model/snapshot.ts";
import { activitySaid } from "./activity-sentences.ts";
import { counted, relativeAge } from "./ages.ts";
import { type Row, cell } from "./cell.ts";
import { plainText, shortText } from "./plain-text.ts";
import type { Surface } from "./ways.ts";

/** Who did what, of one event, in a line: `partner Nordwind: issue applied ACME-12 (0.7; title)`. */
function activityText(event: AuditEvent, key: string | undefined): string {
  const { actor, action, info, revision, parts = [] } = event;
  const who = actor === "issue-ferry" ? "" : `${shortText(actor, 60)}: `;
  const about = [revision, info, parts.length > 0 ? parts.join(", ") : undefined].filter((one) => one !== undefined && one !== "");
  return `${who}${plainText(action)}${key === undefined ? "" : ` ${plainText(key)}`}${about.length === 0 ? "" : ` (${shortText(about.join("; "), 120)})`}`;
}

export const ACTIVITY_HEAD: Row = ["NO.", "WHEN", "CONNECTION", "WHAT"].map((text) => cell(text, "faint"));

/** An event of the own trail, in the words of the view of what happened. */
export function activityRow(event: ActivityView, now: number): Row {
  const { text, tone } = activitySaid(event);
  return [
    cell(String(event.sequence)),
    cell(relativeAge(new Date(event.time).toISOString(), now), "faint"),
    cell(shortText(event.connectionName ?? "", 60)),
    tone === "bad" ? cell(text, "bad") : cell(text),
  ];
}

/** What a partner's trail says: every word of it is the partner's. */
export function partnerTrailRow(
  event: TrailEvent,
  { partner, key }: { readonly partner: string; readonly key: string | undefined },
  now: number,
): Row {
  const actor = event.actor === "asker" ? "you" : event.actor === "person" ? `a person at ${partner}` : "issue-ferry";
  const { sequence, time, action, issue, reference, info, revision, parts } = event;
  const text = activityText(
    {
      time,
      actor,
      action,
      ...(info !== undefined && { info }),
      ...(revision !== undefined && { revision }),
      ...(parts && { parts }),
    },
    key ?? issue,
  );
  return [cell(String(sequence)), cell(relativeAge(isoOf(time), now), "faint"), cell(shortText(reference ?? "", 40), "faint"), cell(text)];
}

function isoOf(time: number): string {
  return new Date(Math.min(time, 8_640_000_000_000_000)).toISOString();
}

export const TRAIL_HEAD: Row = ["NO.", "WHEN", "ABOUT", "WHAT"].map((text) => cell(text, "faint"));

/** What came of asking a partner for its trail. */
export function trailNotes(
  {
    partner,
    last,
    open,
  }: {
    readonly partner: string;
    readonly last: AskedOperation | null;
    readonly open: AskedOperation | null;
  },
  surface: Surface = "command line",
): readonly string[] {
  const name = plainText(partner);
  const notes: string[] = [];
  if (surface === "command line" && last?.trail && last.trail.events.length > 0)
    notes.push(`The trail of ${name}, in its own words: "you" is this project, and what was applied, taken or placed was so at ${name}.`);
  if (last?.state === "failed") notes.push(`${name} ${TRAIL_ENDS[last.code ?? ""] ?? `failed (${plainText(last.code ?? "")})`}.`);
  else if (last?.trail && last.trail.events.length === 0) notes.push(`${name} has nothing to tell after ${last.trail.since}.`);
  else if (last?.trail) notes.push(...extentNotes(name, last.trail, surface));
  if (last?.trail?.anew) notes.push(`${name} numbers its trail anew, since a stream began anew: this is from its beginning.`);
  const told = open?.trail?.events.length ?? 0;
  if (open && told > 0 && surface === "editor") return [`${counted(told, "event")} so far; ${name} has not told all yet.`];
  if (open) notes.push(`${name} was asked and has not ${told > 0 ? "told all" : "answered"} yet.`);
  return notes;
}

/** How much one reading brought, what is before it, and that there is more behind it. */
function extentNotes(
  name: string,
  { events, since, next, more }: NonNullable<AskedOperation["trail"]>,
  surface: Surface,
): readonly string[] {
  const number = counted(events.length, "event");
  if (surface === "command line") return [`${number}; ${more ? `${name} has more behind them: ` : ""}go on with \`--since ${next}\`.`];
  return [
    `${number}${since > 0 ? ` after number ${since}` : ""}.`,
    ...(since > 0 ? [`\`issue-ferry audit NAME --since 0\` tells those before.`] : []),
    ...(more ? [`${name} has more after number ${next}: run "Fetch Trail" again to go on there.`] : []),
  ];
}

const TRAIL_ENDS: Readonly<Record<string, string>> = {
  TIMEOUT: "did not answer in time",
  CONNECTION_CHANGED: "was asked before the connection ended or began anew",
  REQUEST_NOT_SUPPORTED: "has a version that cannot tell its trail",
  REQUEST_NOT_UNDERSTOOD: "did not understand the request",
  INVALID_MESSAGE: "answered something that makes no sense",
  ENDLESS: "always has another page: nothing of it was kept",
};

export interface Finding {
  readonly proven: number;
  readonly carried: number;
  readonly word: number;
  readonly by: readonly {
    readonly connection: string;
    readonly participant: string;
    readonly name: string;
    readonly files: number;
    readonly taken: Share;
    readonly acknowledged: Share;
  }[];
  readonly faults: readonly { readonly code: string; readonly at: string; readonly why?: string }[];
  /** So many more than are listed. */
  readonly more: number;
}

interface Share {
  readonly proven: number;
  readonly all: number;
}

/** What was found in a trail, what each part of it is worth, and whose signatures say so. */
export function findingLines({ proven, carried, word, by, faults, more }: Finding): readonly string[] {
  return [
    ...by.flatMap(({ connection, participant, name, files, taken, acknowledged }) => [
      `${plainText(connection)}: ${counted(files, "file")} signed by ${shortText(name, 60)}, participant ${shortText(participant, 60)}.`,
      `  They show ${shareOf(taken)} that came, and ${acknowledged.proven} of ${counted(acknowledged.all, "acknowledgement")} of what we sent.`,
    ]),
    ...(by.some(({ taken }) => taken.proven < taken.all) ? ["For the others there is only this side's word; that is no fault."] : []),
    ...(by.length === 0 ? [] : ["Whether a participant is who you think, the safety number says."]),
    `${counted(proven, "event")} proven by a partner's signature.`,
    `${counted(word, "event")} only this side's word; of ${carried} of them it says that they came in signed files, and no signature shows what stood in those.`,
    ...faults.map(faultLine),
    ...(more === 0 ? [] : [`${counted(more, "fault")} more of these kinds.`]),
    conclusion(faults, more),
  ];
}

function conclusion(faults: Finding["faults"], more: number): string {
  if (faults.length === 0) return "Nothing was altered, as far as signatures can show.";
  const number = faults.length + more;
  if (faults.some(({ code }) => code !== "DISPUTED_FILE")) return `${counted(number, "fault")}.`;
  return `Nothing was altered, as far as signatures can show, but of ${counted(number, "file")} the two sides say different things: ask the partner.`;
}

function shareOf({ proven, all }: Share): string {
  return `${proven} of ${counted(all, "file")}`;
}

function faultLine({ code, at, why }: Finding["faults"][number]): string {
  const place = shortText(at, 120);
  const because = why === undefined ? "" : ` (${shortText(why, 60)})`;
  switch (code) {
    case "FOREIGN_FILE":
      return "This is no exported trail, or one of another version.";
    case "UNREADABLE_LINE":
      return `Line ${place} cannot be read.`;
    case "MISSING_EVENT":
      return `Event ${place} is missing or out of its place.`;
    case "CUT_SHORT":
      return "The end is missing, or not all that stood before it is here.";
    case "UNNAMED_FILE":
      return `${place}: the partner signed it, and no event says that it came.`;
    case "UNKNOWN_SIGNER":
      return `Connection ${place}: the trail does not say who the partner was, so ${counted(Number(why ?? 0), "signed file")} cannot be checked.`;
    case "FORGED_KEY":
      return `${place}: signed with a key that is not the partner's${because}.`;
    case "ALTERED_FILE":
      return `${place}: not what the partner signed${because}.`;
    case "ALTERED_EVENT":
      return `Event ${place} says something else than the signed file.`;
    case "DISPUTED_FILE":
      return `Event ${place}: the partner signed another checksum for this file of ours. One of the two sides says what is not so; signatures do not show which.`;
    default:
      return `${place}: ${plainText(code)}${because}.`;
  }
}
