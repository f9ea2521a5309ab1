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
}

interface LastCommand {
  /** The process that did it: several steps of one belong together. */
  readonly by: string;
  /** null: what it did cannot be taken back. */
  readonly steps: readonly Step[] | null;
}

/** Name of the fact that keeps it. */
const LAST = "last command";
/** Names this process. */
const HERE = randomBytes(9).toString("hex");

/** Puts down what was done, so that a later command line can take it back. What changes nothing of the project's is passed over. */
export function noteDone(store: Store, asked: Asked, outcome: Done): void {
  if (asked.kind === "ping" || asked.kind === "sync") return;
  const last = lastCommand(store);
  const before = last?.by === HERE ? last.steps : [];
  const step = stepOf(asked, outcome);
  const next: LastCommand = { by: HERE, steps: before === null || step === null ? null : [...before, step] };
  store.transaction(() => store.setFact(LAST, JSON.stringify(next)));
}

function stepOf(asked: Asked, { replaced }: Done): Step | null {
  switch (asked.kind) {
    case "edit issue":
      if (asked.change.comments !== undefined || asked.change.removedComments !== undefined) return null;
      return { asked, ...(replaced && { replaced }) };
    case "delete issue":
    case "resolve":
      return { asked };
    default:
      return null;
  }
}

/** What takes the last command line back, an issue each; `command` null: somebody has changed it since. null: there is nothing to take back. */
export function lastUndone(
  store: Store,
): readonly { readonly row: LocalIssue | null; readonly issue: string; readonly command: Asked | null }[] | null {
  const steps = lastCommand(store)?.steps ?? [];
  if (steps.length === 0) return null;
  return steps.toReversed().map(({ asked, replaced }) => {
    const { issue } = asked;
    const row = store.issue(issue);
    const command: Asked | null =
      asked.kind === "resolve" ? { kind: "reopen", issue, connection: asked.connection, field: asked.field } : undoOf(asked, replaced, row);
    return { row, issue, command };
  });
}

/** It was taken back: not once more. */
export function forgetLast(store: Store): void {
  store.transaction(() => store.setFact(LAST, JSON.stringify({ by: HERE, steps: [] } satisfies LastCommand)));
}

function lastCommand(store: Store): LastCommand | null {
  const text = store.fact(LAST);
  return text === null ? null : (JSON.parse(text) as LastCommand);
}
