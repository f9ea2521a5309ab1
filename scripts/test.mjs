// `npm test [-- stage...]`: installs what is missing, then one line a stage, and the totals in the last line.
// Plain Node 20; every stage runs under the pinned Node.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.mjs";
import { ensureInstalled, root, runPinned } from "./ensure.mjs";
import { ensureChromium, ensureHost } from "./host.mjs";
import { packageExtension } from "./package-extension.mjs";
import {
  checks,
  countTests,
  failedFiles,
  hasTests,
  readReport,
  reportFile,
  runInOrder,
  seedLines,
  selectStages,
  stageLine,
  suiteCommand,
  suites,
  vsixFile,
  withSecondTry,
} from "./stages.mjs";

/** Of a failed stage's output, this many lines are shown; the rest is in its log. */
const SHOWN_LINES = 300;

/** One VSIX for all stages of a run. */
let isPackaged = false;
const total = { passed: 0, failed: 0, skipped: 0 };
const selection = selectStages(process.argv.slice(2));
if (selection.ok) {
  await runStages(selection.names);
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
} else {
  console.error(`There is no stage ${selection.unknown.join(", ")}. Stages: ${selection.known.join(", ")}`);
  process.exitCode = 2;
}

/** @param {ReadonlySet<string>} names */
async function runStages(names) {
  const installed = await ensureInstalled();
  if (!installed.ok) return report("install", 0, { passed: 0, failed: 1, skipped: 0 }, installed.output, "npm install");
  for (const check of checks) {
    if (names.has(check.name)) await runCheck(check);
  }
  await runInOrder(
    suites.filter((suite) => names.has(suite.name) && hasTests(suite)),
    runSuite,
  );
  if (total.passed + total.failed === 0) {
    console.log("No test ran: nothing is proven.");
    process.exitCode = 1;
  }
  if (total.skipped > 0 && process.env["CI"]) {
    console.log("Tests were skipped, and CI is set: that is a failure.");
    process.exitCode = 1;
  }
}

/** @param {import("./stages.mjs").Check} check */
async function runCheck(check) {
  const started = performance.now();
  const { code, output } = await runPinned(check.command(), { log: logFile(check.name) });
  report(check.name, performance.now() - started, { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }, output);
}

/**
 * @param {import("./stages.mjs").Suite} suite
 * @param {() => Promise<unknown>} othersEnded a second try is alone
 */
async function runSuite(suite, othersEnded) {
  const started = performance.now();
  const ready = await prepare(suite);
  if (ready.kind !== "ready") {
    const counts = { passed: 0, failed: ready.kind === "failed" ? 1 : 0, skipped: ready.kind === "skipped" ? 1 : 0 };
    report(suite.name, performance.now() - started, counts, ready.output, ready.again);
    if (ready.kind === "skipped") console.log(ready.output);
    return;
  }
  if (suite.table) rmSync(join(root, suite.table), { force: true });
  const first = await runFiles(suite);
  const files = suite.oneMoreTry === true && first.counts.failed > 0 ? failedFiles(readReport(reportFile(suite))) : [];
  if (files.length === 0) {
    report(suite.name, performance.now() - started, first.counts, first.output);
    const table = suite.table ? readReport(join(root, suite.table)) : null;
    if (table !== null) console.log(table.trimEnd());
    return;
  }
  await othersEnded();
  const second = await runFiles(suite, files);
  const output = `${first.output}\n\nThe second try of ${files.length === 1 ? "this file" : "these files"}:\n${second.output}`;
  report(suite.name, performance.now() - started, withSecondTry(first.counts, second.counts), output);
}

/**
 * @param {import("./stages.mjs").Suite} suite
 * @param {readonly string[]} [files] only these, as a second try
 */
async function runFiles(suite, files = []) {
  const again = files.length > 0;
  rmSync(reportFile(suite, again), { force: true });
  const { code, output } = await runPinned(suiteCommand(suite, files), {
    log: logFile(`${suite.name}${again ? "-again" : ""}`),
    yields: suite.aside === true,
  });
  return { counts: countTests(readReport(reportFile(suite, again)), code), output };
}

/**
 * Makes what the suite runs, and finds what it runs in. What cannot be had here is no failure of ours, and no success either.
 * @param {import("./stages.mjs").Suite} suite
 * @returns {Promise<{ kind: "ready" } | { kind: "failed" | "skipped", output: string, again: string }>}
 */
async function prepare(suite) {
  try {
    if (suite.built === true) await build();
    if (suite.packaged === true && !isPackaged) {
      // What was installed of former ones.
      rmSync(join(root, "artifacts", "installed"), { recursive: true, force: true });
      const made = await packageExtension({ file: vsixFile });
      if (!made.ok) return { kind: "failed", output: made.output, again: "npm run package" };
      isPackaged = true;
    }
  } catch (error) {
    return { kind: "failed", output: String(error), again: suite.packaged === true ? "npm run package" : "npm run build" };
  }
  for (const name of suite.hosts ?? []) {
    const host = await ensureHost(name);
    if (!host.ok) return { kind: "skipped", output: host.reason, again: `node scripts/host.mjs ${name}` };
  }
  const browser = suite.hosts === undefined ? null : await ensureChromium();
  if (browser?.ok === false) return { kind: "skipped", output: browser.reason, again: "node scripts/host.mjs" };
  return { kind: "ready" };
}

/**
 * @param {string} name
 * @param {number} milliseconds
 * @param {import("./stages.mjs").Counts} counts
 * @param {string} output
 * @param {string} [again] the command that runs this part alone
 */
function report(name, milliseconds, counts, output, again = `npm test -- ${name}`) {
  console.log(stageLine(name, milliseconds, counts));
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  if (counts.failed === 0 && (counts.unsteady ?? 0) === 0) return;
  if (counts.failed > 0) process.exitCode = 1;
  const lines = output.trimEnd().split("\n");
  if (lines.length > SHOWN_LINES) console.log(`(the last ${SHOWN_LINES} lines; all: artifacts/${name}.log)`);
  console.log(lines.slice(-SHOWN_LINES).join("\n"));
  for (const seed of seedLines(output)) console.log(`seed: ${seed}`);
  console.log(`again: ${again}\n`);
}

/** @param {string} name */
function logFile(name) {
  return join(root, "artifacts", `${name}.log`);
}
