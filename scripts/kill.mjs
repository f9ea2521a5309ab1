// `node scripts/kill.mjs [--kills N] [--seed S]`: kill -9 of both sides at work, each with the step it hit, and the judgement.
// Plain Node 20; installs and builds what is missing first, then goes on under the pinned Node.
import { join } from "node:path";
import { build } from "./build.mjs";
import { ensureInstalled, root, runPinned } from "./ensure.mjs";

const installed = await ensureInstalled();
if (!installed.ok) {
  console.error(installed.output);
  process.exit(1);
}
await build();
const { code } = await runPinned([join(root, "scripts", "kill-command.ts"), ...process.argv.slice(2)]);
process.exitCode = code;
