// `npm run test:mutants [-- PART OF A RULE'S NAME]`: breaks each rule on purpose in a copy of the source and demands that a test notices.
// SEEDS: histories tried for each rule that no test is named for.
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ALL_MUTANTS } from "../test/mutants/all-rules.mjs";
import { ensureInstalled, root, runPinned, toolScript } from "./ensure.mjs";

const SEEDS = process.env["SEEDS"] ?? "1000";

const installed = await ensureInstalled();
if (!installed.ok) {
  console.error(installed.output);
  process.exit(1);
}
const [part = ""] = process.argv.slice(2);
const chosen = ALL_MUTANTS.filter(({ rule }) => rule.includes(part));
const place = mkdtempSync(join(tmpdir(), "issue-ferry-mutants-"));
const begun = Date.now();
let caught = 0;
try {
  for (const name of ["src", "test", "scripts", "docs", "package.json", "vitest.config.ts", "tsconfig.json"])
    cpSync(join(root, name), join(place, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(place, "node_modules"), "dir");
  for (const by of new Set(chosen.flatMap((mutant) => mutant.by ?? [])))
    if (await redTest(by)) throw new Error(`${by} is red without any patch`);
  for (const mutant of chosen) {
    const file = join(place, mutant.file);
    const original = readFileSync(file, "utf8");
    if (original.split(mutant.find).length !== 2) {
      console.log(`GONE    ${mutant.rule}: the patch no longer applies to ${mutant.file}`);
      continue;
    }
    writeFileSync(
      file,
      original.replace(mutant.find, () => mutant.replace),
    );
    const start = Date.now();
    const noticed = mutant.by ? await redTest(mutant.by) : await badHistory({ FAMILY: mutant.family ?? "" });
    writeFileSync(file, original);
    // The history is bad because of the patch, not by itself.
    if (noticed?.history && (await badHistory(noticed.history))) throw new Error(`bad without any patch: ${noticed.words}`);
    if (noticed) caught++;
    const seconds = Math.round((Date.now() - start) / 1000);
    console.log(noticed ? `caught  ${mutant.rule} | ${noticed.words} | ${seconds} s` : `MISSED  ${mutant.rule} | ${seconds} s`);
  }
} finally {
  rmSync(place, { recursive: true, force: true });
}
console.log(`\n${chosen.length} rules broken, ${caught} caught, ${Math.round((Date.now() - begun) / 1000)} s`);
process.exitCode = caught === chosen.length && caught > 0 ? 0 : 1;

/** @typedef {{ words: string, history?: Record<string, string> }} Noticed `history`: how to run it again */

/** @param {string} test file or folder @returns {Promise<Noticed | null>} the test that failed; null: none */
async function redTest(test) {
  const { code, output } = await run([toolScript("vitest"), "run", "--root", place, test], {});
  return code === 0 ? null : { words: `${test}: ${/FAIL\s+(.*)/.exec(output)?.[1]?.trim() ?? "red"}` };
}

/** @param {Record<string, string>} which @returns {Promise<Noticed | null>} the first history with a problem; null: none */
async function badHistory(which) {
  const { code, output } = await run([join(place, "test/mutants/histories.ts")], which);
  if (code === 0) return null;
  const [, seed, variant, problem] = /^SEED=(\d+) VARIANT="(.*)"\n(.*)/m.exec(output) ?? [];
  if (!seed || !variant || !problem) return { words: output.trim().slice(0, 200) };
  return { words: `seed ${seed}, ${variant} | ${problem.trim().slice(0, 110)}`, history: { SEED: seed, VARIANT: variant } };
}

/** @param {readonly string[]} command @param {Record<string, string>} which */
function run(command, which) {
  return runPinned([...command], { log: join(place, "run.log"), env: { SEEDS, ...which } });
}
