import { type DetailsPage, ISSUE_COMMANDS, type PageAction, type Target } from "./details-model.ts";
import type { Tone } from "./cell.ts";

/** What the page is told. `state` is what it keeps, so that it can be shown again after a reload. */
export type ToPage =
  | { readonly kind: "page"; readonly page: DetailsPage; readonly state: PageState }
  | { readonly kind: "working"; readonly working: boolean }
  | { readonly kind: "told"; readonly text: string; readonly tone: Tone; readonly undo: PageAction | null };

export interface PageState {
  readonly project: string;
  readonly issue: string;
}

/** What the page tells. */
export type FromPage = { readonly kind: "ready" } | { readonly kind: "act"; readonly action: PageAction };

/** Longer texts are nobody's value. */
const LONGEST = 1024 * 1024;
const MOST_TARGETS = 1000;
/** Parts of a path in a settings file. */
const DEEPEST = 10;

/** null: not a message of ours. */
export function readFromPage(data: unknown): FromPage | null {
  if (!isRecord(data)) return null;
  if (data["kind"] === "ready") return { kind: "ready" };
  const action = data["kind"] === "act" ? readAction(data["action"]) : null;
  return action && { kind: "act", action };
}

export function readPageState(data: unknown): PageState | null {
  if (!isRecord(data)) return null;
  const { project, issue } = data;
  return isText(project) && isText(issue) ? { project, issue } : null;
}

function readAction(data: unknown): PageAction | null {
  if (!isRecord(data)) return null;
  const { do: name, text, connection, take, file } = data;
  switch (name) {
    case "keep mine":
    case "take theirs":
    case "reopen": {
      const targets = readTargets(data["targets"]);
      return targets && { do: name, targets };
    }
    case "set": {
      const target = readTarget(data["target"]);
      return target && isText(text) ? { do: name, target, text } : null;
    }
    case "compare": {
      const target = readTarget(data["target"]);
      return target && { do: name, target };
    }
    case "answer":
      return take === "partner" || take === "file" ? { do: name, take } : null;
    case "copy":
      return isText(text) ? { do: name, text } : null;
    case "start":
    case "review":
      return isText(connection) ? { do: name, connection } : null;
    case "mapping": {
      const { at, word } = data;
      const isPath = Array.isArray(at) && at.length <= DEEPEST && at.every(isText);
      return isText(connection) && isText(word) && isPath ? { do: name, connection, at, word } : null;
    }
    case "get file":
    case "open file":
      return isText(file) ? { do: name, file } : null;
    case "run": {
      const command = ISSUE_COMMANDS.find((known) => known === data["command"]);
      return command ? { do: name, command } : null;
    }
    case "retry":
    case "share":
    case "open":
    case "save":
    case "problems":
    case "sync":
    case "bring back":
      return { do: name };
    default:
      return null;
  }
}

function readTargets(data: unknown): readonly Target[] | null {
  if (!Array.isArray(data) || data.length === 0 || data.length > MOST_TARGETS) return null;
  const targets = data.map(readTarget);
  return targets.every((target) => target !== null) ? targets : null;
}

function readTarget(data: unknown): Target | null {
  if (!isRecord(data)) return null;
  const { connection, part, seen, settled } = data;
  if (!isText(connection) || !isText(part) || !isTextOrNone(seen) || !isTextOrNone(settled)) return null;
  return { connection, part, ...(seen !== undefined && { seen }), ...(settled !== undefined && { settled }) };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length <= LONGEST;
}

function isTextOrNone(value: unknown): value is string | undefined {
  return value === undefined || isText(value);
}

function isRecord(data: unknown): data is Record<string, unknown> {
  return typeof data === "object" && data !== null;
}
