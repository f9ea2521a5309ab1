// Makes dist/extension.cjs, which an editor loads, and dist/details.js with dist/details.css for its webview. Plain Node 20.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./ensure.mjs";

/**
 * What is loaded by `import()` stands in the same file and is evaluated when it is asked for, so that the entry can speak on a host that
 * lacks something. Throws what esbuild throws.
 * @param {{ minify?: boolean, outdir?: string }} [options] `minify`: small; functions and classes keep their names, for those who read a log
 */
export async function buildExtension({ minify = false, outdir = join(root, "dist") } = {}) {
  const esbuild = await import("esbuild");
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  await esbuild.build({
    ...common(minify, outdir),
    entryPoints: { extension: join(root, "src/vscode/extension.ts") },
    outExtension: { ".js": ".cjs" },
    platform: "node",
    target: "node22",
    format: "cjs",
    external: ["vscode"],
    // The same code as modules, of which only what is used comes along.
    alias: { yaml: join(root, "node_modules/yaml/browser/index.js") },
    // CommonJS has no import.meta; what asks for it wants to find files of its own, of which there are none.
    define: { "process.env.ISSUE_FERRY_VERSION": JSON.stringify(version) },
  });
  await buildWebview({ minify, outdir });
}

/**
 * The page of the webview alone: one script, one style sheet.
 * @param {{ minify?: boolean, outdir?: string }} [options]
 */
export async function buildWebview({ minify = false, outdir = join(root, "dist") } = {}) {
  const esbuild = await import("esbuild");
  await esbuild.build({
    ...common(minify, outdir),
    entryPoints: [join(root, "src/webview/details.ts"), join(root, "src/webview/details.css")],
    platform: "browser",
    target: "es2023",
    format: "esm",
    loader: { ".svg": "text" },
  });
}

/**
 * @param {boolean} minify
 * @param {string} outdir
 * @returns {import("esbuild").BuildOptions}
 */
function common(minify, outdir) {
  return { absWorkingDir: root, bundle: true, charset: "utf8", minify, keepNames: minify, outdir, logLevel: "silent" };
}
