// `npm run bench [-- --json] [--rounds N] [--issues N] [--latency] [--reconcile] [--hub] [--files]`: how fast issues travel, beside PouchDB (bench/README.md).
// Plain Node 20; the bench itself runs under the pinned Node.
import { build } from "./build.mjs";
import { ensureInstalled, runPinned } from "./ensure.mjs";

const args = process.argv.slice(2);
// With --json the standard output is one JSON document and nothing else.
if (args.includes("--json")) console.log = console.error;
const installed = await ensureInstalled();
// The hub's round runs the program itself.
if (installed.ok && args.includes("--hub")) await build();
if (installed.ok) process.exitCode = (await runPinned(["bench/main.ts", ...args])).code;
else {
  console.error(installed.output);
  process.exitCode = 1;
}
