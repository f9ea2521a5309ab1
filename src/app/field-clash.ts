import type { ContractTerms } from "../model/contract.ts";
import { type Mapping, ownField } from "../model/mapping.ts";
import type { FileFault } from "./yaml-file.ts";

/**
 * Two fields of the contract that would be one field here: an edit of the one would edit the other. The fault of the connection's file, whose lines
 * `line` knows by their paths; null: there is none.
 */
export function fieldClash(
  mapping: Mapping,
  { fields }: Pick<ContractTerms, "fields">,
  line: (path: readonly string[]) => number,
): FileFault | null {
  if (!mapping.fields) return null;
  const names = new Map<string, string>();
  for (const { name } of fields) {
    const own = ownField(mapping, name);
    const other = names.get(own);
    names.set(own, name);
    if (other === undefined) continue;
    const renamed = own === name ? other : name;
    return {
      line: line(["fields", renamed]),
      detail: `fields.${renamed}: the contract's field ${renamed === name ? other : name} is called ${own} here, too; give each a field of its own`,
    };
  }
  return null;
}
