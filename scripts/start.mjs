// `npm start`: two sample projects that are connected, each open in a VS Code of its own with the extension as it is here. Plain Node 20.
// `-- --reset` begins anew, `-- --no-open` only prints the addresses, `-- --browser` leaves the desktop's VS Code alone, `-- --place DIR` is
// where it all lies instead of .demo/.
import { randomInt } from "node:crypto";
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { spawn } from "node:child_process";
import { parseArgs } from "node:util";
import { ensureInstalled, root } from "./ensure.mjs";
import { release, take, tell } from "./start/one-at-a-time.mjs";
import { endLeftovers, openProjects } from "./start/open-projects.mjs";
import { NAMES, PROJECTS, secretsOf } from "./start/sample-projects.mjs";

const USAGE = "npm start [-- [--reset] [--no-open] [--browser] [--place DIR]]";

/** Known by its name: nothing else is ever cleared. */
const MARK = "issue-ferry-demo";

const TRY = [
  "Try it: click the ferry in the bar at the left of both windows. At Acme open issues/ACME-2.md, write `status: In review` and save.",
  "The row says pending until Nordwind has confirmed it; look for the pressure reading there, it has the new status.",
  "",
  "Ctrl+C closes both. `npm start` goes on from there, `npm start -- --reset` begins anew.",
];

/** What is open now. @type {import("./start/open-projects.mjs").Window[]} */
const open = [];
let ending = false;
let place = "";
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.on(signal, () => void end(0));

const reason = await start().catch((error) => `This is a mistake of Issue Ferry: ${error instanceof Error ? error.stack : String(error)}`);
if (reason !== null) {
  if (!ending) console.error(reason);
  await end(1);
}

/** @returns {Promise<string | null>} why there is nothing to see; null: it was seen, and is over */
async function start() {
  let options;
  try {
    options = parseArgs({
      options: {
        reset: { type: "boolean", default: false },
        browser: { type: "boolean", default: false },
        "no-open": { type: "boolean", default: false },
        place: { type: "string", default: join(root, ".demo") },
      },
    }).values;
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\nUsage: ${USAGE}`;
  }
  const installed = await ensureInstalled();
  if (!installed.ok) return installed.output;
  const wanted = resolve(options.place);
  if (existsSync(wanted) && readdirSync(wanted).length > 0 && !existsSync(join(wanted, MARK)))
    return `${wanted} holds something else: name another folder by --place.`;
  const other = take(wanted);
  if (other !== null) {
    console.log(["It runs already.", ...shown(other.addresses, other.password)].join("\n"));
    return options.reset ? "Stop it by Ctrl+C first, then reset." : null;
  }
  place = wanted;
  await endLeftovers(place);
  if (options.reset) clear();
  writeFileSync(join(place, MARK), "What npm start has made. Remove it as you like.\n");
  const kept = remembered();
  const outcome = await openProjects(place, { ...kept, browser: options.browser, opened: (window) => open.push(window) });
  if (ending) return await new Promise(() => undefined);
  if (outcome.reason !== null) return outcome.reason;
  const { editor, windows } = outcome;
  const addresses = windows.flatMap(({ address }) => address ?? []);
  remember({ ...kept, ports: windows.map(({ port }) => port) });
  tell(place, { addresses, password: kept.password });
  if (editor.kind === "browser" && !options.browser) console.log(`\nIn the browser: ${editor.because}.`);
  console.log(["", ...shown(addresses, kept.password), "", ...TRY].join("\n"));
  if (!options["no-open"]) openBrowser(addresses);
  await Promise.all(windows.map(({ ended }) => ended));
  if (!ending) console.log("Both windows are closed.");
  await end(0);
  return null;
}

/** @param {readonly string[]} addresses @param {string} password */
function shown(addresses, password) {
  if (addresses.length === 0) return ["Two windows of VS Code are open: Acme Pumps, the customer, and Nordwind, the contractor."];
  return [
    ...NAMES.map((name, i) => `  ${PROJECTS[name].title.padEnd(11)} ${PROJECTS[name].part.padEnd(11)} ${addresses[i] ?? ""}`),
    `  password    ${password}   (both; only this machine can reach them)`,
  ];
}

/** Password and ports of last time, so that a browser is still at home. @returns {{ password: string, ports: number[] }} */
function remembered() {
  try {
    return JSON.parse(readFileSync(join(place, "windows.json"), "utf8"));
  } catch {
    const letters = "abcdefghjkmnpqrstuvwxyz23456789";
    const word = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join("");
    return { password: [word(), word(), word()].join("-"), ports: [] };
  }
}

/** @param {{ password: string, ports: number[] }} kept */
function remember(kept) {
  writeFileSync(join(place, "windows.json"), JSON.stringify(kept), { mode: 0o600 });
}

/** All but what says that we are here. */
function clear() {
  for (const name of readdirSync(place)) if (name !== "running.json") rmSync(join(place, name), { recursive: true, force: true });
  rmSync(secretsOf(place), { recursive: true, force: true });
}

/** Where there is a desktop; else the addresses are there to be clicked. @param {readonly string[]} addresses */
function openBrowser(addresses) {
  if (process.platform !== "linux" || process.getuid?.() === 0 || !(process.env["DISPLAY"] || process.env["WAYLAND_DISPLAY"])) return;
  for (const address of addresses)
    spawn("xdg-open", [address], { stdio: "ignore", detached: true })
      .on("error", () => undefined)
      .unref();
}

/** Leaves no process and no lock behind. @param {number} code */
async function end(code) {
  if (ending) return;
  ending = true;
  await Promise.all(open.map((window) => window.end()));
  if (place !== "") {
    // A server that was just starting when the signal came.
    await endLeftovers(place);
    release(place);
  }
  process.exit(code);
}
