// The desktop VS Code of this machine, where there is one that can be used.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { isProgram, run } from "../ensure.mjs";

/** @typedef {import("./browser-editor.mjs").Profile} Profile */

/** The floor of the extension (`engines.vscode`). */
const FLOOR = [1, 115];

/**
 * The `code` to use, or why none.
 * @param {{ environment?: NodeJS.ProcessEnv, user?: number | undefined, platform?: NodeJS.Platform }} [options]
 * @returns {Promise<{ ok: true, code: string } | { ok: false, because: string }>}
 */
export async function findDesktop({ environment = process.env, user = process.getuid?.(), platform = process.platform } = {}) {
  const names = platform === "win32" ? ["code.cmd"] : ["code"];
  const code = (environment["PATH"] ?? "")
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find(isProgram);
  if (code === undefined) return { ok: false, because: "no desktop VS Code here (no `code` on PATH)" };
  if (user === 0) return { ok: false, because: "the desktop VS Code does not run as root" };
  // In such a terminal `code` speaks to a window that runs elsewhere, and takes no directories of its own.
  if (environment["VSCODE_IPC_HOOK_CLI"] || environment["WSL_DISTRO_NAME"] || environment["SSH_CONNECTION"])
    return { ok: false, because: "this terminal is far from the desktop" };
  if (platform === "linux" && !environment["DISPLAY"] && !environment["WAYLAND_DISPLAY"])
    return { ok: false, because: "no desktop session here" };
  const { code: exit, output } = await run(code, ["--version"]);
  const version = /^(\d+)\.(\d+)\./.exec(output);
  if (exit !== 0 || !version) return { ok: false, because: `${code} does not tell its version` };
  const [major, minor] = [Number(version[1]), Number(version[2])];
  const [least = 0, andMinor = 0] = FLOOR;
  if (major < least || (major === least && minor < andMinor))
    return { ok: false, because: `the desktop VS Code is ${major}.${minor}, and the extension needs ${FLOOR.join(".")}` };
  return { ok: true, code };
}

/** @param {string} code @param {Profile} profile @param {string} vsix @returns {Promise<string | null>} what went wrong */
export async function installInDesktop(code, profile, vsix) {
  const { code: exit, output } = await run(code, [...folders(profile), "--install-extension", vsix, "--force"], {});
  return exit === 0 ? null : `The extension could not be installed: ${output.trim().split("\n").at(-1)}`;
}

/**
 * Opens a folder in a window of its own.
 * @param {string} code @param {Profile} profile @param {string} folder
 * @returns {{ closed: Promise<unknown> }} when the person has closed the window
 */
export function openWindow(code, profile, folder) {
  const child = spawn(code, [...folders(profile), "--new-window", "--wait", folder], {
    stdio: "ignore",
    shell: process.platform === "win32",
  });
  return { closed: new Promise((resolve) => child.on("close", resolve).on("error", resolve)) };
}

/** Ends the VS Code of a profile, which is no child of ours: it says itself in its directory who it is. @param {Profile} profile */
export async function endWindow(profile) {
  for (let pid = ownerOf(profile), patience = 100; pid !== null && patience > 0; pid = ownerOf(profile), patience--) {
    try {
      process.kill(pid, patience === 1 ? "SIGKILL" : "SIGTERM");
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Who works with the directory; a number that somebody left there may be another's now. @param {Profile} profile @returns {number | null} */
function ownerOf({ userData }) {
  try {
    const pid = Number(readFileSync(join(userData, "code.lock"), "utf8")) || null;
    return process.platform !== "linux" || readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(userData) ? pid : null;
  } catch {
    return null;
  }
}

/** @param {Profile} profile */
function folders({ userData, extensions }) {
  return ["--user-data-dir", userData, "--extensions-dir", extensions];
}
