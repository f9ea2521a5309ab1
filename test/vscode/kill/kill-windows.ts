import { parseArgs } from "node:util";
import { summaryOf } from "../../support/kill/summary.ts";
import { windowKillRun } from "./window-kill-run.ts";

/** `npm run test:kill -- --windows [N] [--seed S]`; started by `scripts/kill.mjs`. */
const { values, positionals } = parseArgs({ options: { windows: { type: "boolean" }, seed: { type: "string" } }, allowPositionals: true });
const kills = Number(positionals[0] ?? 20);
const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
if (!Number.isInteger(kills) || kills < 0 || !Number.isInteger(seed)) {
  console.error("usage: node scripts/kill.mjs --windows [N] [--seed S]");
  process.exit(2);
}
console.log(`seed ${seed}, ${kills} kills of extension hosts`);
const run = await windowKillRun({ kills, seed, say: console.log });
console.log(summaryOf(run).join("\n"));
process.exitCode = run.problems.length === 0 ? 0 : 1;
