// `node scripts/kill.mjs [--kills N] [--seed S]`: kill -9 of both sides at work, each with the step it hit, and the judgement.
// `node scripts/kill.mjs --windows [N] [--seed S]`: the same for the extension hosts of two windows of VS Code (default: 20 kills).
// Plain Node 20; installs and builds what is missing first, then goes on under the pinned Node.
import { join } from "node:path";
import { build } from "./build.mjs";
import { ensureInstalled, root, runPinned } from "./ensure.mjs";
import { ensureChromium, ensureHost } from "./host.mjs";
import { packageExtension } from "./package-extension.mjs";
import { vsixFile } from "./stages.mjs";

process.exitCode = await kill(process.argv.slice(2));

/** @param {string[]} words */
async function kill(words) {
  const installed = await ensureInstalled();
  if (!installed.ok) return failed(installed.output);
  if (!words.includes("--windows")) {
    await build();
    return (await runPinned([join(root, "scripts", "kill-command.ts"), ...words])).code;
  }
  for (const found of [await ensureHost("newest"), await ensureChromium()]) if (!found.ok) return failed(found.reason);
  const made = await packageExtension({ file: vsixFile });
  if (!made.ok) return failed(made.output);
  return (await runPinned([join(root, "test", "vscode", "kill", "kill-windows.ts"), ...words])).code;
}

/** @param {string} reason */
function failed(reason) {
  console.error(reason);
  return 1;
}
