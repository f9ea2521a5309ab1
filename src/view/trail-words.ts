import type { AskedOperation } from "../model/operation.ts";
import { trailNotes } from "./activity-words.ts";
import { counted } from "./ages.ts";
import { exactMoment } from "./moment-text.ts";
import { plainText, shortText } from "./plain-text.ts";
import { partList } from "./details-words.ts";

interface Told {
  readonly partner: string;
  readonly last: AskedOperation | null;
  readonly open: AskedOperation | null;
}

/** What is said around the trail of a partner, and around the own one that is written to a file. */
export const TRAIL = {
  waits: (partner: string): string => `Fetching the trail of ${plainText(partner)}: it comes when their Issue Ferry runs.`,
  soFar: (events: number): string => `${counted(events, "event")} so far`,
  later: (partner: string): string =>
    `${plainText(partner)} was asked and is not waited for any more. Run "Fetch Trail" again when their Issue Ferry runs.`,
  document: (partner: string): string => `Trail of ${plainText(partner).replaceAll(/[/\\]/g, "-")}`,
  exportTitle: "Export the Trail",
  exportButton: "Export",
  fileName: (project: string, day: string): string =>
    `${plainText(project).replaceAll(/[^\p{L}\p{N}]+/gu, "-") || "project"}-trail-${day}.jsonl`,
  exporting: "Writing the trail.",
  written: (lines: number): string => `${counted(lines, "line")} written`,
  exported: (lines: number, name: string): string =>
    `${counted(lines, "line")} written to ${plainText(name)}. "issue-ferry audit verify" checks it against the partners' signatures.`,
  stopped: "Nothing was written.",
  failed: (name: string, code: string): string => `${plainText(name)} cannot be written: ${plainText(code)}. Choose another folder.`,
} as const;

/** What there is to read: of what came of a reading that goes on, else the last one. */
export function shownTrail({ last, open }: Pick<Told, "last" | "open">): AskedOperation["trail"] {
  return open?.trail && open.trail.events.length > 0 ? open.trail : last?.trail;
}

/** What a partner's trail says, as a text to read in an editor: every word of it is the partner's. `keys`: of issues that are here. */
export function trailReport(told: Told, keys: ReadonlyMap<string, string>): string {
  const { partner } = told;
  const name = plainText(partner);
  const lines = [
    `# ${name}`,
    "",
    `What ${name} has on record of this connection, in its own words and by its own clock. Nothing of it is proven.`,
    "",
    ...trailNotes(told, "editor"),
  ];
  for (const { sequence, time, actor, action, issue, reference, info, revision, parts } of shownTrail(told)?.events ?? []) {
    const who = actor === "asker" ? "you" : actor === "person" ? `a person at ${name}` : "its Issue Ferry";
    const key = issue === undefined ? undefined : (keys.get(issue) ?? issue);
    const about = [
      ...(revision === undefined ? [] : [`revision ${shortText(revision, 40)}`]),
      ...(info === undefined ? [] : [shortText(info, 120)]),
      ...(parts && parts.length > 0 ? [partList(parts.map((part) => shortText(part, 60)))] : []),
      ...(reference === undefined ? [] : [shortText(reference, 80)]),
    ];
    const what = `${shortText(action, 80)}${key === undefined ? "" : ` ${shortText(key, 40)}`}`;
    lines.push(`${sequence}. ${exactMoment(Math.min(time, LATEST))}, ${who}: ${what}${about.length === 0 ? "" : ` (${about.join("; ")})`}`);
  }
  return `${lines.join("\n").trimEnd()}\n`;
}

/** The last moment that a date can name. */
const LATEST = 8_640_000_000_000_000;

/** Why the file of a trail cannot be read or written, and what to do. */
export function fileUnusable(path: string, code: string): string {
  const file = plainText(path);
  if (code === "ENOENT") return `There is no ${file}, or no folder for it. Check the path: it is read from the folder that you are in.`;
  if (code === "EISDIR") return `${file} is a folder. Name a file.`;
  return `${file} cannot be used: ${plainText(code)}. Name another one, or see to its rights.`;
}
