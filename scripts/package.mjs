// `npm run package`: builds the bundles, small, and puts them into issue-ferry-<version>.vsix. Plain Node 20.
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { ensureInstalled, root } from "./ensure.mjs";
import { packageExtension } from "./package-extension.mjs";

const installed = await ensureInstalled();
if (!installed.ok) {
  console.error(installed.output);
  process.exit(1);
}
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const file = join(root, `issue-ferry-${version}.vsix`);
const made = await packageExtension({ file });
if (!made.ok) {
  console.error(made.output);
  process.exit(1);
}
console.log(`${basename(file)}: ${Math.round(made.bytes / 1024)} KiB`);
