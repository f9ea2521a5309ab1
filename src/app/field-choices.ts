import { REFUSE, sharedField } from "../model/mapping.ts";
import { type Value, fieldValue, isSet } from "../model/value.ts";
import { lookUp } from "../sync/value-table.ts";
import type { LiveProject } from "./live-project.ts";

/** A value that a person may choose for a field, in this project's words. */
export interface FieldChoice {
  readonly value: string;
  /** Issues that have it now. */
  readonly used: number;
}

/** What is there to choose for a field of short values: what issues have, what mappings name, what contracts list. Most used first. */
export function fieldChoices({ project, index }: Pick<LiveProject, "project" | "index">, field: string): readonly FieldChoice[] {
  const used = new Map<string, number>();
  const note = (value: string, number: number): unknown => (value === "" ? null : used.set(value, (used.get(value) ?? 0) + number));
  for (const { fields } of index.issues.values()) for (const value of textsOf(fieldValue(fields, field))) note(value, 1);
  for (const connection of project.store.connections()) {
    const mapping = project.context.settingsOf(connection)?.mapping;
    // Tables and lists go by the contract's name of the field.
    const name = mapping ? sharedField(mapping, field) : field;
    if (name === null) continue;
    const table = mapping && Object.hasOwn(mapping.values, name) ? mapping.values[name] : undefined;
    for (const own of Object.keys(table?.send ?? {})) note(own, 0);
    for (const own of Object.values(table?.receive ?? {})) if (own !== REFUSE) note(own, 0);
    const listed = connection.contract?.fields.find((other) => other.name === name)?.values ?? [];
    for (const shared of listed) {
      const own = table ? lookUp(table, "receive", [shared]) : undefined;
      if (own !== null) note(own ?? shared, 0);
    }
  }
  return Array.from(used, ([value, number]) => ({ value, used: number })).sort((a, b) => b.used - a.used || (a.value < b.value ? -1 : 1));
}

function textsOf(value: Value): readonly string[] {
  if (value === null) return [];
  if (isSet(value)) return value;
  return [typeof value === "object" ? value.name : String(value)];
}
