import { existsSync, rmSync, statSync } from "node:fs";
import { stringify } from "yaml";
import * as z from "zod/mini";
import { type ContractTerms, DEFAULT_TERMS } from "../model/contract.ts";
import { type Result, failed, ok } from "../model/failure.ts";
import type { Role } from "../model/contract.ts";
import type { Settings } from "../sync/context.ts";
import { contractTerms } from "../protocol/parts/contract.ts";
import { connectionFile } from "./connection-name.ts";
import { readYaml } from "./project-file.ts";
import { parseScope } from "./scope-text.ts";
import { readSettings, writeSettings } from "./settings-file.ts";

export type ConnectionFileFailure =
  | { readonly kind: "missing"; readonly at: string }
  | { readonly kind: "broken"; readonly at: string; readonly line: number; readonly detail: string };

const word = z.string().check(z.minLength(1), z.maxLength(1000));
const table = z.strictObject({
  send: z.prefault(z.record(word, word), {}),
  receive: z.prefault(z.record(word, word), {}),
  otherwise: z.prefault(z.enum(["same", "refuse"]), "same"),
});

const schema = z.strictObject({
  share: z.prefault(z.string(), "marked"),
  forward: z.prefault(z.boolean(), false),
  emails: z.prefault(z.boolean(), false),
  values: z.prefault(z.partialRecord(z.enum(["type", "status", "priority"]), table), {}),
  contract: z.optional(contractTerms),
});

/** This side's choices for a connection: mapping, scope, and at the primary the contract to publish. A broken file stops the connection. */
export function readConnectionFile(workspace: string, name: string): Result<Settings, ConnectionFileFailure> {
  const at = connectionFile(workspace, name);
  if (!existsSync(at)) return failed({ kind: "missing", at });
  const parsed = readYaml(at, schema);
  if (!parsed.ok) return failed({ kind: "broken", at, ...parsed.failure });
  const { share, forward, emails, values, contract } = parsed.value;
  const scope = parseScope(share);
  if (!scope.ok)
    return failed({
      kind: "broken",
      at,
      line: lineOfKey(at, "share"),
      detail: `share: "${scope.failure}" is neither marked, all, label:... nor status:...`,
    });
  return ok({ mapping: { values, emails }, choice: { scope: scope.value, forward }, terms: contract ?? null });
}

/** Of a file that was read a moment ago. */
function lineOfKey(file: string, key: string): number {
  const text = readSettings(file);
  const lines = text.ok ? text.value.split(/\r\n|\r|\n/) : [];
  return (
    Math.max(
      0,
      lines.findIndex((line) => line.startsWith(`${key}:`)),
    ) + 1
  );
}

const HEAD = `# Connection of this project. Mapping and scope stay here; only the contract is sent, when you publish it.
# share: marked | all | label:pump,winter status:New (see the user guide)
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
export function connectionFileMark(workspace: string, name: string): string {
  const found = statSync(connectionFile(workspace, name), { throwIfNoEntry: false });
  return found ? `${found.mtimeMs} ${found.size} ${found.ino}` : "missing";
}
