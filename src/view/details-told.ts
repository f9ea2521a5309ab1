import { type CommandOutcome, settlingOf } from "../model/command.ts";
import { commandSentence } from "./command-failures.ts";
import type { ToPage } from "./details-messages.ts";
import type { PageAction, Settling, Target } from "./details-model.ts";
import { partList } from "./details-words.ts";

type Told = Extract<ToPage, { readonly kind: "told" }>;

/** What became of settling conflicts, or of taking that back; one outcome for each target, and the way back for those that are done. */
export function settledTold(action: Settling, targets: readonly Target[], outcomes: readonly CommandOutcome[]): Told {
  const done = targets.filter((_, i) => outcomes[i]?.kind === "done");
  const failed = outcomes.find((outcome) => outcome.kind === "failed");
  const undoable = targets.flatMap((target, i) => wayBack(target, outcomes[i]) ?? []);
  const undo: PageAction | null = action.do === "reopen" || undoable.length === 0 ? null : { do: "reopen", targets: undoable };
  const said = done.length === 0 ? "" : doneText(action, partList(done.map(({ part }) => part)), done.length > 1);
  if (!failed) return { kind: "told", tone: "good", text: said, undo };
  const why = commandSentence(failed.code, failed.data, "editor");
  return { kind: "told", tone: "bad", text: said ? `${said} ${why}` : why, undo };
}

/** Takes back what was settled just now, and nothing that is settled later. null: there is no way back. */
function wayBack({ connection, part }: Target, outcome: CommandOutcome | undefined): Target | null {
  const settling = outcome?.kind === "done" && part !== "deleted" ? settlingOf(outcome.data) : null;
  return settling && { connection, part, ...settling };
}

function doneText(action: Settling, list: string, several: boolean): string {
  switch (action.do) {
    case "keep mine":
      return `Your ${list} ${several ? "stand" : "stands"} again, and ${several ? "are" : "is"} sent.`;
    case "take theirs":
      return `Theirs stays in ${list}.`;
    case "set":
      return `The new ${list} is written, and is sent.`;
    case "reopen":
      return `Undone in ${list}: everything is as before, and waits for your decision.`;
  }
}

/** What became of any other command. */
export function commandTold(outcome: CommandOutcome, done: string): Told {
  return outcome.kind === "done"
    ? { kind: "told", tone: "good", text: done, undo: null }
    : { kind: "told", tone: "bad", text: commandSentence(outcome.code, outcome.data, "editor"), undo: null };
}

/** What is said when it is done. */
export const DONE = {
  retry: "It is tried again.",
  start: "The connection is started.",
  sync: "Synchronised.",
  "bring back": "It is there again.",
  copy: "Copied.",
  save: "Saved.",
  "answer file": "As the file stands is meant.",
  "answer partner": "What was agreed is brought back.",
} as const;

/** Something outside of the issue kept it from being done. */
export const NOT_DONE = "This could not be done now. Try again; the log (Issue Ferry: Show Log) says why.";
export const NOT_THERE = "The issue's file is not there now.";
export const NOTHING_TO_COMPARE = "There is nothing to compare any more.";

/** Asked before a deletion that nothing on the page takes back. */
export const DELETE = {
  question: "Delete this issue here and at the partner?",
  detail: "Its file goes to the folder .trash beside the issues.",
  yes: "Delete",
} as const;
