// Two projects, two processes, one folder: from nothing to confirmed issues, a conflict and its resolution. `-- --keep` leaves the folder.
import { build } from "./build.mjs";
import { ensureInstalled } from "./ensure.mjs";
import { runDemo } from "./demo/run-demo.mjs";

const installed = await ensureInstalled();
if (!installed.ok) {
  console.error(installed.output);
  process.exit(1);
}
await build();
const began = performance.now();
const keep = process.argv.includes("--keep");
const { problems, place } = await runDemo({ keep });
for (const problem of problems) console.error(`WRONG ${problem}`);
if (keep) console.log(`\nLook around: ${place}`);
const seconds = ((performance.now() - began) / 1000).toFixed(1);
console.log(
  problems.length === 0 ? `\nEverything as expected, ${seconds} s.` : `\n${problems.length} thing(s) not as expected, ${seconds} s.`,
);
process.exit(problems.length === 0 ? 0 : 1);
