// `npm run screenshots [-- --readme] [NAME...]`: pictures of every view and state, from the sample projects, in light, dark and both high contrasts,
// into artifacts/screenshots/. NAME: only scenes whose names begin so. `--readme`: those that the README shows go to media/, too.
// `--guide`: only those of the user guide, which go to docs/pictures/.
// `--light`: without the dark ones.
// `-- --first-day`: those of the user guide and the walkthrough instead, into media/first-day/.
// Plain Node 20; goes on under the pinned Node.
import { join } from "node:path";
import { ensureInstalled, root, runPinned } from "./ensure.mjs";
import { ensureChromium, ensureHost } from "./host.mjs";
import { packageExtension } from "./package-extension.mjs";

process.exitCode = await screenshots();

async function screenshots() {
  const installed = await ensureInstalled();
  if (!installed.ok) return failed(installed.output);
  for (const found of [await ensureHost("newest"), await ensureChromium()]) if (!found.ok) return failed(found.reason);
  const made = await packageExtension({ file: join(root, "artifacts", "issue-ferry.vsix") });
  if (!made.ok) return failed(made.output);
  const words = process.argv.slice(2);
  const script = words.includes("--first-day") ? "first-day.ts" : "take.ts";
  return (await runPinned([join(root, "scripts", "screenshots", script), ...words])).code;
}

/** @param {string} reason */
function failed(reason) {
  console.error(reason);
  return 1;
}
