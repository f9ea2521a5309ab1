import { type CustomFields, HELD_KINDS } from "../../model/custom-fields.ts";
import type { TrackerField } from "../../ports/tracker.ts";

/** The fields that an issue file has in every project. */
const USUAL: readonly TrackerField[] = [
  { name: "title", kinds: ["scalar"] },
  { name: "body", kinds: ["text"] },
  { name: "type", kinds: ["option", "scalar"] },
  { name: "status", kinds: ["option", "scalar"] },
  { name: "priority", kinds: ["option", "scalar"] },
  { name: "labels", kinds: ["set"] },
  { name: "assignee", kinds: ["person"] },
  { name: "due", kinds: ["date"] },
  { name: "reporter", kinds: ["person"] },
  { name: "created", kinds: ["scalar"] },
];

/** What an issue file holds: the usual fields, and the project's own. */
export function heldFields(custom: CustomFields): ReadonlyMap<string, TrackerField> {
  const own = Array.from(custom, ([name, kind]): TrackerField => ({ name, kinds: HELD_KINDS[kind] }));
  return new Map([...USUAL, ...own].map((field) => [field.name, field]));
}
