// `npm run bench:windows [-- ROUNDS]`: how long it takes from a save in one window to the row in the other's, both open (default: 50 rounds).
// Prints the median and the 95th percentile; every round is in artifacts/latency-windows.json.
// `npm run bench:windows -- --opening [ISSUES...]`: how long a window takes to show the rows of a project (default: 12, 5,000 and 10,000 issues).
// Plain Node 20; goes on under the pinned Node.
import { ensureInstalled, runPinned, toolScript } from "./ensure.mjs";
import { ensureChromium, ensureHost } from "./host.mjs";
import { packageExtension } from "./package-extension.mjs";
import { vsixFile } from "./stages.mjs";

const [first, ...others] = process.argv.slice(2);
process.exitCode = await measure();

async function measure() {
  const installed = await ensureInstalled();
  if (!installed.ok) return failed(installed.output);
  for (const found of [await ensureHost("newest"), await ensureChromium()]) if (!found.ok) return failed(found.reason);
  const made = await packageExtension({ file: vsixFile });
  if (!made.ok) return failed(made.output);
  if (first === "--opening") return (await runPinned(["test/vscode/bench/window-opening.ts", ...others])).code;
  process.env["FERRY_ROUNDS"] = first ?? "50";
  return (await runPinned([toolScript("vitest"), "run", "--project", "vscode-latency"])).code;
}

/** @param {string} reason */
function failed(reason) {
  console.error(reason);
  return 1;
}
