// Makes dist/extension.cjs, which an editor loads, dist/daily.cjs, dist/files.cjs, dist/examine.cjs, dist/compare-partner.cjs, dist/activity.cjs, dist/first-day.cjs, dist/connections.cjs, dist/team.cjs, dist/engine.cjs, dist/connection-deeds.cjs, dist/joins.cjs, dist/identities.cjs, dist/file-alarms.cjs, dist/issue-deeds.cjs, dist/recover.cjs, dist/overtaken.cjs, dist/repair.cjs, dist/operations.cjs, dist/beside.cjs, dist/contents.cjs, dist/file-deeds.cjs, dist/parts.cjs, dist/restricted.cjs, dist/settings.cjs, dist/connection-form.cjs, dist/form-views.cjs and dist/watcher.cjs, which that one loads, and dist/details.js and dist/form.js with their styles for the webviews.
// Plain Node 20.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { root } from "./ensure.mjs";

/** What the entry loads by `import()`, once it knows that the host has what this needs. */
const LATER = ["src/vscode/start.ts", "src/crypto/node-crypto.ts", "src/crypto/self-test.ts"];

/**
 * What stands in files of their own, each read when a person first asks for something in it. They hold their own copies of what they share with
 * the rest: only functions without a memory, and what has one is handed over; classes are known by their names there.
 */
const APART = new Map([
  ["src/vscode/daily.ts", "daily"],
  ["src/vscode/files.ts", "files"],
  ["src/vscode/examine.ts", "examine"],
  ["src/vscode/compare-partner.ts", "compare-partner"],
  ["src/vscode/activity.ts", "activity"],
  ["src/vscode/team.ts", "team"],
  ["src/vscode/first-day.ts", "first-day"],
  ["src/vscode/connections.ts", "connections"],
  ["src/sync/engine.ts", "engine"],
  ["src/sync/connection-commands.ts", "connection-deeds"],
  ["src/sync/consider-join.ts", "joins"],
  ["src/sync/take-identity.ts", "identities"],
  ["src/sync/file-alarms.ts", "file-alarms"],
  ["src/sync/carry-out-on-issue.ts", "issue-deeds"],
  ["src/sync/recover.ts", "recover"],
  ["src/sync/overtaken-write.ts", "overtaken"],
  ["src/sync/repair-commands.ts", "repair"],
  ["src/sync/operations/operate.ts", "operations"],
  ["src/sync/contents/travel.ts", "contents"],
  ["src/sync/contents/file-commands.ts", "file-deeds"],
  ["src/transports/folder/part-files.ts", "parts"],
  ["src/trackers/markdown/beside.ts", "beside"],
  ["src/vscode/settings-help.ts", "settings"],
  ["src/vscode/connection-form.ts", "connection-form"],
  ["src/vscode/form-views.ts", "form-views"],
  ["src/vscode/restricted-tree.ts", "restricted"],
]);

/** A library that is read when the first folder is watched: nothing that is shown waits for it. */
const WATCHER = { library: "chokidar", name: "watcher" };

/**
 * What is loaded by `import()`, but for APART, stands in the same file and is evaluated when it is asked for, so that the entry can speak on a host that
 * lacks something. Throws what esbuild throws.
 * @param {{ minify?: boolean, outdir?: string }} [options] `minify`: small; functions and classes lose their names
 */
export async function buildExtension({ minify = false, outdir = join(root, "dist") } = {}) {
  const esbuild = await import("esbuild");
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  /** @type {import("esbuild").BuildOptions} */
  const host = {
    ...common(minify, outdir),
    platform: "node",
    target: "node22",
    format: "cjs",
    external: ["vscode"],
    // By require(), as an editor's own modules are.
    supported: { "dynamic-import": false },
    // The same code as modules, of which only what is used comes along.
    alias: { yaml: join(root, "node_modules/yaml/browser/dist/index.js") },
    // CommonJS has no import.meta; what asks for it wants to find files of its own, of which there are none.
    define: { "process.env.ISSUE_FERRY_VERSION": JSON.stringify(version) },
  };
  const { outputFiles } = await esbuild.build({
    ...host,
    entryPoints: { extension: join(root, "src/vscode/extension.ts") },
    outExtension: { ".js": ".cjs" },
    plugins: [keptApart, evaluatedLater(host)],
    write: false,
  });
  const apart = await esbuild.build({
    ...host,
    entryPoints: { ...Object.fromEntries([...APART].map(([file, name]) => [name, join(root, file)])), [WATCHER.name]: WATCHER.library },
    outExtension: { ".js": ".cjs" },
    plugins: [keptApart],
    write: false,
  });
  mkdirSync(outdir, { recursive: true });
  for (const { path, text } of [...outputFiles, ...apart.outputFiles]) writeFileSync(path, minify ? await smaller(text) : text);
  await buildWebview({ minify, outdir });
}

/**
 * What esbuild made small, smaller still by a thirtieth: swc also folds what stands in several statements, and writes functions that know no
 * `this` as arrows (none of ours or of the libraries is called with `new`; what runs in an editor's host would show it). Legal comments stay.
 * @param {string} script
 */
async function smaller(script) {
  const { minify } = await import("@swc/core");
  const compress = { ecma: /** @type {const} */ (2022), passes: 3, unsafe_arrows: true };
  const { code } = await minify(script, { compress, mangle: true, module: false });
  return code;
}

/**
 * Leaves APART where it is.
 * @type {import("esbuild").Plugin}
 */
const keptApart = {
  name: "kept apart",
  setup(build) {
    build.onResolve({ filter: /^chokidar$/ }, ({ kind }) =>
      kind === "entry-point" ? undefined : { path: `./${WATCHER.name}.cjs`, external: true },
    );
    build.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
      const file = relative(root, join(resolveDir, path)).replaceAll("\\", "/");
      const name = kind === "dynamic-import" ? APART.get(file) : undefined;
      if (name !== undefined) return { path: `./${name}.cjs`, external: true };
      return [...APART.values(), WATCHER.name].some((known) => path === `./${known}.cjs`) ? { path, external: true } : undefined;
    });
  },
};

/**
 * Bundles all of LATER as one module of its own. Left to itself, esbuild would wrap each of its files in a function, to evaluate them one by
 * one; that costs a thirtieth of the bundle.
 * @param {import("esbuild").BuildOptions} options
 * @returns {import("esbuild").Plugin}
 */
function evaluatedLater(options) {
  const contents = LATER.map((file) => `export * from ${JSON.stringify(`./${file}`)};`).join("\n");
  return {
    name: "evaluated later",
    setup(build) {
      build.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
        if (kind !== "dynamic-import") return undefined;
        const file = relative(root, join(resolveDir, path)).replaceAll("\\", "/");
        return LATER.includes(file) ? { path: "later", namespace: "later" } : { errors: [{ text: `${file} is not in LATER` }] };
      });
      build.onLoad({ filter: /^later$/, namespace: "later" }, async () => {
        const stdin = { contents, resolveDir: root, sourcefile: "later.js" };
        const { outputFiles } = await build.esbuild.build({ ...options, stdin, plugins: [keptApart], write: false });
        return { contents: outputFiles.map(({ text }) => text).join(""), resolveDir: root };
      });
    },
  };
}

/**
 * The pages of the webviews alone: for each one script, one style sheet.
 * @param {{ minify?: boolean, outdir?: string }} [options]
 */
export async function buildWebview({ minify = false, outdir = join(root, "dist") } = {}) {
  const esbuild = await import("esbuild");
  await esbuild.build({
    ...common(minify, outdir),
    entryPoints: ["details.ts", "details.css", "form.ts", "form.css"].map((name) => join(root, "src/webview", name)),
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
  return { absWorkingDir: root, bundle: true, charset: "utf8", minify, outdir, logLevel: "silent" };
}
