// `npm run test:mutants [-- PART OF A RULE'S NAME]`: breaks each rule on purpose in a copy of the source and demands that a test notices.
// SEEDS: histories tried for each rule.
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MUTANTS } from "../test/mutants/rules.mjs";
import { ensureInstalled, root, runPinned, toolScript } from "./ensure.mjs";

const SEEDS = process.env["SEEDS"] ?? "1000";

const installed = await ensureInstalled();
if (!installed.ok) {
  console.error(installed.output);
  process.exit(1);
}
const [part = ""] = process.argv.slice(2);
const chosen = MUTANTS.filter(({ rule }) => rule.includes(part));
const place = mkdtempSync(join(tmpdir(), "issue-ferry-mutants-"));
let caught = 0;
try {
  for (const name of ["src", "test", "scripts", "package.json", "vitest.config.ts", "tsconfig.json"])
    cpSync(join(root, name), join(place, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(place, "node_modules"), "dir");
  const before = await notice({ rule: "", file: "", find: "", replace: "" });
  if (before !== null) throw new Error(`something is wrong without any patch: ${before}`);
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
    const noticed = await notice(mutant);
    writeFileSync(file, original);
    if (noticed !== null) caught++;
    console.log(noticed === null ? `MISSED  ${mutant.rule}` : `caught  ${mutant.rule} | ${noticed}`);
  }
} finally {
  rmSync(place, { recursive: true, force: true });
}
console.log(`\n${chosen.length} rules broken, ${caught} caught`);
process.exitCode = caught === chosen.length && caught > 0 ? 0 : 1;

/** @param {import("../test/mutants/rules.mjs").Mutant} mutant @returns {Promise<string | null>} which seed and problem, or which test; null: nothing */
async function notice(mutant) {
  const command = mutant.by ? [toolScript("vitest"), "run", "--root", place, mutant.by] : [join(place, "test/mutants/histories.ts")];
  const { code, output } = await runPinned(command, { log: join(place, "run.log"), env: { SEEDS } });
  if (code === 0) return null;
  if (mutant.by) return `${mutant.by}: ${/FAIL\s+(.*)/.exec(output)?.[1]?.trim() ?? "red"}`;
  const [seed = "", problem = ""] = output.slice(Math.max(0, output.indexOf("SEED="))).split("\n");
  return `${seed.trim()} | ${problem.trim().slice(0, 110)}`;
}
