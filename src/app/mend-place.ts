import { relative } from "node:path";
import { type ErrorCause, isOwnMapping } from "../model/error-cause.ts";
import { REFUSE } from "../model/mapping.ts";
import type { ErrorGroup } from "../model/snapshot.ts";
import { type Value, isSet } from "../model/value.ts";
import { connectionFile } from "./connection-name.ts";
import type { AboutGroup } from "./error-groups.ts";
import type { OpenProject } from "./open-project.ts";
import { readSettings } from "./settings-file.ts";
import { linesIn } from "./yaml-file.ts";

/** The line of the connection's file that decides about a cause; null: it is not decided there. What the own mapping refuses is mended in its table, or where that would stand. */
export function mendPlace({ workspace }: OpenProject, connection: string, cause: ErrorCause): ErrorGroup["mend"] {
  if (!isOwnMapping(cause)) return null;
  const file = connectionFile(workspace, connection);
  const text = readSettings(file);
  if (!text.ok) return null;
  const row = cause.failure.detail === REFUSE ? ["send", wordOf(cause.failure.value)] : [];
  const line = linesIn(text.value)([...tableOf(cause), ...row]);
  return { file: relative(workspace, file).replaceAll("\\", "/"), line };
}

/** The same as a row of the form over that file: the table of words, and the word that has none in it. */
export function mendRow({ cause, sends }: AboutGroup): { readonly table: readonly string[]; readonly word: string } {
  return { table: [...tableOf(cause), sends ? "send" : "receive"], word: wordOf(cause.failure.value) };
}

function wordOf(value: Value | undefined): string {
  if (value === undefined || value === null || isSet(value)) return "";
  return typeof value === "object" ? value.name : String(value);
}

function tableOf(cause: ErrorCause): readonly string[] {
  return isPerson(cause) ? ["people"] : ["values", cause.failure.field ?? ""];
}

function isPerson({ failure: { value } }: ErrorCause): boolean {
  return typeof value === "object" && value !== null && !isSet(value);
}
