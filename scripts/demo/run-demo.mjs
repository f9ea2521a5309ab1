import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../ensure.mjs";
import { ferry } from "./command-line.mjs";
import { STEPS } from "./steps.mjs";
import { ACME, NORDWIND, SECRETS, issueFiles } from "./story.mjs";

/** @typedef {import("./steps.mjs").Step} Step @typedef {import("./steps.mjs").Name} Name @typedef {import("./steps.mjs").Expected} Expected */

/** @type {readonly Name[]} */
const NAMES = ["acme", "nordwind"];
const PROJECTS = {
  acme: { title: "Acme Pumps", prefix: "ACME", rows: ACME, partner: "nordwind" },
  nordwind: { title: "Nordwind Automation", prefix: "NW", rows: NORDWIND, partner: "acme" },
};

/**
 * Runs the story in a temporary folder. Every command and every status is a process of its own; what is printed is what they said.
 * `before` may interfere: it is called before each command line.
 *
 * @param {{ steps?: readonly Step[], print?: (line: string) => void, before?: (command: readonly string[], place: string) => void, keep?: boolean }} [options]
 * @returns {Promise<{ problems: string[], place: string }>} no problems: everything was as the table says
 */
export async function runDemo({ steps = STEPS, print = console.log, before = () => {}, keep = false } = {}) {
  const place = mkdtempSync(join(tmpdir(), "issue-ferry-demo-"));
  try {
    const problems = await story(place, steps, print, before);
    return { problems, place };
  } finally {
    if (!keep) rmSync(place, { recursive: true, force: true });
  }
}

/** @param {string} place @param {readonly Step[]} steps @param {(line: string) => void} print @param {(command: readonly string[], place: string) => void} before */
async function story(place, steps, print, before) {
  mkdirSync(join(place, "exchange"));
  for (const name of NAMES) {
    const { title, prefix, rows, partner } = PROJECTS[name];
    const issues = join(place, name, "issues");
    mkdirSync(issues, { recursive: true });
    for (const { name: file, text } of issueFiles(rows, partner)) writeFileSync(join(issues, file), text);
    const made = await run(place, [name, "init", "--name", title, "--key", prefix]);
    if (made.code !== 0) return [`init failed for ${name}: ${made.errors.trim()}`];
  }
  /** @type {Map<string, string>} */
  const keys = new Map();
  for (const [i, step] of steps.entries()) {
    print(`${String(i + 1).padStart(2)}  ${step.says}`);
    for (const command of step.runs) {
      const line = command.map((word) => fill(word, place, keys, command[0] ?? ""));
      before(line, place);
      const { code, errors } = await run(place, line);
      // 3 and 4 say that something waits for the partner or a person: the table below says whether that is right.
      if (code !== 0 && code !== 3 && code !== 4)
        return [`step ${i + 1}: issue-ferry ${line.slice(1).join(" ")} at ${line[0]} ended with ${code}: ${errors.trim()}`];
    }
    const problems = [];
    for (const name of NAMES) {
      const { code, json, errors } = await run(place, [name, "status"]);
      if (json === null) return [`step ${i + 1}: status at ${name} ended with ${code}: ${errors.trim()}`];
      for (const issue of json.issues) keys.set(`${name} ${issue.title}`, issue.key);
      print(`      ${name.padEnd(9)} ${shown(json)}`);
      problems.push(...compare(json, step[name]).map((problem) => `step ${i + 1}, ${name}: ${problem}`));
    }
    if (problems.length > 0) return problems;
  }
  return leaks(place);
}

/** @param {any} json */
function shown(json) {
  const connection = json.connections[0];
  const counts = counted(json);
  return `${(connection ? `${connection.status}, contract ${connection.contract ?? "none"}` : "no connection").padEnd(36)} ${Object.entries(
    counts,
  )
    .map(([status, count]) => `${count} ${status}`)
    .join(", ")}`;
}

/** @param {any} json @returns {Record<string, number>} */
function counted(json) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const { syncStatus } of json.issues) counts[syncStatus] = (counts[syncStatus] ?? 0) + 1;
  return counts;
}

/** @param {any} json @param {Expected} expected */
function compare(json, expected) {
  const problems = [];
  const status = json.connections[0]?.status ?? null;
  if (status !== expected.connection) problems.push(`the connection is ${status}, expected ${expected.connection}`);
  if (expected.issues) {
    const sorted = (/** @type {Record<string, number>} */ counts) =>
      JSON.stringify(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
    if (sorted(counted(json)) !== sorted(expected.issues))
      problems.push(`issues are ${JSON.stringify(counted(json))}, expected ${JSON.stringify(expected.issues)}`);
  }
  for (const [what, wanted] of Object.entries(expected.fields ?? {})) {
    const [title, field] = what.split(" / ");
    const issue = json.issues.find((/** @type {any} */ one) => one.title === title);
    const found = field === "sync" ? issue?.syncStatus : issue?.fields[field ?? ""];
    if (found !== wanted) problems.push(`${what} is ${found}, expected ${wanted}`);
  }
  return problems;
}

/** No internal remark may stand anywhere outside its own project; not even sealed files are trusted here: they are searched, too. @param {string} place */
function leaks(place) {
  const problems = [];
  for (const name of NAMES) {
    const own = PROJECTS[name].rows.flatMap((row) => row.slice(8)).map(String);
    const foreign = SECRETS.filter((secret) => !own.includes(`internal: ${secret}`));
    for (const directory of [name, "exchange"])
      for (const file of readdirSync(join(place, directory), { recursive: true, encoding: "utf8" })) {
        const path = join(place, directory, file);
        if (!statSync(path).isFile()) continue;
        const text = readFileSync(path, "latin1");
        for (const secret of directory === "exchange" ? SECRETS : foreign)
          if (text.includes(Buffer.from(secret).toString("latin1"))) problems.push(`an internal comment leaked into ${directory}/${file}`);
      }
  }
  return problems;
}

/** @param {string} word @param {string} place @param {Map<string, string>} keys @param {string} who */
function fill(word, place, keys, who) {
  return word
    .replace("{exchange}", join(place, "exchange"))
    .replace("{invitation}", join(place, "invitation.txt"))
    .replace(/\{key:(.*)\}/, (_, title) => keys.get(`${who} ${title}`) ?? `no issue "${title}"`);
}

/** @param {string} place @param {readonly string[]} command */
function run(place, [name = "", ...line]) {
  const home = join(place, `home-${name}`);
  return ferry(join(root, "dist", "cli.js"), { project: join(place, name), home, state: join(home, "state"), author: name }, line);
}
