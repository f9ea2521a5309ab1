import type { ContractTerms } from "../model/contract.ts";
import { type Mapping, REFUSE, SAME, ownField } from "../model/mapping.ts";
import { connectionSchema } from "./connection-file.ts";
import { projectSchema } from "./project-file.ts";
import { optionsAt } from "./yaml-file.ts";
import { yamlCursor } from "./yaml-cursor.ts";

/** What a project has that may stand in its settings. */
export interface SettingsFacts {
  /** Of the contract that the file works with. */
  readonly terms: ContractTerms;
  /** Of this project, by its names: its fields, and values that issues have in them. */
  readonly own: ReadonlyMap<string, readonly string[]>;
  readonly people: readonly string[];
  readonly mapping: Mapping;
}

/** What may stand at a place; `key`: it goes on with a colon. */
export interface SettingsCompletion {
  readonly labels: readonly string[];
  readonly at: "key" | "value";
  /** The path of keys around it. */
  readonly path: readonly (string | 0)[];
  /** What a chosen label takes the place of: it stands before the cursor. */
  readonly typed: string;
}

/** By the first label the least leaves: it is taken by Enter alone. null: nothing can stand there. */
export function connectionCompletion(text: string, offset: number, facts: SettingsFacts): SettingsCompletion | null {
  const cursor = yamlCursor(text, offset);
  if (cursor === null) return null;
  const { path, at, typed } = cursor;
  const { keys, values } = optionsAt(connectionSchema, path);
  const labels = at === "key" ? [...(keysFor(path, facts) ?? []), ...keys] : leastFirst(valuesFor(path, facts) ?? values);
  // Of a filter that is being written or stands there nothing becomes "all issues".
  const isFilter = path[0] === "share" && (typed !== "" || !/^[ \t\r]*(?:#|\n|$)/.test(text.slice(offset)));
  return { labels: unique(isFilter ? labels.filter((label) => label !== "all" && label !== "marked") : labels), at, path, typed };
}

export function projectCompletion(text: string, offset: number): SettingsCompletion | null {
  const cursor = yamlCursor(text, offset);
  if (cursor === null) return null;
  const { path, at, typed } = cursor;
  const { keys, values } = optionsAt(projectSchema, path);
  return { labels: at === "key" ? keys : leastFirst(values), at, path, typed };
}

const LEAST = ["none", "false", "marked"];
const MOST = ["all", "true"];

function leastFirst(labels: readonly string[]): readonly string[] {
  const rank = (label: string): number => (LEAST.includes(label) ? 0 : MOST.includes(label) ? 2 : 1);
  return labels.toSorted((one, other) => rank(one) - rank(other));
}

/** Keys that are words of the project or the contract. */
function keysFor(path: readonly (string | 0)[], { terms, own, people, mapping }: SettingsFacts): readonly string[] | null {
  const [first, second, third] = path;
  const names = terms.fields.map(({ name }) => name);
  if (path.length === 1) {
    if (first === "fields") return names.filter((name) => name !== "title" && name !== "body");
    if (first === "values") return terms.fields.filter(({ kind }) => ["option", "scalar", "set"].includes(kind)).map(({ name }) => name);
    if (first === "templates") return terms.fields.filter(({ kind }) => ["text", "scalar"].includes(kind)).map(({ name }) => name);
    if (first === "fixed") return [...own.keys()];
  }
  if (path.length === 2 && first === "people" && second === "send") return people;
  if (path.length !== 3 || first !== "values" || typeof second !== "string") return null;
  if (third === "send") return ownWords(second, own, mapping);
  return third === "receive" ? sharedWords(second, terms) : null;
}

function valuesFor(path: readonly (string | 0)[], { terms, own, people, mapping }: SettingsFacts): readonly string[] | null {
  const [first, second, third, fourth] = path;
  switch (first) {
    case "share":
      return shareWords(own);
    case "fields":
      return [...own.keys()];
    case "fixed":
      return typeof second === "string" ? (own.get(second) ?? []) : null;
    case "people":
      return third === undefined ? null : [...(second === "receive" || third === "receive" ? people : []), ...rest(second)];
    case "values": {
      if (typeof second !== "string" || fourth === undefined) return null;
      const towardsThem = third === "send" || (third === "otherwise" && fourth === "send");
      return [...(towardsThem ? sharedWords(second, terms) : ownWords(second, own, mapping)), ...rest(third)];
    }
    case "contract":
      if (second === "types") return own.get("type") ?? [];
      return second === "fields" && path.at(-1) === "name" ? [...own.keys()] : null;
    default:
      return null;
  }
}

function rest(where: string | 0 | undefined): readonly string[] {
  return where === "otherwise" ? [SAME, REFUSE] : [REFUSE];
}

function shareWords(own: SettingsFacts["own"]): readonly string[] {
  const words = (name: string): readonly string[] => own.get(name) ?? [];
  const quoted = (word: string): string => (/^[\w.-]+$/.test(word) ? word : `"${word}"`);
  return [
    "marked",
    "all",
    ...words("labels").map((label) => `label:${quoted(label)}`),
    ...words("status").map((status) => `status = ${quoted(status)}`),
    ...words("type").map((type) => `type = ${quoted(type)}`),
  ];
}

function ownWords(field: string, own: SettingsFacts["own"], mapping: Mapping): readonly string[] {
  return own.get(ownField(mapping, field)) ?? [];
}

function sharedWords(name: string, { fields, types }: ContractTerms): readonly string[] {
  return name === "type" ? types : (fields.find((field) => field.name === name)?.values ?? []);
}

function unique(labels: readonly string[]): readonly string[] {
  return [...new Set(labels)];
}
