// The kill test as a command; started by `scripts/kill.mjs`.
import { parseArgs } from "node:util";
import { killRun } from "../test/support/kill/kill-run.ts";
import { summaryOf } from "../test/support/kill/summary.ts";

const { values } = parseArgs({ options: { kills: { type: "string", default: "100" }, seed: { type: "string" } } });
const kills = Number(values.kills);
const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
if (!Number.isInteger(kills) || kills < 0 || !Number.isInteger(seed)) {
  console.error("usage: node scripts/kill.mjs [--kills N] [--seed S]");
  process.exit(2);
}
console.log(`seed ${seed}, ${kills} kills`);
const run = await killRun({ kills, seed, say: console.log });
console.log(summaryOf(run).join("\n"));
process.exitCode = run.problems.length === 0 ? 0 : 1;
