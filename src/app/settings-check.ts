import type { Connection } from "../model/connection.ts";
import { type ContractTerms, DEFAULT_TERMS } from "../model/contract.ts";
import { type Result, failed, ok } from "../model/failure.ts";
import { ownField } from "../model/mapping.ts";
import { type Value, isSet } from "../model/value.ts";
import type { Settings } from "../sync/context.ts";
import { type FieldGap, contractGaps } from "../sync/field-gaps.ts";
import { type MappingFlaw, mappingFlaws } from "../sync/mapping-flaws.ts";
import { isFromPartner } from "../sync/observe.ts";
import type { Rules } from "../sync/rules.ts";
import { PreviewCount, type ScopePreview } from "../sync/scope-preview.ts";
import { settingsIn } from "./connection-file.ts";
import { connectionFile } from "./connection-name.ts";
import { fieldClash } from "./field-clash.ts";
import type { OpenProject } from "./open-project.ts";
import { rulesUnder } from "./planned-rules.ts";
import { projectSchema } from "./project-file.ts";
import { filterFaultText, parseScope } from "./scope-text.ts";
import { readSettings } from "./settings-file.ts";
import { type FileFault, linesIn, parseYaml } from "./yaml-file.ts";

/** What the text of a connection's file means: its faults, or what it does, on the issues that are here. */
export interface SettingsCheck {
  /** With one of them nothing is exchanged, and nothing else is known. Line 0: not of the file, but of the filter that was asked about. */
  readonly faults: readonly FileFault[];
  readonly flaws: readonly (MappingFlaw & { readonly line: number })[];
  /** Fields of the contract that this project has not, or of another kind. */
  readonly lacks: readonly FieldGap[];
  /** null: the file has faults, or the issues cannot be read now. */
  readonly preview: ScopePreview | null;
  /** Words that issues have, by the field whose table they need; absent: the issues were not looked at. */
  readonly used?: Readonly<Record<string, readonly string[]>>;
}

/** Issues read in one step. */
const STEP = 500;
/** Words of one field that are looked at. */
const MOST_WORDS = 1000;

/** The file as it is; `share`: as if this stood there. */
export async function checkSettings(project: OpenProject, connection: Connection, share?: string): Promise<SettingsCheck> {
  const given = readSettings(connectionFile(project.workspace, connection.name));
  return given.ok ? checkText(project, connection, given.value, share) : checked([{ line: 1, detail: `the file ${given.failure}` }]);
}

/** What is wrong with the text of a project file. */
export function projectFaults(text: string): readonly FileFault[] {
  const read = parseYaml(text, projectSchema);
  return read.ok ? [] : read.failure;
}

function checked(faults: readonly FileFault[]): SettingsCheck {
  return { faults, flaws: [], lacks: [], preview: null };
}

/** The same of a text that is being typed, without a look at the issues: `preview` is null. `used`: what the last look found. */
export function checkTyped({ tracker }: OpenProject, connection: Connection, text: string, used?: SettingsCheck["used"]): SettingsCheck {
  const held = tracker.limits.fields;
  const read = settingsIn(text, held);
  if (!read.ok) return checked(read.failure);
  const terms = termsFor(connection, read.value);
  const clash = fieldClash(read.value.mapping, terms, linesIn(text));
  if (clash) return checked([clash]);
  return {
    ...checked([]),
    flaws: flawsIn(text, mappingFlaws(read.value.mapping, terms, held, used)),
    lacks: contractGaps(terms, tracker.limits, read.value.mapping),
  };
}

function flawsIn(text: string, flaws: readonly MappingFlaw[]): SettingsCheck["flaws"] {
  const lines = linesIn(text);
  return flaws.map((flaw) => ({ ...flaw, line: lines(flaw.path) }));
}

/** The same of a text: of an editor, saved or not. `signal` ends the look at the issues: then the preview is null. */
export async function checkText(
  project: OpenProject,
  connection: Connection,
  text: string,
  share?: string,
  signal?: AbortSignal,
): Promise<SettingsCheck> {
  const written = settingsIn(text, project.tracker.limits.fields);
  const read = written.ok && share !== undefined ? sharing(project, written.value, share) : written;
  if (!read.ok) return checked(read.failure);
  const terms = termsFor(connection, read.value);
  const lines = linesIn(text);
  const clash = fieldClash(read.value.mapping, terms, lines);
  if (clash) return checked([clash]);
  const held = project.tracker.limits.fields;
  const rules = rulesUnder(project, connection, read.value, terms);
  const used = new Map<string, Set<string>>();
  const note = (name: string, value: Value): void => {
    const words = used.get(name) ?? new Set();
    used.set(name, words);
    for (const word of typeof value === "string" ? [value] : isSet(value) ? value : []) if (words.size < MOST_WORDS) words.add(word);
  };
  const preview = await previewOf(project, connection, rules, note, signal);
  const inUse = Object.fromEntries(Array.from(used, ([name, words]) => [name, [...words]]));
  return {
    faults: [],
    flaws: flawsIn(text, mappingFlaws(read.value.mapping, terms, held, inUse)),
    lacks: contractGaps(terms, project.tracker.limits, read.value.mapping),
    preview,
    used: inUse,
  };
}

/** Why a share filter is none; null: it is one. */
export function shareFault({ tracker }: OpenProject, share: string): string | null {
  const scope = parseScope(share, tracker.limits.fields);
  return scope.ok ? null : filterFaultText(scope.failure);
}

function sharing({ tracker }: OpenProject, settings: Settings, share: string): Result<Settings, readonly FileFault[]> {
  const scope = parseScope(share, tracker.limits.fields);
  if (!scope.ok) return failed([{ line: 0, detail: `"${share}" is not understood: ${filterFaultText(scope.failure)}` }]);
  return ok({ ...settings, choice: { ...settings.choice, scope: scope.value } });
}

/** The contract that the settings work with next: what is written at the primary, what is proposed or agreed at the secondary. */
export function termsFor({ role, proposed, contract }: Connection, { terms }: Settings): ContractTerms {
  return (role === "primary" ? terms : null) ?? proposed?.contract ?? contract ?? DEFAULT_TERMS;
}

/** Walks the known issues; `word` hears of what stands in fields that have tables. */
async function previewOf(
  { context, store, tracker }: OpenProject,
  { id, name }: Connection,
  rules: Rules,
  word: (field: string, value: Value) => void,
  signal?: AbortSignal,
): Promise<ScopePreview | null> {
  const count = new PreviewCount(rules, name);
  const tables = Object.keys(rules.mapping.values);
  for (let after: string | null = null; ;) {
    const ids = store.issueIds(after, STEP);
    if (ids.length === 0) return count.found();
    const found = await tracker.read(ids);
    if (found === null || signal?.aborted) return null;
    for (const issue of found) {
      const row = store.issue(issue.id);
      const from = row?.receivedOver === id ? "this partner" : row && isFromPartner(context, row) ? "another partner" : "here";
      count.look(issue, { sync: store.sync(id, issue.id), from });
      for (const field of tables) {
        const own = ownField(rules.mapping, field);
        if (Object.hasOwn(issue.fields, own)) word(field, issue.fields[own] ?? null);
      }
    }
    after = ids.at(-1) ?? null;
  }
}
