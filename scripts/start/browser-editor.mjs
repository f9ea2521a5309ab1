// VS Code as a server on this machine, to be used in a browser: for machines without a desktop, or without VS Code.
import { spawn } from "node:child_process";
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

/**
 * @typedef {import("../host.mjs").Host} Host
 * @typedef {{ userData: string, extensions: string, home: string }} Profile The directories of one window's VS Code.
 * @typedef {{ pid: number, port: number, address: string, ended: Promise<unknown> }} Running
 */

/** Longer than it ever took on a busy machine. Milliseconds. */
const PATIENCE = 60_000;
const PAUSE = 50;

/** @param {Host} host @param {Profile} profile @param {string} vsix @returns {Promise<string | null>} what went wrong */
export async function installInServer(host, profile, vsix) {
  // Manifests are cached by version, and our version stays while we work on it.
  for (const old of [profile.extensions, join(profile.userData, "CachedProfilesData")]) rmSync(old, { recursive: true, force: true });
  const child = spawn(host.node, [host.entry, ...folders(profile), "--install-extension", vsix], {
    env: environment(profile, {}),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = collect(child);
  const code = await new Promise((resolve) => child.on("close", resolve).on("error", resolve));
  return code === 0 && /successfully installed/.test(output()) ? null : `The extension could not be installed: ${output().trim()}`;
}

/**
 * Starts one for a folder and waits until it answers. It and all that it starts are a process group, to be ended by `endServer`.
 * @param {Host} host
 * @param {Profile} profile
 * @param {{ folder: string, password: string, port: number }} options `port`: the one of last time, so that the browser knows the window
 *   again; another is taken where it is in use
 * @returns {Promise<{ ok: true, server: Running } | { ok: false, reason: string }>}
 */
export async function startServer(host, profile, { folder, password, port }) {
  const config = join(profile.userData, "code-server.yaml");
  writeFileSync(config, "");
  const flags = ["--auth", "password", "--bind-addr", `127.0.0.1:${await freePort(port)}`, "--config", config, ...folders(profile)];
  const quiet = ["--disable-telemetry", "--disable-update-check", "--disable-getting-started-override", "--app-name", "Issue Ferry"];
  const child = spawn(host.node, [host.entry, ...flags, ...quiet], {
    cwd: folder,
    env: environment(profile, { PASSWORD: password }),
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const output = collect(child);
  const ended = new Promise((resolve) => child.on("close", resolve).on("error", resolve));
  const end = Date.now() + PATIENCE;
  while (child.exitCode === null && child.pid !== undefined && Date.now() < end) {
    const listening = Number(/HTTP server listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(output())?.[1] ?? 0);
    if (listening > 0 && (await answers(listening))) {
      const address = `http://127.0.0.1:${listening}/?folder=${encodeURIComponent(folder).replaceAll("%2F", "/")}`;
      return { ok: true, server: { pid: child.pid, port: listening, address, ended } };
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  if (child.pid !== undefined) await endServer(child.pid);
  return { ok: false, reason: `VS Code did not start: ${output().trim().split("\n").at(-1)}` };
}

/** Whether a server answers there. @param {number} port */
async function answers(port) {
  try {
    return (await fetch(`http://127.0.0.1:${port}/healthz`)).ok;
  } catch {
    return false;
  }
}

/** Ends a server with all its processes and waits until they are gone; kills what does not go. @param {number} group */
export async function endServer(group) {
  signal(group, "SIGTERM");
  const patience = Date.now() + 5000;
  while (isAlive(group)) {
    if (Date.now() > patience) signal(group, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

/**
 * The servers whose profile lies below a place, by their groups: also those whose starter was killed.
 * @param {string} place
 */
export function serversOf(place) {
  return processes().flatMap((pid) => {
    const words = read(pid, "cmdline").split("\0");
    const userData = words[words.indexOf("--user-data-dir") + 1];
    return words.includes("--bind-addr") && userData?.startsWith(join(place, "/")) && groupOf(pid) === pid ? [pid] : [];
  });
}

/** The given port where nobody has it, else any free one. @param {number} wanted 0: any */
function freePort(wanted) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.on("error", () => resolve(0));
    probe.listen(wanted, "127.0.0.1", () => probe.close(() => resolve(wanted)));
  });
}

/**
 * Ours without what would tie the server to the editor or the npm it is started from.
 * @param {Profile} profile @param {Record<string, string>} more
 */
function environment({ home }, more) {
  const foreign = /^(?:VSCODE_|CODE_SERVER_|ELECTRON_|ISSUE_FERRY_|GIT_|XDG_|npm_|NODE_|PORT$|PASSWORD$|HASHED_PASSWORD$)/;
  const inherited = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(inherited), HOME: home, EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...more };
}

/** @param {Profile} profile */
function folders({ userData, extensions }) {
  return ["--user-data-dir", userData, "--extensions-dir", extensions];
}

/** @param {import("node:child_process").ChildProcess} child */
function collect(child) {
  let output = "";
  for (const channel of [child.stdout, child.stderr]) channel?.setEncoding("utf8").on("data", (text) => (output += text));
  return () => output;
}

/** @param {number} group @param {NodeJS.Signals} name */
function signal(group, name) {
  try {
    process.kill(-group, name);
  } catch {
    // Nobody of the group is left.
  }
}

/** Zombies do not count: where nobody collects them, they stay. @param {number} group */
function isAlive(group) {
  return processes().some((pid) => groupOf(pid) === group);
}

/** Where there is no /proc, there is no such server either. */
function processes() {
  try {
    return readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
  } catch {
    return [];
  }
}

/** @param {number} pid @returns {number} 0 for what is gone */
function groupOf(pid) {
  // After the name in brackets, which may hold anything: state, parent, group.
  const [state, , group] = (/^.*\) (.*)$/s.exec(read(pid, "stat"))?.[1] ?? "").split(" ");
  return state === "Z" ? 0 : Number(group ?? 0);
}

/** @param {number} pid @param {string} file */
function read(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
