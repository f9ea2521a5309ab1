import { runHistory } from "../simulation/history.ts";
import { variantNamed } from "../simulation/run-histories.ts";
import { FAMILIES, VARIANTS } from "../simulation/variants.ts";

/**
 * Runs histories until one is bad, and says which: `SEEDS` at most, of one `FAMILY` or of all, the variant chosen by the seed; or the one of
 * `SEED` and `VARIANT`. Exit code 1 when one was bad.
 */
const { SEED, VARIANT, FAMILY, SEEDS = "1000" } = process.env;
if (SEED && VARIANT) await check(Number(SEED), VARIANT);
else {
  const variants = FAMILY ? FAMILIES[FAMILY] : VARIANTS;
  if (!variants || variants.length === 0) throw new Error(`no family ${FAMILY}`);
  for (let seed = 1; seed <= Number(SEEDS); seed++) await check(seed, variants[(seed * 7919) % variants.length]?.name ?? "");
}

async function check(seed: number, variant: string): Promise<void> {
  const [problem] = (await runHistory(seed, variantNamed(variant))).problems;
  if (problem === undefined) return;
  console.log(`SEED=${seed} VARIANT="${variant}"\n${problem}`);
  process.exit(1);
}
