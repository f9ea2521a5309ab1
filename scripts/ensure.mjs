// What every script needs before it starts: the dependencies, and the pinned Node. Plain Node 20, no dependency.
import { spawn } from "node:child_process";
import { setPriority } from "node:os";
import { accessSync, constants, createWriteStream, existsSync, mkdirSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** The Node that development and tests use, whatever the machine has: the npm package `node`. */
export const pinnedNode = pinnedNodeIn(root);

/** Far enough from 0, the usual, that what has it gets a tenth of a processor that others want, and small enough that it goes on. */
const YIELDING = 10;

/** No input, so that nothing waits for an answer; both outputs to us. */
const CAPTURED = /** @type {["ignore", "pipe", "pipe"]} */ (["ignore", "pipe", "pipe"]);

/** @param {string} directory */
function pinnedNodeIn(directory) {
  return join(directory, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
}

/**
 * @typedef {{ code: number, output: string }} Finished `output` is what it printed on both channels, empty when it was shown directly.
 */

/**
 * @param {string} file
 * @returns {Record<string, any> | null} null when there is no such file, or when it is no JSON
 */
function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

/**
 * Whether node_modules holds what package.json and the lock file ask for. Compares what is written there, never file
 * times: a git checkout or an edited script line is no reason to install again.
 * @param {string} [directory]
 */
export function isInstalled(directory = root) {
  const lock = readJson(join(directory, "package-lock.json"));
  const installed = readJson(join(directory, "node_modules", ".package-lock.json"));
  if (lock === null || installed === null || !isLockCurrent(directory) || !existsSync(pinnedNodeIn(directory))) return false;
  // Optional packages are left out on the systems they are not made for.
  const wanted = Object.entries(lock["packages"]).filter(
    ([path, entry]) => path !== "" && entry.optional !== true && entry.devOptional !== true,
  );
  return wanted.every(([path, entry]) => installed["packages"]?.[path]?.version === entry.version);
}

/**
 * Whether the lock file was made for the dependencies that package.json names now.
 * @param {string} directory
 */
function isLockCurrent(directory) {
  const wanted = readJson(join(directory, "package.json"));
  const locked = readJson(join(directory, "package-lock.json"))?.["packages"]?.[""];
  return ["dependencies", "devDependencies"].every((kind) => sameEntries(wanted?.[kind], locked?.[kind]));
}

/**
 * @param {Record<string, string>} [left]
 * @param {Record<string, string>} [right]
 */
function sameEntries(left = {}, right = {}) {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name]);
}

/**
 * Installs what is missing and reports it in one line; says and does nothing when all is there.
 * `npm install`, not `npm ci`: the latter empties node_modules first, under the feet of whoever else runs from it.
 * @returns {Promise<{ ok: true } | { ok: false, output: string }>} not ok: npm failed, or the pinned Node did not arrive
 */
export async function ensureInstalled() {
  if (isInstalled()) return { ok: true };
  console.log("Installing what is missing (once; it takes a minute)...");
  const started = performance.now();
  // Errors only: on an older Node npm warns that some packages want a newer one. They get it: the pinned Node runs them.
  const quiet = ["--loglevel=error", "--no-audit", "--no-fund", "--no-progress"];
  // An older npm would write the same lock file in another way, and a fresh clone would be dirty.
  const install = await npm("install", ...quiet, ...(isLockCurrent(root) ? ["--no-save"] : []));
  if (install.code !== 0) return { ok: false, output: install.output };
  // Missing where scripts of packages are switched off (ignore-scripts): the package `node` fetches its binary in one.
  const rebuild = existsSync(pinnedNode) ? install : await npm("rebuild", "node", "--ignore-scripts=false", "--loglevel=error");
  if (!existsSync(pinnedNode))
    return { ok: false, output: `${rebuild.output}\nThe package "node" brought no binary: ${pinnedNode} is missing.\n` };
  console.log(`ok   ${"install".padEnd(12)} ${((performance.now() - started) / 1000).toFixed(1).padStart(7)} s`);
  return { ok: true };
}

/** @param {string[]} args */
async function npm(...args) {
  const [file, ...first] = npmCommand();
  return run(file, [...first, ...args], { cwd: root });
}

/**
 * The npm that started us, else the one on PATH: a program and its first arguments.
 * @returns {[string, ...string[]]}
 */
export function npmCommand() {
  const running = process.env["npm_execpath"];
  return running?.endsWith(".js") ? [process.execPath, running] : ["npm"];
}

/**
 * Runs a program and keeps what it prints.
 * @param {string} file
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string> }} [options] `env`: besides our own
 * @returns {Promise<Finished>}
 */
export function run(file, args, { cwd = root, env = {} } = {}) {
  const shell = file === "npm" && process.platform === "win32";
  return finish(spawn(file, args, { cwd, stdio: CAPTURED, env: { ...process.env, ...env }, shell }));
}

/**
 * Runs a script under the pinned Node, which is first on PATH too, followed by the tools of node_modules.
 * @param {string[]} args script and arguments
 * @param {{ log?: string, env?: Record<string, string>, cwd?: string, yields?: boolean }} [options] `log`: a file for its output; without it the
 *   output is shown as it comes. `yields`: it and what it starts take what others leave of the processors
 * @returns {Promise<Finished>} code 128 when a signal ended it
 */
export async function runPinned(args, { log, env = {}, cwd = root, yields = false } = {}) {
  const path = [dirname(pinnedNode), join(root, "node_modules", ".bin"), process.env["PATH"] ?? ""].join(delimiter);
  const plain = log === undefined ? {} : { NO_COLOR: "1", FORCE_COLOR: "0" };
  const environment = { ...process.env, ...plain, PATH: path, ...env };
  const child = spawn(pinnedNode, args, { cwd, stdio: log === undefined ? "inherit" : CAPTURED, env: environment });
  if (yields && child.pid !== undefined) yieldToOthers(child.pid);
  return finish(child, log);
}

/**
 * What the process starts from now on inherits it.
 * @param {number} pid
 */
function yieldToOthers(pid) {
  try {
    setPriority(pid, YIELDING);
  } catch {
    // It ended already, or a system that has no priorities: then it takes its share like any other.
  }
}

/**
 * Path of the script behind a command of an installed package.
 * @param {string} name of the package
 * @param {string} [command] when it is not called like the package
 */
export function toolScript(name, command = name) {
  const bin = readJson(join(root, "node_modules", name, "package.json"))?.["bin"];
  return join(root, "node_modules", name, typeof bin === "string" ? bin : bin[command]);
}

/**
 * Whether there is a file that can be run.
 * @param {string} path
 */
export function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {string} [log]
 * @returns {Promise<Finished>}
 */
function finish(child, log) {
  if (log !== undefined) mkdirSync(dirname(log), { recursive: true });
  const file = log === undefined ? null : createWriteStream(log);
  let output = "";
  for (const channel of [child.stdout, child.stderr]) {
    channel?.setEncoding("utf8").on("data", (/** @type {string} */ text) => {
      output += text;
      file?.write(text);
    });
  }
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ code: 127, output: `${output}${error.message}\n` }));
    child.on("close", (code) => {
      file?.end();
      resolve({ code: code ?? 128, output });
    });
  });
}
