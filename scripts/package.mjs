// `npm run package`: builds the bundles, small, and puts them into issue-ferry-<version>.vsix. Plain Node 20.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.mjs";
import { buildExtension } from "./build-extension.mjs";
import { ensureInstalled, root, runPinned, toolScript } from "./ensure.mjs";

const installed = await ensureInstalled();
if (!installed.ok) {
  console.error(installed.output);
  process.exit(1);
}
await build();
await buildExtension({ minify: true });
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const file = join(root, `issue-ferry-${version}.vsix`);
// The bundles hold what they need; nothing of node_modules goes along.
const { code, output } = await runPinned([
  toolScript("@vscode/vsce", "vsce"),
  "package",
  "--no-dependencies",
  "--no-rewrite-relative-links",
  "--out",
  file,
]);
if (code !== 0) {
  console.error(output);
  process.exit(1);
}
console.log(`${file}: ${Math.round(statSync(file).size / 1024)} KiB`);
