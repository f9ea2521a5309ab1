import type { IssueView, ProjectView } from "../model/snapshot.ts";
import { connectionNeed } from "./connection-need.ts";
import { connectionNotes } from "./connection-rows.ts";
import { diagnosticSentence } from "./diagnostics.ts";
import { keysText } from "./issue-words.ts";
import { inOrderOfNeed } from "./issue-rows.ts";
import { wayFirst } from "./ways.ts";

const NAMED = 10;
/** Of an issue's `heldBecause`: what only an answer ends. */
const QUESTIONS: ReadonlySet<string | undefined> = new Set(["missing", "many missing", "older text", "many deletions"]);

/** Whether the issue stands still until a person does something about it. */
function needsPerson({ syncStatus, heldBecause }: IssueView): boolean {
  return syncStatus === "error" || syncStatus === "conflict" || QUESTIONS.has(heldBecause);
}

/** What stands still until a person does something, a line each. `issues`: those of which that is true, maybe among others. */
export function needLines(view: ProjectView, issues: readonly IssueView[], now: number): string[] {
  const needy = inOrderOfNeed(issues.filter(needsPerson));
  const groups = Map.groupBy(needy, ({ syncStatus }) => (syncStatus === "held" ? "a question" : syncStatus));
  return [
    ...view.connections.filter((one) => connectionNeed(one) !== null).flatMap((connection) => connectionNotes(connection, now)),
    ...view.diagnostics.map((found) => diagnosticSentence(found)),
    ...[...groups].map(([what, those]) => {
      const keys = those.map(({ key }) => key);
      return `${what}: ${keysText(keys, NAMED)}. ${wayFirst("command line", "show", "KEY")} says what to do.`;
    }),
  ];
}
