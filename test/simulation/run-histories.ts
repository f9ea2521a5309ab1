import { tellVisits } from "./cells/visited-cells.ts";
import { runHistory } from "./history.ts";
import { tell } from "./tally.ts";
import { FAMILIES, VARIANTS, type Variant } from "./variants.ts";

/** A history that went wrong, with all that is needed to see it again. */
export interface BadHistory {
  readonly seed: number;
  readonly variant: string;
  readonly problems: readonly string[];
}

export interface Run {
  readonly histories: number;
  readonly bad: readonly BadHistory[];
  readonly counts: ReadonlyMap<string, number>;
}

/** What the environment asks for: one seed (and variant) again, another number of seeds, or as many as fit into some minutes. */
const { SEED, SEEDS, MINUTES, VARIANT } = process.env;

/** Bad histories after which a run stops: the first tells the most. */
const ENOUGH = 3;

/** One of so many histories has a seed that nobody has seen: about fifty in a usual run. */
const FRESH = 40;

/**
 * Runs histories of a family, one variant after the other: most with seeds that never change, some with fresh ones. `SEED` with
 * `VARIANT` runs exactly that one; a family that does not have it runs nothing.
 */
export async function runFamily(family: string, usual: number): Promise<Run> {
  const variants = FAMILIES[family] ?? [];
  if (SEED !== undefined)
    return runAll(
      family,
      chosen(variants).map((variant) => [Number(SEED), variant] as const),
    );
  const fresh = Math.floor(Math.random() * 1e9);
  const end = MINUTES === undefined ? Infinity : Date.now() + Number(MINUTES) * 60_000;
  const number = MINUTES === undefined ? Number(SEEDS ?? usual) : Infinity;
  return runAll(family, seedsOf(variants, number, fresh), end);
}

/** How long a family may take, in milliseconds, for the test that runs it: in `npm test` it has only what other stages leave of the processors. */
export const PATIENCE_MS = 1_800_000 + Number(MINUTES ?? 0) * 60_000 + Number(SEEDS ?? 0) * 1000;

function* seedsOf(variants: readonly Variant[], number: number, fresh: number): Generator<readonly [number, Variant]> {
  for (let i = 0; i < number; i++) {
    const variant = variants[i % variants.length];
    if (variant) yield [i % FRESH === FRESH - 1 ? fresh + i : i + 1, variant];
  }
}

function chosen(variants: readonly Variant[]): readonly Variant[] {
  return variants.filter((variant) => VARIANT === undefined || variant.name === VARIANT);
}

async function runAll(family: string, histories: Iterable<readonly [number, Variant]>, end = Infinity): Promise<Run> {
  const bad: BadHistory[] = [];
  const counts = new Map<string, number>();
  const cells = new Set<string>();
  const untell = tellVisits((cell) => cells.add(cell));
  let done = 0;
  for (const [seed, variant] of histories) {
    if (bad.length >= ENOUGH || Date.now() > end) break;
    const history = await runHistory(seed, variant);
    done++;
    for (const [what, times] of history.counts) counts.set(what, (counts.get(what) ?? 0) + times);
    if (history.problems.length > 0) bad.push({ seed, variant: variant.name, problems: history.problems });
  }
  untell();
  tell({ family, histories: done, counts: Object.fromEntries(counts), cells: [...cells] });
  return { histories: done, bad, counts };
}

/** For people: each bad history, and how to run it again. */
export function describeBad(bad: readonly BadHistory[]): string {
  return bad
    .map(
      ({ seed, variant, problems }) =>
        `seed ${seed}: ${problems.slice(0, 5).join("\n  ")}\n  again: SEED=${seed} VARIANT="${variant}" npx vitest run --project simulation` +
        `\n  as a short story: SEED=${seed} VARIANT="${variant}" node scripts/shrink.ts`,
    )
    .join("\n");
}

export function variantNamed(name: string): Variant {
  const found = VARIANTS.find((variant) => variant.name === name);
  if (!found) throw new Error(`no variant ${name}`);
  return found;
}
