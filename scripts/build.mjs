// Makes dist/cli.js, one file that needs nothing but Node. Plain Node 20; installs what is missing first.
import { chmodSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureInstalled, root } from "./ensure.mjs";

// Bundled CommonJS packages (yaml) call require() for Node's own modules; an ES module has none.
const BANNER = `#!/usr/bin/env node
import { createRequire as createRequireForBundle } from "node:module";
const require = createRequireForBundle(import.meta.url);`;

/**
 * Bundles one entry into one executable ES module for Node 22 and later. An older outcome is removed first, so that
 * nobody runs yesterday's program after a failed build. Throws what esbuild throws, with its messages.
 * @param {{ entry?: string, outfile?: string }} [options]
 * @returns {Promise<boolean>} false: there is no entry, nothing was built
 */
export async function build({ entry = join(root, "src/cli/main.ts"), outfile = join(root, "dist/cli.js") } = {}) {
  rmSync(outfile, { force: true });
  if (!existsSync(entry)) return false;
  const esbuild = await import("esbuild");
  await esbuild.build({
    entryPoints: [entry],
    outfile,
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    target: "node22",
    format: "esm",
    charset: "utf8",
    treeShaking: true,
    banner: { js: BANNER },
    logLevel: "silent",
  });
  chmodSync(outfile, 0o755);
  return true;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const installed = await ensureInstalled();
  if (!installed.ok) {
    console.error(installed.output);
    process.exit(1);
  }
  try {
    console.log((await build()) ? "built dist/cli.js" : "nothing to build: there is no src/cli/main.ts");
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
