// `npm run test:electron [-- VERSION]`: the in-host suite in VS Code as people have it on their desk. Downloads it from its update server,
// and needs a screen (on Linux without one: `xvfb-run npm run test:electron`). Plain Node 20; goes on under the pinned Node.
import { join } from "node:path";
import { ensureInstalled, root, runPinned } from "./ensure.mjs";
import { packageExtension } from "./package-extension.mjs";
import { vsixFile } from "./stages.mjs";

const installed = await ensureInstalled();
if (!installed.ok) {
  console.error(installed.output);
  process.exit(1);
}
const made = await packageExtension({ file: vsixFile });
if (!made.ok) {
  console.error(made.output);
  process.exit(1);
}
const { code } = await runPinned([join(root, "test", "vscode", "in-host", "electron.ts"), ...process.argv.slice(2)]);
process.exitCode = code;
