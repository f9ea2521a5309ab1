import type { Connection } from "../model/connection.ts";
import { DEFAULT_MAPPING } from "../model/mapping.ts";
import { type Value, isSet } from "../model/value.ts";
import type { LiveProject } from "./live-project.ts";
import { termsFor } from "./settings-check.ts";
import type { SettingsFacts } from "./settings-completion.ts";

/** Values of one field that are offered, and issues that are looked at for them. */
const MOST_VALUES = 200;
const MOST_ISSUES = 20_000;

/** What the project has that may stand in the settings of this connection. */
export function settingsFacts({ project, index }: LiveProject, connection: Connection): SettingsFacts {
  const settings = project.context.settingsOf(connection) ?? { mapping: DEFAULT_MAPPING, choice: NOTHING, terms: null };
  const own = new Map<string, Set<string>>();
  for (const name of project.tracker.limits.fields?.keys() ?? []) own.set(name, new Set());
  const people = new Set<string>();
  let looked = 0;
  for (const { fields } of index.issues.values()) {
    if (++looked > MOST_ISSUES) break;
    for (const [name, value] of Object.entries(fields)) {
      const words = own.get(name) ?? new Set();
      own.set(name, words);
      if (name === "title") continue;
      for (const word of wordsOf(value, people)) if (words.size < MOST_VALUES) words.add(word);
    }
  }
  return {
    terms: termsFor(connection, settings),
    own: new Map(Array.from(own, ([name, words]) => [name, [...words].sort()])),
    people: [...people].sort(),
    mapping: settings.mapping,
  };
}

const NOTHING = { scope: { kind: "marked" }, forward: false } as const;

function wordsOf(value: Value, people: Set<string>): readonly string[] {
  if (value === null || typeof value === "boolean") return [];
  if (isSet(value)) return value;
  if (typeof value !== "object") return [String(value)];
  people.add(value.name);
  return [value.name];
}
