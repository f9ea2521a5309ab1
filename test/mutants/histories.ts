import { runHistory } from "../simulation/history.ts";
import { VARIANTS } from "../simulation/variants.ts";

/** Runs histories until one is bad, and says which: `SEEDS` at most, the variant chosen by the seed. Exit code 1 when one was bad. */
const seeds = Number(process.env["SEEDS"] ?? 1000);
for (let seed = 1; seed <= seeds; seed++) {
  const variant = VARIANTS[(seed * 7919) % VARIANTS.length];
  if (!variant) throw new Error("no variants");
  const { problems } = await runHistory(seed, variant);
  const [problem] = problems;
  if (problem === undefined) continue;
  console.log(`SEED=${seed} VARIANT="${variant.name}"\n${problem}`);
  process.exit(1);
}
