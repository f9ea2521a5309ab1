import type { Tone } from "./cell.ts";
import { type AnyForm, FORM_COMMANDS, type FormDeed, type FormPath, type FormValue } from "./form-model.ts";

/** What the page is told. `state`: of the text that the page is of. `goto`: brings a part of the page to the front; `key`: typed into a new row of it. */
export type ToForm =
  | { readonly kind: "page"; readonly page: AnyForm; readonly state: number }
  /** An edit of the page is in the text, or is not: `told` says why. */
  | { readonly kind: "done"; readonly number: number; readonly told: { readonly text: string; readonly tone: Tone } | null }
  /** Something else was not done, or there is something to know about it; null: it is not so any more. */
  | { readonly kind: "told"; readonly told: { readonly text: string; readonly tone: Tone } | null }
  | { readonly kind: "goto"; readonly id: string; readonly key: string };

/** What the page tells. An edit is answered by its number; it is meant for the text of that state. */
export type FromForm =
  | { readonly kind: "ready" }
  | { readonly kind: "act"; readonly deed: FormDeed; readonly number: number; readonly state: number };

/** Nobody types more into one control. Characters, parts of a path, entries of a list, lists within each other. */
const LONGEST = 10_000;
const DEEPEST = 10;
const MOST = 1000;

/** null: not a message of ours. */
export function readFromForm(data: unknown): FromForm | null {
  if (!isRecord(data)) return null;
  if (data["kind"] === "ready") return { kind: "ready" };
  const { number, state } = data;
  if (data["kind"] !== "act" || !isRecord(data["deed"]) || !isCount(number) || !isCount(state)) return null;
  const deed = readDeed(data["deed"]);
  return deed && { kind: "act", deed, number, state };
}

function readDeed({ do: name, path, value, to, key, share, line, command }: Record<string, unknown>): FormDeed | null {
  switch (name) {
    case "set":
      return isPath(path) && isValue(value) ? { do: name, path, value } : null;
    case "remove":
      return isPath(path) ? { do: name, path } : null;
    case "rename":
      return isPath(path) && isText(to) ? { do: name, path, to } : null;
    case "add":
      return isPath(path) && isText(key) && isValue(value) ? { do: name, path, key, value } : null;
    case "try":
      return share === null || isText(share) ? { do: name, share } : null;
    case "save":
      return { do: name };
    case "text":
      return line === null || (typeof line === "number" && Number.isInteger(line) && line > 0) ? { do: name, line } : null;
    case "run": {
      const known = FORM_COMMANDS.find((one) => one === command);
      return known ? { do: name, command: known } : null;
    }
    default:
      return null;
  }
}

function isPath(data: unknown): data is FormPath {
  if (!Array.isArray(data) || data.length === 0 || data.length > DEEPEST) return false;
  return data.every((part, i) => (typeof part === "number" ? i > 0 && Number.isInteger(part) && part >= 0 : isText(part) && part !== ""));
}

function isValue(data: unknown, depth = 0): data is FormValue {
  if (data === null || typeof data === "boolean" || isText(data)) return true;
  if (typeof data === "number") return Number.isFinite(data);
  if (typeof data !== "object" || depth > DEEPEST) return false;
  const entries = Object.entries(data);
  return entries.length <= MOST && entries.every(([key, inner]) => isText(key) && isValue(inner, depth + 1));
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length <= LONGEST;
}

function isRecord(data: unknown): data is Record<string, unknown> {
  return typeof data === "object" && data !== null;
}
