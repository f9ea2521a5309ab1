import type { ActivityView, MessageRecord } from "../model/snapshot.ts";
import type { Value } from "../model/value.ts";
import { activitySaid } from "./activity-sentences.ts";
import { counted } from "./ages.ts";
import { exactMoment } from "./moment-text.ts";
import { plainLines, plainText, shortText } from "./plain-text.ts";
import { capital, partName, valueText } from "./value-text.ts";

/** What a read-only text about a message is called. */
export function messageDocument({ about: { reference, sequence, key } }: MessageRecord): string {
  const number = reference?.split(".").at(-1) ?? String(sequence);
  return `Message ${plainText(number)}${key === null ? "" : ` about ${plainText(key).replaceAll(/[/\\]/g, "-")}`}`;
}

/** All that the trail has on a message: what it said, how it travelled, what came of it. `issue`: the lines of the issue as it stands now. */
export function messageReport(record: MessageRecord, issue: readonly string[]): string {
  const { about, others } = record;
  return `${[
    `# ${about.reference === undefined ? `Event ${about.sequence}` : `Message ${plainText(about.reference)}`}`,
    "",
    `${exactMoment(about.time)}  ${activitySaid(about).text}`,
    ...section("What it said", saidLines(about)),
    ...section("How it travelled", travelLines(record)),
    ...section(
      "What else the trail has on it",
      others.map((other) => `- ${exactMoment(other.time)}  ${activitySaid(other).text}`),
    ),
    ...section("The issue as it stands now", issue),
  ]
    .join("\n")
    .trimEnd()}\n`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", `## ${title}`, "", ...lines];
}

function saidLines(event: ActivityView): readonly string[] {
  const { revision, parts = [], added = [], removed = [], author, info } = event;
  const lines: string[] = [];
  if (revision !== undefined) lines.push(`- Revision: ${plainText(revision)}`);
  if (author !== undefined) lines.push(`- Written by: ${shortText(author, 60)}`);
  if (info !== undefined && info !== "" && info !== "whole") lines.push(`- Result: ${shortText(info, 120)}`);
  for (const part of parts)
    for (const line of partLines(event, part, added.includes(part) ? "new" : removed.includes(part) ? "taken away" : null))
      lines.push(line);
  for (const [name, list] of [
    ["Conflict in", event.conflicts],
    ["Refused", event.refused],
    ["Cannot be written here", event.unwritten],
  ] as const)
    if (list && list.length > 0) lines.push(`- ${name}: ${list.map(partName).join(", ")}`);
  return lines;
}

function partLines({ values = {} }: ActivityView, part: string, became: string | null): readonly string[] {
  const pair = Object.hasOwn(values, part) ? values[part] : undefined;
  const name = capital(partName(part));
  if (pair === undefined) return [`- ${name}${became === null ? "" : `: ${became}`}`];
  return [`- ${name}`, ...valueLines("before", pair.before), ...valueLines("after", pair.after)];
}

function valueLines(when: string, value: Value): readonly string[] {
  const lines = typeof value === "string" ? plainLines(value) : [valueText(value)];
  const [first = "", ...rest] = lines;
  return [`  - ${when}: ${first}`, ...rest.map((line) => `    ${line}`)];
}

function travelLines({ travelled, taken }: MessageRecord): readonly string[] {
  const file = travelled ?? taken;
  if (!file) return [];
  const besides = file.besides > 0 ? `, with ${counted(file.besides, "other message")}` : "";
  const lines = [
    `- File: ${plainText(file.name)}`,
    `- Size: ${counted(file.size, "byte")}${besides}`,
    `- SHA-256: ${plainText(file.hash)}`,
  ];
  if (taken) lines.push(`- Taken here: ${exactMoment(taken.time)}`);
  if (!travelled) return lines;
  const step = (name: string, time: number | null): string => `- ${name}: ${time === null ? "not yet" : exactMoment(time)}`;
  return [...lines, step("Put into the exchange folder", travelled.placed), step("With the partner", travelled.taken)];
}
