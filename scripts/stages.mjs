// The stages of `npm test`, in order: what they are called, what they run, and how their outcome reads.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root, toolScript } from "./ensure.mjs";

/**
 * @typedef {object} Check A tool that says yes or no; a yes counts as one passed.
 * @property {string} name
 * @property {() => string[]} command
 *
 * @typedef {object} Suite A vitest project of the same name; each test counts.
 * @property {string} name
 * @property {string[]} folders
 * @property {string[]} [except] Folders below those that are a suite of their own.
 * @property {boolean} [oneGraph] A core reads each module once, for all its files: four times as fast where tests are short. A file that
 *   stands in for a module in its own way forgets what was read, before and after (`vi.resetModules`), since the first stand-in would stay.
 * @property {boolean} [alone] One file after the other: they open windows, or measure. The others take a file for each core.
 * @property {boolean} [pairs] Two files at a time, however many cores there are: they wait for windows half of their time, and more windows do not fit
 *   into the memory of a small machine.
 * @property {boolean} [built] Runs dist/cli.js, so that is built first.
 * @property {boolean} [packaged] Runs what users install, so that the VSIX is made first: artifacts/issue-ferry.vsix.
 * @property {import("./host.mjs").HostName[]} [hosts] Which real VS Code it runs in, driven by Chromium. Where one cannot be had the stage is
 *   skipped, and says why.
 * @property {boolean} [oneMoreTry] Drives windows by mouse and keys, where a busy machine can swallow one: a file that failed runs once more, alone.
 *   What is green then is counted as passed and named as unsteady, with the output of its failure: a bug to look for, no reason to land nothing.
 * @property {boolean} [aside] It only computes, whatever the time is: it runs beside the stages after it, which wait for windows and processes half of
 *   their time, and takes what they leave of the processors. Its line comes when it is done.
 * @property {boolean} [quiet] It measures: nothing runs beside it.
 * @property {string} [table] A file that it leaves behind and that is shown: what it lived through.
 * @property {string} [needs] An environment variable without which there are no such tests: it names what is not part of the project, or asks for more.
 *
 * @typedef {{ passed: number, failed: number, skipped: number, unsteady?: number }} Counts Unsteady: of the passed, only at the second try.
 */

/** @type {readonly Check[]} */
export const checks = [
  { name: "types", command: () => [toolScript("typescript", "tsc"), "-p", "."] },
  // The page of the webview lives in a browser: other globals.
  { name: "types-webview", command: () => [toolScript("typescript", "tsc"), "-p", "src/webview"] },
  // So does what the tests evaluate in a window of VS Code.
  { name: "types-windows", command: () => [toolScript("typescript", "tsc"), "-p", "test/vscode"] },
  { name: "lint", command: () => [toolScript("oxlint")] },
  { name: "format", command: () => [toolScript("oxfmt"), "--check"] },
  { name: "dead-code", command: () => [toolScript("knip"), "--no-progress"] },
];

/** @type {readonly Suite[]} */
export const suites = [
  { name: "rooms", folders: ["test/architecture"] },
  { name: "unit", folders: ["test/unit", "test/wire"], except: ["test/unit/vscode"], oneGraph: true },
  { name: "unit-editor", folders: ["test/unit/vscode"], oneGraph: true },
  { name: "contract", folders: ["test/contract"] },
  { name: "fuzz", folders: ["test/fuzz"] },
  { name: "simulation", folders: ["test/simulation"], aside: true, table: "artifacts/simulation-table.txt" },
  { name: "webview", folders: ["test/webview"], alone: true },
  { name: "scenarios", folders: ["test/scenarios"], built: true },
  { name: "vscode", folders: ["test/vscode/clicks"], pairs: true, packaged: true, hosts: ["newest"], oneMoreTry: true },
  {
    name: "vscode-latency",
    folders: ["test/vscode/measured"],
    alone: true,
    quiet: true,
    packaged: true,
    hosts: ["newest"],
    oneMoreTry: true,
  },
  // What people do every day, in windows: on demand, since `npm test` takes long enough.
  {
    name: "vscode-more",
    folders: ["test/vscode/more"],
    alone: true,
    packaged: true,
    hosts: ["newest"],
    oneMoreTry: true,
    needs: "FERRY_MORE_WINDOWS",
  },
  { name: "vscode-host", folders: ["test/vscode/in-host"], alone: true, packaged: true, hosts: ["floor", "newest"] },
  { name: "corpora", folders: ["test/corpora"], alone: true, built: true, needs: "FERRY_CORPORA" },
];

/** `check` stands for everything that needs seconds. */
const CHECK = ["types", "types-webview", "types-windows", "lint", "format", "dead-code", "rooms", "unit", "unit-editor"];

/**
 * @param {readonly string[]} wanted names from the command line; none means all
 * @returns {{ ok: true, names: ReadonlySet<string> } | { ok: false, unknown: string[], known: string[] }}
 */
export function selectStages(wanted) {
  const known = [...checks, ...suites].map((stage) => stage.name);
  const names = wanted.flatMap((name) => (name === "check" ? CHECK : [name]));
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) return { ok: false, unknown, known: ["check", ...known] };
  return { ok: true, names: new Set(names.length === 0 ? known : names) };
}

/**
 * Whether a suite has any test file here; folders that are not there yet count as empty.
 * @param {Suite} suite
 */
export function hasTests(suite) {
  if (suite.needs !== undefined && !process.env[suite.needs]) return false;
  return suite.folders
    .map((folder) => join(root, folder))
    .some((folder) => existsSync(folder) && readdirSync(folder, { recursive: true }).some((file) => String(file).endsWith(".test.ts")));
}

/**
 * Runs suites in their order, those that stand aside beside the ones after them.
 * @param {readonly Suite[]} chosen
 * @param {(suite: Suite, othersEnded: () => Promise<unknown>) => Promise<void>} runOne `othersEnded`: when nothing runs beside it any more
 */
export async function runInOrder(chosen, runOne) {
  /** @type {Promise<void>[]} */
  const aside = [];
  const ended = () => Promise.all(aside);
  for (const suite of chosen) {
    // What stands aside waits for nobody, itself least of all.
    if (suite.aside === true) aside.push(runOne(suite, async () => undefined));
    else {
      if (suite.quiet === true) await ended();
      await runOne(suite, ended);
    }
  }
  await ended();
}

/**
 * @param {Suite} suite
 * @param {readonly string[]} [files] only these
 */
export function suiteCommand(suite, files = []) {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportFile(suite, files.length > 0)}`];
  return [toolScript("vitest"), "run", "--project", suite.name, ...reporters, ...parallelism(suite, files), ...files];
}

/**
 * @param {Suite} suite
 * @param {readonly string[]} files a second try is alone
 */
function parallelism(suite, files) {
  if (suite.alone === true || (suite.pairs === true && files.length > 0)) return ["--no-file-parallelism"];
  return [suite.pairs === true ? "--maxWorkers=2" : "--maxWorkers=100%"];
}

/**
 * @param {Suite} suite
 * @param {boolean} [again] of the second try
 */
export function reportFile(suite, again = false) {
  return join(root, "artifacts", `${suite.name}${again ? "-again" : ""}.json`);
}

/** More files than these fail for a reason: a second try of them would only cost time. */
const MOST_AGAIN = 2;

/**
 * The files that deserve a second try: those that failed, when they are few and the failure is theirs.
 * @param {string | null} report text of vitest's report, null when there is none
 * @returns {string[]}
 */
export function failedFiles(report) {
  try {
    /** @type {{ testResults: { name: string, status: string }[] }} */
    const { testResults } = JSON.parse(report ?? "");
    const failed = testResults.filter(({ status }) => status === "failed").map(({ name }) => name);
    return failed.length > MOST_AGAIN ? [] : failed;
  } catch {
    return [];
  }
}

/**
 * A run and the second try of its failed files, in one: what failed first and passed then is passed and unsteady.
 * @param {Counts} first
 * @param {Counts} second
 * @returns {Counts}
 */
export function withSecondTry(first, second) {
  const unsteady = Math.max(0, first.failed - second.failed);
  return { passed: first.passed + unsteady, failed: second.failed, skipped: first.skipped + second.skipped, unsteady };
}

/**
 * What vitest's JSON report and its exit code say together. A file that could not be loaded has no tests, so it counts
 * as one failure; so do a lost report and a failure outside any test. Nothing red ever comes out as green.
 * @param {string | null} report text of the report, null when there is none
 * @param {number} code exit code of vitest
 * @returns {Counts}
 */
export function countTests(report, code) {
  const none = { passed: 0, failed: 1, skipped: 0 };
  if (report === null) return none;
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(report);
    const unloaded = testResults.filter(
      (/** @type {{ status: string, assertionResults: { status: string }[] }} */ file) =>
        file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
    ).length;
    const failed = numFailedTests + unloaded;
    return { passed: numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed, skipped: numPendingTests + numTodoTests };
  } catch {
    return none;
  }
}

/** @param {string} file */
export function readReport(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

/**
 * @param {string} name
 * @param {number} milliseconds
 * @param {Counts} counts
 */
export function stageLine(name, milliseconds, { passed, failed, skipped, unsteady = 0 }) {
  const onlyThen = unsteady > 0 ? [`${unsteady} of them only at the second try`] : [];
  const parts = [
    `${passed} passed`,
    ...onlyThen,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ];
  return `${failed > 0 ? "fail" : "ok  "} ${name.padEnd(12)} ${(milliseconds / 1000).toFixed(1).padStart(7)} s   ${parts.join(", ")}`;
}

/** What users install, made for the tests. */
export const vsixFile = join(root, "artifacts", "issue-ferry.vsix");

/**
 * The lines that name a seed, each once: what a run with random histories needs to happen again.
 * @param {string} output
 */
export function seedLines(output) {
  return [
    ...new Set(
      output
        .split("\n")
        .filter((line) => /\bseed\b\W*-?\d/i.test(line))
        .map((line) => line.trim()),
    ),
  ];
}
