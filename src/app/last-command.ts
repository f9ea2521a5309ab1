import { randomBytes } from "node:crypto";
import type { Command, CommandOutcome } from "../model/command.ts";
import type { Store } from "../ports/store.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import { undoOf } from "./undo.ts";

type WithoutAuthor<T> = T extends unknown ? Omit<T, "author"> : never;
type Asked = WithoutAuthor<Command>;
type Done = Extract<CommandOutcome, { readonly kind: "done" }>;

/** One thing that the last command line did to an issue, with what is needed to take it back. */
interface Step {
  readonly asked: Extract<Asked, { readonly kind: "edit issue" | "delete issue" | "resolve" }>;
  readonly replaced?: NonNullable<Done["replaced"]>;
  /** Of a conflict: which settling it was. */
  readonly settled?: string;
}

interface LastCommand {
  /** The process that did it: several steps of one belong together. */
  readonly by: string;
  /** null: what it did cannot be taken back. */
  readonly steps: readonly Step[] | null;
}

/** Name of the fact that keeps it. */
const LAST = "last command";
/** Changes nothing of the project's. */
const ASKS_ONLY: ReadonlySet<Command["kind"]> = new Set([
  "ping",
  "sync",
  "ask status",
  "reconcile",
  "list issues",
  "ask trail",
  "acknowledge alarms",
]);
/** Names this process. */
const HERE = randomBytes(9).toString("hex");

/** Puts down what was done, so that a later command line can take it back. What only asks is passed over. */
export function noteDone(store: Store, asked: Asked, outcome: Done): void {
  if (ASKS_ONLY.has(asked.kind)) return;
  const last = lastCommand(store);
  const before = last?.by === HERE ? last.steps : [];
  const step = stepOf(asked, outcome);
  put(store, before === null || step === null ? null : [...before, step]);
}

/** What was asked for was done in part, or may still be done by another process: nothing is known that would take it back. */
export function noteUnclear(store: Store): void {
  put(store, null);
}

function put(store: Store, steps: LastCommand["steps"]): void {
  store.transaction(() => store.setFact(LAST, JSON.stringify({ by: HERE, steps } satisfies LastCommand)));
}

function stepOf(asked: Asked, { replaced, data: { settled } }: Done): Step | null {
  switch (asked.kind) {
    case "edit issue":
      // What else a change names than fields and sharing is not written again by naming it.
      if (Object.keys(asked.change).some((member) => member !== "fields" && member !== "share" && member !== "via")) return null;
      return { asked, ...(replaced && { replaced }) };
    case "delete issue":
      return { asked };
    case "resolve":
      if (isDeletion(asked)) return { asked: { kind: "delete issue", issue: asked.issue } };
      // Empty: it cannot be taken back. A worker of an earlier release says nothing.
      return settled === "" ? null : { asked, ...(typeof settled === "string" && { settled }) };
    default:
      return null;
  }
}

/** "Mine" of a deletion that lost deletes the issue. */
function isDeletion({ field, take }: Extract<Asked, { readonly kind: "resolve" }>): boolean {
  return field === "deleted" && take.kind === "mine";
}

/** One step taken back: `command` null: somebody has changed the issue since. */
export interface Undone {
  readonly step: Step;
  readonly row: LocalIssue | null;
  readonly command: Asked | null;
}

/** What takes the last command line back, an issue each. null: there is nothing to take back. */
export function lastUndone(store: Store): readonly Undone[] | null {
  const steps = lastCommand(store)?.steps ?? [];
  if (steps.length === 0) return null;
  return steps.toReversed().map((step) => {
    const { asked, replaced, settled } = step;
    const { issue } = asked;
    const row = store.issue(issue);
    const command: Asked | null =
      asked.kind === "resolve"
        ? { kind: "reopen", issue, connection: asked.connection, field: asked.field, ...(settled !== undefined && { settled }) }
        : undoOf(asked, replaced, row);
    return { step, row, command };
  });
}

/** It was taken back, but for those of `left`, the last first: they can be tried once more. */
export function forgetLast(store: Store, left: readonly Undone[]): void {
  put(store, left.map(({ step }) => step).toReversed());
}

function lastCommand(store: Store): LastCommand | null {
  const text = store.fact(LAST);
  return text === null ? null : (JSON.parse(text) as LastCommand);
}
