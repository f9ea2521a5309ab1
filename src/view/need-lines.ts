import type { ErrorGroup, IssueView, ProjectView } from "../model/snapshot.ts";
import { connectionNeed } from "./connection-need.ts";
import { connectionNotes } from "./connection-rows.ts";
import { diagnosticSentence } from "./diagnostics.ts";
import { errorGroupLines } from "./error-groups.ts";
import { keysText } from "./issue-words.ts";
import { inOrderOfNeed } from "./issue-rows.ts";
import { wayFirst } from "./ways.ts";

const NAMED = 10;
/** Causes of errors that are named. */
const CAUSES = 3;
/** Of an issue's `heldBecause`: what only an answer ends. */
const QUESTIONS: ReadonlySet<string | undefined> = new Set(["missing", "many missing", "older text", "many deletions"]);

/** Whether the issue stands still until a person does something about it. */
function needsPerson({ syncStatus, heldBecause }: IssueView): boolean {
  return syncStatus === "error" || syncStatus === "conflict" || QUESTIONS.has(heldBecause);
}

/** What stands still until a person does something, a line each. `issues`: those of which that is true, maybe among others. */
export function needLines(view: ProjectView, issues: readonly IssueView[], causes: readonly ErrorGroup[], now: number): string[] {
  return [
    ...view.connections.filter((one) => connectionNeed(one) !== null).flatMap((connection) => connectionNotes(connection, now)),
    ...view.diagnostics.map((found) => diagnosticSentence(found)),
    ...issueNeedLines(issues, causes),
  ];
}

/** Of these what a person must do something about, by key; errors with their causes, of which the most frequent are named. */
export function issueNeedLines(issues: readonly IssueView[], causes: readonly ErrorGroup[]): string[] {
  const needy = inOrderOfNeed(issues.filter(needsPerson));
  const groups = Map.groupBy(needy, ({ syncStatus }) => (syncStatus === "held" ? "a question" : syncStatus));
  return [...groups].flatMap(([what, those]) => {
    const keys = those.map(({ key }) => key);
    const more = `${wayFirst("command line", "show", "KEY")} says what to do.`;
    if (what !== "error" || causes.length === 0) return [`${what}: ${keysText(keys, NAMED)}. ${more}`];
    const named = causes.slice(0, CAUSES).map((cause) => `error: ${errorGroupLines(cause)[0] ?? ""}`);
    return [...named, `${causes.length > CAUSES ? `${causes.length - CAUSES} more causes. ` : ""}${more}`];
  });
}
