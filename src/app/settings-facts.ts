import type { Connection } from "../model/connection.ts";
import { DEFAULT_MAPPING } from "../model/mapping.ts";
import { type Value, isSet } from "../model/value.ts";
import type { IssueIndex } from "./issue-index.ts";
import type { LiveProject } from "./live-project.ts";
import { termsFor } from "./settings-check.ts";
import type { SettingsFacts } from "./settings-completion.ts";

/** Values of one field that are offered, and issues that are looked at for them. */
const MOST_VALUES = 200;
const MOST_ISSUES = 20_000;

/** What the project has that may stand in the settings of this connection. */
export function settingsFacts({ project, index }: Pick<LiveProject, "project" | "index">, connection: Connection): SettingsFacts {
  const settings = project.context.settingsOf(connection) ?? { mapping: DEFAULT_MAPPING, choice: NOTHING, terms: null };
  const { own, people } = wordsOfAll(index);
  const unused = [...(project.tracker.limits.fields?.keys() ?? [])].filter((name) => !own.has(name));
  return {
    terms: termsFor(connection, settings),
    own: new Map([...unused.map((name) => [name, []] as const), ...own]),
    people,
    mapping: settings.mapping,
  };
}

const NOTHING = { scope: { kind: "marked" }, forward: false } as const;

/** Words that issues have in their fields, and people that they name, each list in order. */
type Words = Pick<SettingsFacts, "own" | "people"> & { readonly version: number };

/** Of all issues, which are many, and asked for with each letter: read again only when one of them changed. */
const kept = new WeakMap<IssueIndex, Words>();

function wordsOfAll(index: IssueIndex): Words {
  const { version } = index;
  const known = kept.get(index);
  if (known?.version === version) return known;
  const own = new Map<string, Set<string>>();
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
  const words: Words = {
    version,
    own: new Map(Array.from(own, ([name, values]) => [name, [...values].sort()])),
    people: [...people].sort(),
  };
  kept.set(index, words);
  return words;
}

function wordsOf(value: Value, people: Set<string>): readonly string[] {
  if (value === null || typeof value === "boolean") return [];
  if (isSet(value)) return value;
  if (typeof value !== "object") return [String(value)];
  people.add(value.name);
  return [value.name];
}
