import { REFUSE, SAME, type ValueTable } from "../model/mapping.ts";

export type TableDirection = "send" | "receive";

/**
 * What a table makes of a value that has these names, the most exact one first. A table written for one direction serves the other, too, where
 * that one says nothing. null: the value is refused; undefined: it stays as it is.
 */
export function lookUp(
  table: ValueTable,
  direction: TableDirection,
  names: readonly string[],
  same: (listed: string) => boolean = (listed) => names.includes(listed),
): string | null | undefined {
  const named = names.find((name) => Object.hasOwn(table[direction], name));
  const word = named === undefined ? (reversed(table, direction, same) ?? otherwise(table, direction)) : table[direction][named];
  return word === REFUSE ? null : word === SAME && named === undefined ? undefined : word;
}

/** Whether the table names the value to refuse it, so that somebody meant it. */
export function isRefusedByName(table: ValueTable, direction: TableDirection, names: readonly string[]): boolean {
  const named = names.find((name) => Object.hasOwn(table[direction], name));
  return named !== undefined && table[direction][named] === REFUSE;
}

function otherwise({ otherwise: rest }: ValueTable, direction: TableDirection): string {
  return typeof rest === "string" ? rest : rest[direction];
}

function reversed(table: ValueTable, direction: TableDirection, same: (listed: string) => boolean): string | undefined {
  const other = direction === "send" ? table.receive : table.send;
  return Object.entries(other).find(([, to]) => to !== REFUSE && same(to))?.[0];
}
