import { REFUSE } from "../model/mapping.ts";
import { type Value, isSet } from "../model/value.ts";
import type { LiveProject } from "./live-project.ts";

/** A value that a person may choose for a field, in this project's words. */
export interface FieldChoice {
  readonly value: string;
  /** Issues that have it now. */
  readonly used: number;
}

/** What is there to choose for a field of short values: what issues have, what mappings name, what contracts list. Most used first. */
export function fieldChoices({ project, index }: LiveProject, field: string): readonly FieldChoice[] {
  const used = new Map<string, number>();
  const note = (value: string, number: number): unknown => (value === "" ? null : used.set(value, (used.get(value) ?? 0) + number));
  for (const { fields } of index.issues.values()) for (const value of textsOf(fields[field] ?? null)) note(value, 1);
  for (const connection of project.store.connections()) {
    const table = project.context.settingsOf(connection)?.mapping.values[field];
    for (const own of Object.keys(table?.send ?? {})) note(own, 0);
    for (const own of Object.values(table?.receive ?? {})) if (own !== REFUSE) note(own, 0);
    const listed = connection.contract?.fields.find(({ name }) => name === field)?.values ?? [];
    for (const shared of listed) if (table?.receive[shared] === undefined && table?.otherwise !== "refuse") note(shared, 0);
  }
  return Array.from(used, ([value, number]) => ({ value, used: number })).sort((a, b) => b.used - a.used || (a.value < b.value ? -1 : 1));
}

function textsOf(value: Value): readonly string[] {
  if (value === null) return [];
  if (isSet(value)) return value;
  return [typeof value === "object" ? value.name : String(value)];
}
