/**
 * `node scripts/cells.ts`: which cells of the transition tables the random histories visit, as a figure and a list of the others. HISTORIES: of
 * each family. That all the others are visited, and by what, is held by test/simulation/cells.
 */
import { ALL_CELLS, MACHINES, tellVisits } from "../test/simulation/cells/visited-cells.ts";
import { runHistory } from "../test/simulation/history.ts";
import { FAMILIES } from "../test/simulation/variants.ts";

const HISTORIES = Number(process.env["HISTORIES"] ?? 10);

const visited = new Set<string>();
tellVisits((cell) => visited.add(cell));
for (const variants of Object.values(FAMILIES))
  for (let i = 0; i < HISTORIES; i++) {
    const variant = variants[i % variants.length];
    if (variant) await runHistory(i + 1, variant);
  }
const missed = ALL_CELLS.filter((cell) => !visited.has(cell));
for (const name of Object.keys(MACHINES)) {
  const own = (list: readonly string[]): number => list.filter((cell) => cell.startsWith(`${name} | `)).length;
  console.log(`${name}: ${own(ALL_CELLS) - own(missed)} of ${own(ALL_CELLS)} cells`);
}
console.log(
  `all: ${ALL_CELLS.length - missed.length} of ${ALL_CELLS.length} cells, ${HISTORIES} histories of each family\n\nnot visited:\n${missed.join("\n")}`,
);
