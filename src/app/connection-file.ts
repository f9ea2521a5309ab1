import { existsSync, rmSync, statSync } from "node:fs";
import { stringify } from "yaml";
import * as z from "zod/mini";
import { ALARM_CODES, type AlarmChoice } from "../model/alarm.ts";
import { type ContractTerms, DEFAULT_TERMS } from "../model/contract.ts";
import { type Result, failed, ok } from "../model/failure.ts";
import type { Role } from "../model/contract.ts";
import type { Mapping } from "../model/mapping.ts";
import type { Settings } from "../sync/context.ts";
import { contractTerms } from "../protocol/parts/contract.ts";
import { connectionFile } from "./connection-name.ts";
import { type HeldFields, fixedFaults, typedFixed } from "./fixed-fields.ts";
import { filterFaultText, parseScope } from "./scope-text.ts";
import { fieldClash } from "./field-clash.ts";
import { readSettings, writeSettings } from "./settings-file.ts";
import { type FileFault, linesIn, parseYaml } from "./yaml-file.ts";

export type ConnectionFileFailure =
  | { readonly kind: "missing"; readonly at: string }
  | { readonly kind: "broken"; readonly at: string; readonly line: number; readonly detail: string };

const word = z.string().check(z.minLength(1), z.maxLength(1000));
/** A field's name, of the contract or of this project's tracker. */
const field = z.string().check(z.regex(/^[A-Za-z][\w.-]{0,99}$/, "a field's name: letters, digits, - and _, a letter first"));
const rest = z.union([z.enum(["same", "refuse"]), z.strictObject({ send: z.prefault(word, "same"), receive: z.prefault(word, "same") })]);
const table = z.strictObject({
  send: z.prefault(z.record(word, word), {}),
  receive: z.prefault(z.record(word, word), {}),
  otherwise: z.prefault(rest, "same"),
});
const template = z.strictObject({ send: z.exactOptional(word), receive: z.exactOptional(word) });
const codes = z.union([z.enum(["all", "none"]), z.array(z.enum(ALARM_CODES)).check(z.maxLength(ALARM_CODES.length))]);
const fixed = z.union([word, z.number(), z.boolean(), z.array(word).check(z.maxLength(100))]);

/** What the file may hold. */
export const connectionSchema = z.strictObject({
  share: z.prefault(z.string(), "marked"),
  forward: z.prefault(z.boolean(), false),
  emails: z.prefault(z.boolean(), false),
  fields: z.exactOptional(z.record(field, field)),
  values: z.prefault(z.record(field, table), {}),
  people: z.exactOptional(table),
  templates: z.exactOptional(z.record(field, template)),
  fixed: z.exactOptional(z.record(field, fixed)),
  alarms: z.exactOptional(z.strictObject({ send: z.prefault(codes, "all"), receive: z.prefault(codes, "all") })),
  contract: z.optional(contractTerms),
});

/**
 * This side's choices for a connection: mapping, scope, and at the primary the contract to publish. A broken file stops the connection, one whose
 * filter asks for a field that this project has not (`held`) among them.
 */
export function readConnectionFile(workspace: string, name: string, held: HeldFields = null): Result<Settings, ConnectionFileFailure> {
  const at = connectionFile(workspace, name);
  if (!existsSync(at)) return failed({ kind: "missing", at });
  const text = readSettings(at);
  const parsed = text.ok ? settingsIn(text.value, held) : failed<readonly [FileFault]>([{ line: 1, detail: `the file ${text.failure}` }]);
  return parsed.ok ? parsed : failed({ kind: "broken", at, ...parsed.failure[0] });
}

/** The same of the file's text, with all that is wrong in it. */
export function settingsIn(text: string, held: HeldFields = null): Result<Settings, readonly [FileFault, ...FileFault[]]> {
  const parsed = parseYaml(text, connectionSchema);
  if (!parsed.ok) return parsed;
  const { share, forward, contract, alarms, ...written } = parsed.value;
  const mapping = typedFixed(written, held);
  const lines = linesIn(text);
  const faults = clashes(mapping).map(({ path, detail }) => ({ line: lines(path), detail: `${path.join(".")}: ${detail}` }));
  const scope = parseScope(share, held);
  if (!scope.ok)
    faults.unshift({ line: lines(["share"]), detail: `share: "${share}" is not understood: ${filterFaultText(scope.failure)}` });
  faults.push(...fixedFaults(mapping, held, lines));
  const clash = fieldClash(mapping, contract ?? NO_FIELDS, lines);
  if (clash) faults.push(clash);
  const [first, ...rest] = faults;
  if (first || !scope.ok) return failed([first ?? { line: 1, detail: "share" }, ...rest]);
  return ok({
    mapping,
    choice: { scope: scope.value, forward },
    terms: contract ?? null,
    ...(alarms && { alarms: { send: chosen(alarms.send), receive: chosen(alarms.receive) } }),
  });
}

function chosen(codes: "all" | "none" | readonly string[]): AlarmChoice["send"] {
  return codes === "none" ? [] : codes;
}

const NO_FIELDS: Pick<ContractTerms, "fields"> = { fields: [] };

/** What cannot be meant both at once. */
function clashes({ fields = {}, templates = {}, values }: Mapping): { readonly path: readonly string[]; readonly detail: string }[] {
  const names = Object.keys(fields);
  return [
    ...names.flatMap((name, i) => {
      const path = ["fields", name];
      if (names.slice(0, i).some((other) => fields[other] === fields[name]))
        return [{ path, detail: `two fields cannot both be called ${fields[name] ?? ""} here` }];
      const isEverybodys = fields[name] !== name && ["title", "body"].includes(name);
      return isEverybodys ? [{ path, detail: "every issue has it under this name" }] : [];
    }),
    ...Object.entries(templates).flatMap(([name, texts]) => {
      if (Object.hasOwn(values, name))
        return [{ path: ["templates", name], detail: "it has a table of values already, and can have one of the two" }];
      return Object.entries(texts).flatMap(([direction, text]) =>
        text.split(`{${name}}`).length > 2 ? [{ path: ["templates", name, direction], detail: `{${name}} can stand in it once` }] : [],
      );
    }),
  ];
}

const HEAD = `# Connection of this project. Mapping and scope stay here; only the contract is sent, when you publish it.
# The user guide says what can stand here ("Two companies with different words"); \`issue-ferry config check\` says what it means.
# share: marked | all | a filter, e.g. label:pump and status != Done
# values: own words <-> shared words, e.g.
#   status: { send: { Doing: In progress, Secret: refuse }, receive: { In progress: Doing }, otherwise: same }
`;

export function writeConnectionFile(
  workspace: string,
  name: string,
  role: Role,
  share: string,
  terms: ContractTerms = DEFAULT_TERMS,
): void {
  const content = { share, forward: false, emails: false, values: {}, ...(role === "primary" && { contract: terms }) };
  writeSettings(workspace, connectionFile(workspace, name), HEAD + stringify(content, { aliasDuplicateObjects: false }));
}

export function removeConnectionFile(workspace: string, name: string): void {
  rmSync(connectionFile(workspace, name), { force: true });
}

/** Changes whenever the file may have changed. */
export function fileMark(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found ? `${found.mtimeMs} ${found.size} ${found.ino}` : "missing";
}
