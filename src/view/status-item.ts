import { counted } from "./ages.ts";
import { alarmCount } from "./alarm-badge.ts";
import type { StuckConnection } from "./connection-need.ts";
import type { Tally } from "./issue-list.ts";
import { needy } from "./issue-list.ts";
import { plainText } from "./plain-text.ts";
import { type FolderFailure, folderSentence } from "./transport-failures.ts";

/** How one project stands. */
export interface ProjectStanding {
  readonly name: string;
  readonly paused: boolean;
  readonly busy: boolean;
  /** A bug ended the work of this window. */
  readonly failed: boolean;
  /** What keeps the passes from their end: a sentence. */
  readonly interrupted: string | null;
  readonly unreachable: readonly FolderFailure[];
  /** Why no issue is read or written now, such as another branch in their folder; null: they are. */
  readonly held: string | null;
  /** Which other machine talks to partners; null: none. */
  readonly elsewhere: string | null;
  readonly counts: Tally;
  /** Partners who have published a contract that nobody here has answered. */
  readonly updates: readonly string[];
  /** Partners who wait for the first contract to be published. */
  readonly begins: readonly string[];
  /** Connections that are in trouble until a person does something, such as a key that was stolen. */
  readonly stuck: readonly StuckConnection[];
  /** Partners with whom a person here stopped what was agreed and running. */
  readonly stopped: readonly string[];
  /** That nobody has acknowledged, and how many of them only a person ends. */
  readonly alarms: { readonly open: number; readonly grave: number };
}

/** What of it needs a person. */
type Need = Pick<ProjectStanding, "counts" | "updates" | "begins" | "stuck">;

/** The one item in the status bar. */
export interface StatusItem {
  /** With codicons. */
  readonly text: string;
  /** Plain lines. */
  readonly lines: readonly string[];
  /** A person must act. */
  readonly urgent: boolean;
  readonly spoken: string;
}

/** What needs a person, for the badge: never a total of issues. */
export function needOf({ counts, updates, begins, stuck }: Need): number {
  return needy(counts) + updates.length + begins.length + stuck.length;
}

/** `Conflicts: 1, errors: 2` in words; empty where nothing needs anybody. */
export function needWords(projects: readonly Need[]): string {
  const sum = (part: (standing: Need) => number): number => projects.reduce((all, standing) => all + part(standing), 0);
  const parts: readonly (readonly [number, string, string?])[] = [
    [sum(({ counts }) => counts.conflict), "conflict"],
    [sum(({ counts }) => counts.error), "error"],
    [sum(({ counts }) => counts.question), "question"],
    [sum(({ updates }) => updates.length), "contract to accept", "contracts to accept"],
    [sum(({ begins }) => begins.length), "contract to publish", "contracts to publish"],
    [sum(({ stuck }) => stuck.length), "connection in trouble", "connections in trouble"],
  ];
  return parts
    .filter(([number]) => number > 0)
    .map(([number, noun, nouns]) => counted(number, noun, nouns ?? `${noun}s`))
    .join(", ");
}

/** null: there is no project. `spins`: somebody has been working for so long that it shows. */
export function statusItem(projects: readonly ProjectStanding[], spins: boolean): StatusItem | null {
  if (projects.length === 0) return null;
  const need = projects.reduce((sum, standing) => sum + needOf(standing), 0);
  const waiting = projects.reduce((sum, { counts }) => sum + counts.waiting, 0);
  const failed = projects.some((standing) => standing.failed);
  const resting = projects.filter((standing) => standing.paused).length;
  const paused = resting === projects.length;
  const unreachable = projects.flatMap((standing) => standing.unreachable);
  const interrupted = projects.some(({ interrupted }) => interrupted !== null);
  const held = projects.filter((standing) => standing.held !== null).length;
  const stopped = projects.reduce((sum, standing) => sum + standing.stopped.length, 0);
  const alarms = projects.reduce((sum, standing) => sum + standing.alarms.open, 0);
  const grave = projects.some((standing) => standing.alarms.grave > 0);
  const words = [
    ...(need > 0 ? [`${need} ${need === 1 ? "needs" : "need"} you`] : []),
    ...(alarms > 0 ? [counted(alarms, "alarm")] : []),
    ...(failed ? ["stopped"] : interrupted ? ["cannot work"] : []),
    ...(resting === 0 ? [] : [paused ? "paused" : `${resting} of ${projects.length} paused`]),
    ...(held === 0 ? [] : [held === projects.length ? "issues held" : `${held} of ${projects.length} held`]),
    ...(stopped === 0 ? [] : [counted(stopped, "stopped connection", "stopped connections")]),
    ...(!failed && !interrupted && unreachable.length > 0 ? ["folder unreachable"] : []),
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
  ];
  const icon =
    failed || grave || need > 0
      ? "warning"
      : interrupted || unreachable.length > 0
        ? "debug-disconnect"
        : resting + held + stopped > 0
          ? "debug-pause"
          : waiting > 0
            ? "arrow-swap"
            : alarms > 0
              ? "bell"
              : "check";
  const shown = words.length === 0 ? "up to date" : words.join(", ");
  return {
    text: `$(${spins ? "sync~spin" : icon}) Ferry${words.length === 0 ? "" : `: ${words.join(", ")}`}`,
    lines: projects.flatMap((standing) => projectLines(standing, projects.length > 1)),
    urgent: need > 0 || failed || grave,
    spoken: `Issue Ferry: ${spins ? "synchronising, " : ""}${shown}`,
  };
}

function projectLines(standing: ProjectStanding, several: boolean): string[] {
  const { name, counts, paused, failed, interrupted, unreachable, updates, begins, stuck, stopped, held, elsewhere, alarms } = standing;
  const lines: string[] = [];
  const need = needWords([standing]);
  if (failed) lines.push("A bug ended the synchronisation here. Synchronise Now begins again.");
  if (need !== "") lines.push(`Needs you: ${need}.`);
  if (alarms.open > 0) lines.push(`${alarmCount(alarms.open, alarms.grave)}: see Alarms and activity.`);
  if (updates.length > 0) lines.push(`${updates.map(plainText).join(", ")}: a contract waits for your answer.`);
  if (begins.length > 0) lines.push(`${begins.map(plainText).join(", ")}: publish the contract, nothing goes on before.`);
  lines.push(...stuck.map(({ title, why }) => `${plainText(title)}: ${why}`));
  if (stopped.length > 0) lines.push(`${stopped.map(plainText).join(", ")}: stopped here; what is changed waits until you start it.`);
  if (paused) lines.push("Synchronisation is paused, in all windows.");
  if (interrupted !== null) lines.push(interrupted);
  if (held !== null) lines.push(held);
  if (elsewhere !== null) lines.push(elsewhere);
  lines.push(...unreachable.map((failure) => folderSentence(failure, "editor")));
  if (counts.waiting > 0) lines.push(`${counted(counts.waiting, "issue")} on the way or held.`);
  if (lines.length === 0) lines.push(counts.all === 0 ? "No issues yet." : `Nothing waits; ${counted(counts.all, "issue")}.`);
  return several ? lines.map((line) => `${plainText(name)}: ${line}`) : lines;
}

/** Of a synchronisation that a person asked for while the project is paused. */
export const SYNCED_ONCE = "Synchronised once. It stays paused.";
