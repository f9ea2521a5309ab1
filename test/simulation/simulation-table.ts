import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ALL_CELLS } from "./cells/visited-cells.ts";
import { type KindTimes, timesOfKinds } from "./fault-kinds.ts";
import { TALLY_PLACE, type Tally, sumOf } from "./tally.ts";
import { FAMILIES } from "./variants.ts";

/**
 * What `npm test` shows of a run of the simulation: histories by family, how often each kind of fault fired, which cells of the transition tables were
 * visited. A whole run is red unless every kind fired: what never happens is not tested.
 */

const ARTIFACTS = join(import.meta.dirname, "..", "..", "artifacts");
/** Where `npm test` finds the table (scripts/stages.mjs). */
const TABLE = join(ARTIFACTS, "simulation-table.txt");

let place = "";

export function setup(): void {
  place = mkdtempSync(join(tmpdir(), "ferry-tally-"));
  process.env[TALLY_PLACE] = place;
}

export function teardown(): void {
  const tallies = readdirSync(place).flatMap((file) =>
    readFileSync(join(place, file), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Tally),
  );
  rmSync(place, { recursive: true, force: true });
  if (tallies.length === 0) return;
  const kinds = timesOfKinds(sumOf(tallies));
  const table = drawn(tallies, kinds);
  mkdirSync(ARTIFACTS, { recursive: true });
  writeFileSync(TABLE, `${table}\n`);
  console.log(`\n${table}`);
  const missing = kindsMissing(tallies, kinds);
  if (missing.length > 0) throw new Error(`never happened, so not tested: ${missing.join("; ")}`);
}

/** Fewer histories than these are a part of a run, whoever asked for them. */
const WHOLE = 1000;

/** Kinds that a whole run owes. A part of a run, or one seed again, owes nothing. */
export function kindsMissing(tallies: readonly Tally[], kinds: readonly KindTimes[], environment = process.env): readonly string[] {
  const families = new Set(tallies.map(({ family }) => family));
  const histories = tallies.reduce((sum, tally) => sum + tally.histories, 0);
  const whole = histories >= WHOLE && Object.keys(FAMILIES).every((family) => families.has(family));
  const asked = ["SEED", "VARIANT"].some((name) => environment[name] !== undefined);
  return whole && !asked ? kinds.filter(({ times }) => times === 0).map(({ subject, kind }) => `${subject}: ${kind}`) : [];
}

const WIDTH = 112;

export function drawn(tallies: readonly Tally[], kinds: readonly KindTimes[]): string {
  const byFamily = Map.groupBy(tallies, ({ family }) => family);
  const families = [...byFamily].map(([family, list]) => `${family} ${list.reduce((sum, { histories }) => sum + histories, 0)}`);
  const all = tallies.reduce((sum, { histories }) => sum + histories, 0);
  const subjects = [...Map.groupBy(kinds, ({ subject }) => subject)].flatMap(([subject, list]) => [
    `${subject}:`,
    ...wrapped(list.map(({ kind, times }) => `${kind} ${times}`)),
  ]);
  const visited = new Set(tallies.flatMap(({ cells }) => cells));
  const cells = ALL_CELLS.filter((cell) => visited.has(cell)).length;
  return [
    `simulation: ${all} histories, ${kinds.filter(({ times }) => times > 0).length} of ${kinds.length} kinds of what may happen`,
    ...wrapped(families),
    ...subjects,
    `cells of the transition tables: ${cells} of ${ALL_CELLS.length} visited by histories; each one walked or explained in test/simulation/cells`,
  ].join("\n");
}

function wrapped(parts: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length + 2 < WIDTH) lines[lines.length - 1] = `${last}, ${part}`;
    else lines.push(`  ${part}`);
  }
  return lines;
}
