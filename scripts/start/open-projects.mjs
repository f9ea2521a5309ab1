// Brings both projects to where somebody finds them: builds, lays out, installs, opens. Each part does nothing where it was done before.
import { existsSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../ensure.mjs";
import { ensureHost, findHost } from "../host.mjs";
import { packageExtension } from "../package-extension.mjs";
import { endServer, installInServer, serversOf, startServer } from "./browser-editor.mjs";
import { endWindow, findDesktop, installInDesktop, openWindow } from "./desktop-editor.mjs";
import { profileOf } from "./profile.mjs";
import { NAMES, isLaidOut, layOut, sideOf } from "./sample-projects.mjs";
import { sourcesMark } from "./sources.mjs";
import { fetchFailed, step } from "./steps.mjs";

/** What VS Code as a server takes, as measured. Megabytes. */
const DOWNLOAD = 200;
const ON_DISK = 700;

/**
 * @typedef {{ address: string | null, port: number, ended: Promise<unknown>, end: () => Promise<void> }} Window `address`: null on a desktop
 * @typedef {{ kind: "desktop", code: string } | { kind: "browser", because: string }} Editor
 */

/**
 * @param {string} place
 * @param {{ browser: boolean, password: string, ports: readonly number[], opened: (window: Window) => void }} options `opened` is called for
 *   each window at once, so that whoever ends us meanwhile ends it, too
 * @returns {Promise<{ reason: string } | { reason: null, editor: Editor, windows: Window[] }>}
 */
export async function openProjects(place, { browser, password, ports, opened }) {
  const desktop = browser ? /** @type {const} */ ({ ok: false, because: "asked for" }) : await findDesktop();
  /** @type {Editor} */
  const editor = desktop.ok ? { kind: "desktop", code: desktop.code } : { kind: "browser", because: desktop.because };
  const vsix = join(place, "issue-ferry.vsix");
  const staging = join(place, "extension");

  const built = await step("build", () => buildOnce(place, vsix, staging));
  if (built.reason !== null) return { reason: built.reason };
  const [projects, host] = await Promise.all([
    step("projects", async () => (isLaidOut(place) ? { reason: null } : layOut(place, join(staging, "dist", "cli.js")))),
    step("VS Code", async () => (editor.kind === "browser" ? fetchServer() : { reason: null, host: null })),
  ]);
  if (projects.reason !== null) return { reason: projects.reason };
  if (host.reason !== null) return { reason: host.reason };

  const profiles = NAMES.map((name) => ({ ...profileOf(place, name), folder: sideOf(place, name).project }));
  const installed = await step("extension", () =>
    once(join(place, "installed"), `${readFileSync(join(place, "built"), "utf8")} ${host.host?.directory ?? "desktop"}`, async () => {
      const install = (/** @type {typeof profiles[number]} */ profile) =>
        editor.kind === "desktop"
          ? installInDesktop(editor.code, profile, vsix)
          : installInServer(/** @type {any} */ (host.host), profile, vsix);
      return (await Promise.all(profiles.map(install))).find((reason) => reason !== null) ?? null;
    }),
  );
  if (installed.reason !== null) return { reason: installed.reason };

  /** @type {Window[]} */
  const windows = [];
  const begun = await step("windows", async () => {
    const outcomes = await Promise.all(
      profiles.map(async (profile, i) => {
        if (editor.kind === "desktop") {
          const { closed } = openWindow(editor.code, profile, profile.folder);
          return { ok: /** @type {const} */ (true), window: { address: null, port: 0, ended: closed, end: () => endWindow(profile) } };
        }
        const started = await startServer(/** @type {any} */ (host.host), profile, {
          folder: profile.folder,
          password,
          port: ports[i] ?? 0,
        });
        if (!started.ok) return started;
        const { pid, address, port, ended } = started.server;
        return { ok: /** @type {const} */ (true), window: { address, port, ended, end: () => endServer(pid) } };
      }),
    );
    for (const outcome of outcomes) {
      if (!outcome.ok) continue;
      windows.push(outcome.window);
      opened(outcome.window);
    }
    return { reason: outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.reason]))[0] ?? null };
  });
  return begun.reason === null ? { reason: null, editor, windows } : { reason: begun.reason };
}

/** Ends what a start that was killed has left behind. @param {string} place */
export async function endLeftovers(place) {
  await Promise.all(serversOf(place).map(endServer));
}

/** @param {string} place @param {string} vsix @param {string} staging */
async function buildOnce(place, vsix, staging) {
  return once(join(place, "built"), sourcesMark(), async () => {
    try {
      const made = await packageExtension({ file: vsix, staging });
      return made.ok ? null : `The extension could not be packed: ${made.output.trim()}`;
    } catch (error) {
      return `The extension could not be built: ${error instanceof Error ? error.message : String(error)}`;
    }
  });
}

/**
 * Does something unless it was done for the same before, and remembers that only when it was done to its end.
 * @param {string} file @param {string} mark @param {() => Promise<string | null>} work
 * @returns {Promise<{ reason: string | null }>}
 */
async function once(file, mark, work) {
  if (existsSync(file) && readFileSync(file, "utf8") === mark) return { reason: null };
  rmSync(file, { force: true });
  const reason = await work();
  if (reason === null) writeFileSync(file, mark);
  return { reason };
}

/** @returns {Promise<{ reason: string } | { reason: null, host: import("../host.mjs").Host }>} */
async function fetchServer() {
  if (findHost("newest") === null) {
    const { bavail, bsize } = statfsSync(root);
    const free = Math.floor((bavail * bsize) / 1e6);
    if (free < ON_DISK)
      return { reason: `VS Code as a server needs ${ON_DISK} MB, and ${free} MB are free here. Make room and run it again.` };
    console.log(`Fetching VS Code as a server (once; about ${DOWNLOAD} MB to download, ${ON_DISK} MB on disk)...`);
  }
  const found = await ensureHost("newest");
  return found.ok ? { reason: null, host: found.host } : { reason: fetchFailed("VS Code as a server", found.reason) };
}
