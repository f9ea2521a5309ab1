// Makes dist/cli.js and the one file it loads, which need nothing but Node. Plain Node 20; installs what is missing first.
import { chmodSync, existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildExtension } from "./build-extension.mjs";
import { ensureInstalled, root } from "./ensure.mjs";

// Bundled CommonJS packages (yaml) call require() for Node's own modules; an ES module has none.
// Node 22 would tell every user that its SQLite is new.
const BANNER = `#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
import { createRequire as createRequireForBundle } from "node:module";
const require = createRequireForBundle(import.meta.url);`;

/**
 * Bundles one entry into an executable ES module for Node 22 and later; what the entry loads by `import()` stands in files of its own
 * beside it, so that the entry can speak on a host that lacks something. An older outcome is removed first, so that nobody runs
 * yesterday's program after a failed build. Throws what esbuild throws, with its messages.
 * @param {{ entry?: string, outfile?: string, minify?: boolean }} [options] `minify`: small; functions and classes keep their names
 * @returns {Promise<boolean>} false: there is no entry, nothing was built
 */
export async function build({ entry = join(root, "src/cli/main.ts"), outfile = join(root, "dist/cli.js"), minify = false } = {}) {
  const name = basename(outfile, ".js");
  for (const old of existsSync(dirname(outfile)) ? readdirSync(dirname(outfile)) : [])
    if (old === basename(outfile) || (old.startsWith(`${name}-`) && old.endsWith(".js"))) rmSync(join(dirname(outfile), old));
  if (!existsSync(entry)) return false;
  const esbuild = await import("esbuild");
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  await esbuild.build({
    entryPoints: { [name]: entry },
    outdir: dirname(outfile),
    chunkNames: `${name}-[hash]`,
    splitting: true,
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    target: "node22",
    format: "esm",
    charset: "utf8",
    treeShaking: true,
    minify,
    keepNames: minify,
    banner: { js: BANNER },
    define: { "process.env.ISSUE_FERRY_VERSION": JSON.stringify(version) },
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
    await build();
    await buildExtension();
    console.log(
      "built dist/cli.js, dist/extension.cjs, dist/daily.cjs, dist/examine.cjs, dist/compare-partner.cjs, dist/activity.cjs, dist/first-day.cjs, dist/connections.cjs, dist/team.cjs, dist/connection-deeds.cjs, dist/recover.cjs, dist/overtaken.cjs, dist/repair.cjs, dist/operations.cjs, dist/beside.cjs, dist/restricted.cjs, dist/settings.cjs, dist/connection-form.cjs, dist/form-views.cjs, dist/watcher.cjs, dist/details.js and dist/form.js",
    );
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
