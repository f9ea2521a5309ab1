import { PRIMARY_CONFIGURATION, SECONDARY_CONFIGURATION } from "../../../src/protocol/machines/configuration-table.ts";
import { ISSUE_MACHINE } from "../../../src/protocol/machines/issue-table.ts";
import { LINK_MACHINES } from "../../../src/protocol/machines/link-table.ts";
import { ANSWERING_MACHINE, ASKING_MACHINE } from "../../../src/protocol/machines/operation.ts";
import { type Machine, visitable } from "../../../src/protocol/machines/table.ts";

type AnyMachine = Machine<string, string, string, string, string>;
type AnyCell = AnyMachine["table"][string][string];

export const MACHINES: Readonly<Record<string, AnyMachine>> = {
  "link of the primary": LINK_MACHINES.primary,
  "link of the secondary": LINK_MACHINES.secondary,
  "contracts of the primary": PRIMARY_CONFIGURATION,
  "contracts of the secondary": SECONDARY_CONFIGURATION,
  issues: ISSUE_MACHINE,
  "operations asked for": ASKING_MACHINE,
  "operations answered": ANSWERING_MACHINE,
};

export function cellName(machine: string, state: string, event: string): string {
  return `${machine} | ${state} | ${event}`;
}

/** Every cell that data can lead to. */
export const ALL_CELLS: readonly string[] = Object.entries(MACHINES).flatMap(([name, machine]) =>
  visitable(machine).map(({ state, event }) => cellName(name, state, event)),
);

/** What the table says there. Looking does not count as a visit. */
const CELLS: ReadonlyMap<string, AnyCell> = new Map(
  Object.entries(MACHINES).flatMap(([name, { table }]) =>
    Object.entries(table).flatMap(([state, row]) =>
      Object.entries(row).map(([event, found]) => [cellName(name, state, event), found] as const),
    ),
  ),
);

export function cellAt(name: string): AnyCell {
  const found = CELLS.get(name);
  if (!found) throw new Error(`no cell ${name}`);
  return found;
}

/** From here on every cell that is looked up, by whomever, is told, as often as that happens. Returns the way back. */
export function tellVisits(tell: (cell: string) => void): () => void {
  const undos: (() => void)[] = [];
  for (const [name, { table }] of Object.entries(MACHINES))
    for (const [state, row] of Object.entries(table)) {
      const watched = new Proxy(row, {
        get: (cells, event) => {
          tell(cellName(name, state, String(event)));
          return Reflect.get(cells, event) as unknown;
        },
      });
      Object.assign(table, { [state]: watched });
      undos.push(() => Object.assign(table, { [state]: row }));
    }
  return () => {
    for (const undo of undos) undo();
  };
}
