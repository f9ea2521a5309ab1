// `npm run test:mutants [-- PART OF A RULE'S NAME]`: breaks each rule on purpose in a copy of the source and demands that a test notices.
// SEEDS: histories tried for each rule that no test is named for. LANES: rules broken at a time, each in a copy of its own; usually one a core.
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { ALL_MUTANTS } from "../test/mutants/all-rules.mjs";
import { ensureInstalled, root, runPinned } from "./ensure.mjs";

const LANES = Number(process.env["LANES"] ?? availableParallelism());

const installed = await ensureInstalled();
if (!installed.ok) {
  console.error(installed.output);
  process.exit(1);
}
const [part = ""] = process.argv.slice(2);
const chosen = ALL_MUTANTS.filter(({ rule }) => rule.includes(part)).length;
const begun = Date.now();
const places = Array.from({ length: Math.min(LANES, chosen) }, () => mkdtempSync(join(tmpdir(), "issue-ferry-mutants-")));
let caught = 0;
try {
  for (const place of places) {
    for (const name of ["src", "test", "scripts", "docs", "package.json", "vitest.config.ts", "tsconfig.json"])
      cpSync(join(root, name), join(place, name), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(place, "node_modules"), "dir");
  }
  await Promise.all(
    places.map(async (place, lane) => {
      const { code } = await runPinned([join(place, "test/mutants/lane.mjs"), String(lane), String(places.length), part], { cwd: place });
      if (code !== 0) throw new Error("a lane ended before its time");
      caught += Number(readFileSync(join(place, "caught"), "utf8"));
    }),
  );
} finally {
  for (const place of places) rmSync(place, { recursive: true, force: true });
}
console.log(`\n${chosen} rules broken, ${caught} caught, ${Math.round((Date.now() - begun) / 1000)} s`);
process.exitCode = caught === chosen && caught > 0 ? 0 : 1;
