// Lays out the two sample projects: a customer and its contractor, connected, with something to see on both sides.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ferry } from "../demo/command-line.mjs";
import { ACME, NORDWIND, issueFiles } from "../demo/story.mjs";
import { STEPS } from "./sample-steps.mjs";

/** @typedef {import("./sample-steps.mjs").Name} Name @typedef {import("../demo/command-line.mjs").Side} Side */

/** @type {readonly Name[]} */
export const NAMES = ["acme", "nordwind"];

/** What people see of each side. */
export const PROJECTS = {
  acme: { title: "Acme Pumps", part: "customer", key: "ACME", author: "Ada Marsh", folder: "acme-pumps", rows: ACME, partner: "nordwind" },
  nordwind: { title: "Nordwind", part: "contractor", key: "NW", author: "Bo Lind", folder: "nordwind", rows: NORDWIND, partner: "acme" },
};

/**
 * Where keys and stores of a place's projects lie: with the user's data, as the product refuses a git work tree, which `.demo/` is part of.
 * @param {string} place
 */
export function secretsOf(place) {
  const { env, platform } = process;
  const data =
    platform === "win32"
      ? (env["LOCALAPPDATA"] ?? join(homedir(), "AppData", "Local"))
      : platform === "darwin"
        ? join(homedir(), "Library", "Application Support")
        : env["XDG_DATA_HOME"] || join(homedir(), ".local", "share");
  return join(data, "issue-ferry-demo", createHash("sha256").update(place).digest("hex").slice(0, 12));
}

/**
 * Where a side's things lie: each as on a machine of its own.
 * @param {string} place @param {Name} name @returns {Side & { machine: string }}
 */
export function sideOf(place, name) {
  const machine = join(place, "machines", name);
  const { folder, author } = PROJECTS[name];
  return { project: join(place, folder), machine, home: join(machine, "home"), state: join(secretsOf(place), name), author };
}

/** Written last; it names the place, as the stores hold whole paths. @param {string} place */
const mark = (place) => join(place, "laid-out");

/** Whether both projects stand, whole, and were made for this place. @param {string} place */
export function isLaidOut(place) {
  return existsSync(mark(place)) && readFileSync(mark(place), "utf8") === place && existsSync(secretsOf(place));
}

/**
 * Makes both projects anew.
 * @param {string} place
 * @param {string} program the built cli.js
 * @returns {Promise<{ reason: string | null }>} null: they stand
 */
export async function layOut(place, program) {
  rmSync(mark(place), { force: true });
  for (const old of [join(place, "exchange"), secretsOf(place)]) rmSync(old, { recursive: true, force: true });
  mkdirSync(join(place, "exchange"), { recursive: true });
  const begun = await Promise.all(NAMES.map((name) => begin(place, program, name)));
  const failed = begun.find((reason) => reason !== null);
  if (failed) return { reason: failed };
  const backups = new Map();
  for (const step of STEPS) {
    const outcomes = await Promise.all(NAMES.map((name) => act(place, program, name, step, backups)));
    const reason = outcomes.find((outcome) => outcome !== null);
    if (reason) return { reason };
  }
  writeFileSync(mark(place), place);
  return { reason: null };
}

/** @param {string} place @param {string} program @param {Name} name @returns {Promise<string | null>} what went wrong */
async function begin(place, program, name) {
  const side = sideOf(place, name);
  const { title, key, rows, partner, author } = PROJECTS[name];
  rmSync(side.project, { recursive: true, force: true });
  mkdirSync(join(side.project, "issues"), { recursive: true });
  mkdirSync(side.home, { recursive: true });
  writeFileSync(
    join(side.home, ".gitconfig"),
    `[user]\n\tname = ${author}\n\temail = ${author.toLowerCase().replace(" ", ".")}@example.org\n`,
  );
  for (const { name: file, text } of issueFiles(rows, partner)) writeFileSync(join(side.project, "issues", file), text);
  for (const line of [["init", "--name", title, "--key", key], ["sync"]]) {
    const reason = await run(program, side, line);
    if (reason !== null) return reason;
  }
  return null;
}

/**
 * @param {string} place @param {string} program @param {Name} name @param {import("./sample-steps.mjs").Step} step
 * @param {Map<string, string>} backups
 * @returns {Promise<string | null>} what went wrong
 */
async function act(place, program, name, step, backups) {
  const side = sideOf(place, name);
  /** @type {Map<string, string> | null} */
  let keys = null;
  const fill = async (/** @type {string} */ word) => {
    if (word.includes("{key:")) keys ??= await keysOf(program, side);
    return word
      .replace("{exchange}", join(place, "exchange"))
      .replace("{invitation}", join(secretsOf(place), "invitation.txt"))
      .replace(/\{key:(.*)\}/, (_, title) => keys?.get(title) ?? `no issue "${title}"`);
  };
  const issueFile = async (/** @type {string} */ word) =>
    join(side.project, word.startsWith("{") ? join("issues", `${await fill(word)}.md`) : word);
  for (const one of step) {
    if (!("side" in one)) {
      const [who, ...line] = one;
      const reason = who === name ? await run(program, side, await Promise.all(line.map(fill))) : null;
      if (reason !== null) return reason;
    } else if (one.side !== name) continue;
    else if ("change" in one) {
      const file = await issueFile(one.file);
      const before = readFileSync(file, "utf8");
      const after = one.change(before);
      if (after === before) return `Nothing was changed in ${file}.`;
      writeFileSync(file, after);
    } else if ("keep" in one) backups.set(one.keep, readFileSync(await issueFile(one.keep), "utf8"));
    else writeFileSync(await issueFile(one.bringBack), backups.get(one.bringBack) ?? "");
  }
  return null;
}

/** By title. @param {string} program @param {Side} side @returns {Promise<Map<string, string>>} */
async function keysOf(program, side) {
  const { json } = await ferry(program, side, ["issues"]);
  return new Map(json?.issues.map((/** @type {{ title: string, key: string }} */ { title, key }) => [title, key]));
}

/** @param {string} program @param {Side} side @param {string[]} line @returns {Promise<string | null>} what went wrong */
async function run(program, side, line) {
  const { code, errors, json } = await ferry(program, side, line);
  // 3 and 4 say that something waits for the partner or a person: that is what is wanted here.
  if (code === 0 || code === 3 || code === 4) return null;
  return `The sample projects could not be laid out: issue-ferry ${line[0]} ended with ${code}: ${(json?.error?.message ?? errors).trim()}`;
}
