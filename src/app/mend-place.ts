import { relative } from "node:path";
import { type ErrorCause, isOwnMapping } from "../model/error-cause.ts";
import type { ErrorGroup } from "../model/snapshot.ts";
import { isSet } from "../model/value.ts";
import { connectionFile } from "./connection-name.ts";
import type { OpenProject } from "./open-project.ts";
import { readSettings } from "./settings-file.ts";
import { linesIn } from "./yaml-file.ts";

/** The line of the connection's file that decides about a cause; null: it is not decided there. What the own mapping refuses is mended in its table, or where that would stand. */
export function mendPlace({ workspace }: OpenProject, connection: string, cause: ErrorCause): ErrorGroup["mend"] {
  if (!isOwnMapping(cause)) return null;
  const { failure } = cause;
  const file = connectionFile(workspace, connection);
  const text = readSettings(file);
  if (!text.ok) return null;
  const isPerson = typeof failure.value === "object" && failure.value !== null && !isSet(failure.value);
  const line = linesIn(text.value)(isPerson ? ["people"] : ["values", failure.field ?? ""]);
  return { file: relative(workspace, file).replaceAll("\\", "/"), line };
}
