import type { AskedOperation, Difference, PartnerStatus } from "../model/operation.ts";
import type { SyncStatus } from "../model/status.ts";
import { counted, duration } from "./ages.ts";
import { type Row, cell } from "./cell.ts";
import { plainText } from "./plain-text.ts";
import { type Surface, wayFirst } from "./ways.ts";

/** Differences that are listed one by one. */
const LISTED = 50;

interface Told {
  readonly partner: string;
  readonly last: AskedOperation | null;
  readonly open: AskedOperation | null;
  readonly keys: Readonly<Record<string, string>>;
}

/** The same with the issues that do not stand here as they were agreed. */
export interface Compared extends Told {
  readonly apart: readonly Apart[];
}

/** Issues of one status that do not stand here as they were agreed. */
interface Apart {
  readonly status: SyncStatus;
  readonly issues: number;
  readonly keys: readonly string[];
  readonly deleted?: number;
}

/** Why, by their status. */
const APART: Partial<Record<SyncStatus, string>> = {
  error: "something stays here, or was refused",
  held: "something waits here",
  pending: "something is not confirmed there yet",
};

const CAUSES: Readonly<Record<string, string>> = {
  STOPPED: "the connection is stopped there",
  ISSUES_IN_ERROR: "issues in error",
  CONFLICTS: "open conflicts",
  LONG_QUEUE: "many messages wait there",
  SETTINGS_UNREADABLE: "the settings of the connection cannot be read there",
};

const ENDS: Readonly<Record<string, string>> = {
  TIMEOUT: "did not answer in time",
  CONNECTION_CHANGED: "was asked before the connection ended or began anew",
  REQUEST_NOT_SUPPORTED: "has a version that cannot do this",
  REQUEST_NOT_UNDERSTOOD: "did not understand the request",
  INVALID_MESSAGE: "answered something that makes no sense",
  NOT_UNDERSTOOD: "runs an older version now that does not know this",
};

/** What a partner says of itself, and when: the newest answer, and whether another one is awaited. `now`: milliseconds since 1970. */
export function partnerStatusLines(told: Compared, now: number): readonly string[] {
  const { last } = told;
  const said = last?.status ? [`${plainText(told.partner)}, ${ago(last, now)}: ${statusText(last.status)}`] : failedLine(told, now);
  return [...said, ...(last?.status ? apartLines(told, "command line") : []), ...openLine(told, now)];
}

/** What no comparison sees and no partner knows of, by status. */
function apartLines({ apart, partner }: Compared, surface: Surface): readonly string[] {
  return apart.map(({ status, issues, keys, deleted = 0 }) => {
    const more = issues - deleted > keys.length ? ` and ${issues - deleted - keys.length} more` : "";
    const gone = deleted === 0 ? [] : [`${counted(deleted, "issue")} deleted here`];
    const named = keys.length === 0 ? gone : [`${keys.map(plainText).join(", ")}${more}`, ...gone];
    const why = status === "pending" || keys.length === 0 ? "" : ` ${wayFirst(surface, "show", "KEY")} says why.`;
    return `Not as at ${plainText(partner)}: ${named.join("; ")} (${status}: ${APART[status] ?? status}).${why}`;
  });
}

function statusText({ status, causes, version, out, in: waiting, issues }: PartnerStatus): string {
  const all = Object.values(issues).reduce((sum, number) => sum + number, 0);
  const state =
    status === "OK" ? "all is well" : `${status === "ERROR" ? "cannot work" : "look at it"} (${causes.map(causeText).join(", ")})`;
  const counts = ["pending", "held", "conflict", "error"].flatMap((name) => {
    const number = issues[name] ?? 0;
    return number > 0 ? [`${number} ${name}`] : [];
  });
  const queues =
    out + waiting === 0
      ? "nothing waits there"
      : `${counted(out, "message")} to you and ${counted(waiting, "message")} of yours wait there`;
  return `${state}; ${counted(all, "issue")}${counts.length > 0 ? `, of which ${counts.join(", ")}` : ""}; ${queues}; protocol ${version}.`;
}

function causeText(code: string): string {
  return CAUSES[code] ?? code;
}

/** Whether both sides have the same of what they agreed on, when that was seen, and what stands here otherwise. */
export function comparisonLines(told: Compared, now: number, surface: Surface = "command line"): readonly string[] {
  const { last, partner } = told;
  const { comparison } = last ?? {};
  if (!last || last.state !== "completed" || !comparison) return unansweredLines(told, now);
  const { found, underWay, repairs = 0 } = comparison;
  const way = underWay > 0 ? ` Of ${counted(underWay, "issue")} something was on its way.` : "";
  const said =
    found === 0
      ? `Both sides have the same of what they agreed on, ${plainText(partner)} and you, as of ${ago(last, now)}.${way}`
      : `${counted(found, "issue")} stood differently at ${plainText(partner)} ${ago(last, now)}; ${repairText(found, repairs)}${way}`;
  return [said, ...apartLines(told, surface), ...openLine(told, now)];
}

function repairText(found: number, repairs: number): string {
  const begun = "both sides say what they have, and nothing is lost: where values differ, the one that gives way is kept as a conflict.";
  if (repairs === found) return begun;
  const rest = "Compare again when the connection runs and no contract waits.";
  return repairs === 0 ? `nothing could be said about that. ${rest}` : `of ${counted(repairs, "of these", "of these")} ${begun} ${rest}`;
}

/** Which issues differed: a row each, as far as they are listed. */
export function differenceRows({ last, keys }: Told): readonly Row[] {
  const found = last?.comparison?.differences ?? [];
  const rows = found
    .slice(0, LISTED)
    .map((difference) => [cell(plainText(keys[difference.issue] ?? difference.issue)), cell(KINDS[difference.kind])]);
  const more = (last?.comparison?.found ?? 0) - rows.length;
  return more > 0 ? [...rows, [cell(`and ${more} more`), cell("")]] : rows;
}

interface Outlier {
  readonly key: string;
  readonly partner: string | null;
  readonly among: number;
}

/** Which side it is that stands apart, where an issue is shared with several partners. */
export function outlierLines(outliers: readonly Outlier[]): readonly string[] {
  return outliers.map(({ key, partner, among }) =>
    partner === null
      ? `${plainText(key)}: all ${among} partners have it otherwise than you.`
      : `${plainText(key)}: only ${plainText(partner)} has it otherwise; with ${counted(among - 1, "other partner")} you have the same.`,
  );
}

const KINDS: Readonly<Record<Difference["kind"], string>> = {
  "missing here": "was not known here",
  "missing there": "was not known there",
  different: "was different",
  "deleted here": "was deleted here",
};

export function differenceKind(kind: Difference["kind"]): string {
  return KINDS[kind];
}

/** Why there is no answer, or that one is awaited. */
export function unansweredLines(told: Told, now: number): readonly string[] {
  return [...failedLine(told, now), ...openLine(told, now)];
}

function failedLine({ last, partner }: Told, now: number): readonly string[] {
  if (!last?.code) return [];
  return [`${plainText(partner)} ${ENDS[last.code] ?? `could not do it (${last.code})`}, ${ago(last, now)}.`];
}

function openLine({ open, partner }: Told, now: number): readonly string[] {
  if (!open) return [];
  const since = Math.max(0, Math.round((now - open.begun) / 1000));
  return [`${plainText(partner)} was asked ${since < 1 ? "just now" : `${duration(since)} ago`} and has not answered yet.`];
}

function ago({ ended, begun }: AskedOperation, now: number): string {
  const seconds = Math.max(0, Math.round((now - (ended ?? begun)) / 1000));
  return seconds < 1 ? "just now" : `${duration(seconds)} ago`;
}
