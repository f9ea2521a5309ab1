import { appendFileSync } from "node:fs";
import { join } from "node:path";

/** What some histories lived through. */
export interface Tally {
  readonly family: string;
  readonly histories: number;
  /** How often what happened. */
  readonly counts: Readonly<Record<string, number>>;
  /** Cells of the transition tables that were looked up. */
  readonly cells: readonly string[];
}

/** Where the tallies of this run are: its test files are several processes. Without it nobody draws a table. */
export const TALLY_PLACE = "FERRY_SIMULATION_TALLY";

/** Tells it to the table that the run ends with (simulation-table.ts). */
export function tell(tally: Tally): void {
  const place = process.env[TALLY_PLACE];
  if (place) appendFileSync(join(place, `${process.pid}.jsonl`), `${JSON.stringify(tally)}\n`);
}

/** All of them together. */
export function sumOf(tallies: readonly Tally[]): ReadonlyMap<string, number> {
  const sum = new Map<string, number>();
  for (const { counts } of tallies) for (const [what, times] of Object.entries(counts)) sum.set(what, (sum.get(what) ?? 0) + times);
  return sum;
}
