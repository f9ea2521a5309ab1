// Breaks every so manieth rule in the copy of the project in which it runs, one after the other (scripts/mutants.mjs). One vitest stays for all of
// them: to start it anew for each rule cost more than the tests. Writes into the file `caught` how many were noticed.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createVitest } from "vitest/node";
import { ALL_MUTANTS } from "./all-rules.mjs";

const [lane = "0", lanes = "1", part = ""] = process.argv.slice(2);
const place = process.cwd();
const mine = ALL_MUTANTS.filter(({ rule }) => rule.includes(part)).filter((_, i) => i % Number(lanes) === Number(lane));
const vitest = await createVitest("test", { root: place, watch: false, reporters: [{}] });
/** Tests that were green without any patch. */
const green = new Set();
let caught = 0;
for (const mutant of mine) if (await isNoticed(mutant)) caught++;
await vitest.close();
writeFileSync("caught", String(caught));
process.exit(0);

/** @typedef {{ words: string, history?: Record<string, string> }} Noticed `history`: how to run it again */

/** @param {import("./rules.mjs").Mutant} mutant @returns {Promise<boolean>} */
async function isNoticed({ rule, file, find, replace, by, family = "" }) {
  const original = readFileSync(file, "utf8");
  if (original.split(find).length !== 2) {
    console.log(`GONE    ${rule}: the patch no longer applies to ${file}`);
    return false;
  }
  if (by && !green.has(by)) {
    // A second time: on a busy machine a test that waits may be too late once.
    const red = (await redTest(by)) && (await redTest(by));
    if (red) {
      console.log(`RED     ${rule} | without any patch, too: ${red.words}`);
      return false;
    }
    green.add(by);
  }
  const start = Date.now();
  /** @param {string} text */
  const become = (text) => {
    writeFileSync(file, text);
    vitest.invalidateFile(`${place}/${file}`);
  };
  become(original.replace(find, () => replace));
  const noticed = by ? await redTest(by) : badHistory({ FAMILY: family });
  become(original);
  // The history is bad because of the patch, not by itself.
  if (noticed?.history && badHistory(noticed.history)) throw new Error(`bad without any patch: ${noticed.words}`);
  const seconds = Math.round((Date.now() - start) / 1000);
  console.log(noticed ? `caught  ${rule} | ${noticed.words} | ${seconds} s` : `MISSED  ${rule} | ${seconds} s`);
  return noticed !== null;
}

/** @param {string} test file or folder @returns {Promise<Noticed | null>} the test that failed; null: none */
async function redTest(test) {
  const files = await vitest.globTestSpecifications([test]);
  if (files.length === 0) throw new Error(`no such test: ${test}`);
  vitest.state.clearErrors();
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(files, false);
  // Those of earlier runs are among them.
  const ran = new Set(files.map(({ moduleId }) => moduleId));
  const red = testModules.find((module) => ran.has(module.moduleId) && !module.ok());
  if (red) {
    const [first] = red.children.allTests("failed");
    return { words: `${red.relativeModuleId}: ${first?.fullName ?? "cannot be read"}` };
  }
  return unhandledErrors.length > 0 ? { words: `${test}: ${String(unhandledErrors[0])}` } : null;
}

/** @param {Record<string, string>} which @returns {Noticed | null} the first history with a problem; null: none */
function badHistory(which) {
  const env = { ...process.env, SEEDS: process.env["SEEDS"] ?? "1000", ...which };
  const { status, stdout, stderr } = spawnSync(process.execPath, ["test/mutants/histories.ts"], { env, encoding: "utf8" });
  if (status === 0) return null;
  const [, seed, variant, problem] = /^SEED=(\d+) VARIANT="(.*)"\n(.*)/m.exec(stdout) ?? [];
  if (!seed || !variant || !problem) return { words: (stdout + stderr).trim().slice(0, 200) };
  return { words: `seed ${seed}, ${variant} | ${problem.trim().slice(0, 110)}`, history: { SEED: seed, VARIANT: variant } };
}
