/**
 * `node scripts/cells.ts`: which cells of the transition tables the random histories visit, as a figure and a list of the others. HISTORIES: of
 * each family. The others (a partner that breaks the rules, evidence of a restore) have the tests of the tables.
 */
import { PRIMARY_CONFIGURATION, SECONDARY_CONFIGURATION } from "../src/protocol/machines/configuration-table.ts";
import { ISSUE_MACHINE } from "../src/protocol/machines/issue-table.ts";
import { LINK_MACHINES } from "../src/protocol/machines/link-table.ts";
import { type Machine, visitable } from "../src/protocol/machines/table.ts";
import { runHistory } from "../test/simulation/history.ts";
import { FAMILIES } from "../test/simulation/variants.ts";

const HISTORIES = Number(process.env["HISTORIES"] ?? 10);

type AnyMachine = Machine<string, string, string, string, string>;
const machines: readonly (readonly [string, AnyMachine])[] = [
  ["link of the primary", LINK_MACHINES.primary],
  ["link of the secondary", LINK_MACHINES.secondary],
  ["contracts of the primary", PRIMARY_CONFIGURATION],
  ["contracts of the secondary", SECONDARY_CONFIGURATION],
  ["issues", ISSUE_MACHINE],
];

const visited = new Set<string>();
for (const [name, machine] of machines)
  for (const [state, row] of Object.entries(machine.table))
    Object.assign(machine.table, {
      [state]: new Proxy(row, {
        get: (cells, event) => {
          visited.add(`${name} | ${state} | ${String(event)}`);
          return Reflect.get(cells, event) as unknown;
        },
      }),
    });
const cells = machines.flatMap(([name, machine]) => visitable(machine).map(({ state, event }) => `${name} | ${state} | ${event}`));
// Listing them looked at them all.
visited.clear();

for (const variants of Object.values(FAMILIES))
  for (let i = 0; i < HISTORIES; i++) {
    const variant = variants[i % variants.length];
    if (variant) await runHistory(i + 1, variant);
  }
const missed = cells.filter((cell) => !visited.has(cell));
for (const [name] of machines) {
  const own = (list: readonly string[]): number => list.filter((cell) => cell.startsWith(`${name} | `)).length;
  console.log(`${name}: ${own(cells) - own(missed)} of ${own(cells)} cells`);
}
console.log(
  `all: ${cells.length - missed.length} of ${cells.length} cells, ${HISTORIES} histories of each family\n\nnot visited:\n${missed.join("\n")}`,
);
