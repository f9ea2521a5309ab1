/**
 * `SEED=7 VARIANT="..." node scripts/shrink.ts [NAME]`: the shortest history that breaks the same promise as that one, as a story. With a name it is kept
 * in test/simulation/kept, and run again by every run of the simulation.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { variantNamed } from "../test/simulation/run-histories.ts";
import { type KeptHistory, shrink } from "../test/simulation/shrink.ts";

const { SEED, VARIANT } = process.env;
const [name] = process.argv.slice(2);
if (!SEED || !VARIANT) throw new Error("SEED and VARIANT say which history");
const shrunk = await shrink(Number(SEED), variantNamed(VARIANT));
if (shrunk === null) {
  console.log("this history keeps its promises");
  process.exit(1);
}
console.log(`${shrunk.steps.length} of ${shrunk.of} steps:\n${shrunk.story.join("\n")}`);
if (name !== undefined) {
  const place = join(import.meta.dirname, "..", "test", "simulation", "kept");
  const steps = shrunk.steps.map(({ number, chance, words }) => ({ number, chance, words }));
  const kept: KeptHistory = { was: shrunk.problem, seed: Number(SEED), variant: VARIANT, story: shrunk.story, steps };
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, `${name}.json`), `${JSON.stringify(kept, null, 2)}\n`);
}
