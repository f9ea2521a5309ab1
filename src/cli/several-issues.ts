import { findIssue } from "../app/issue-lookup.ts";
import type { OpenProject } from "../app/open-project.ts";
import { refusedValues, sharedOver } from "../app/refused-values.ts";
import type { Command as Asked } from "../model/command.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import { refusedSentence } from "../view/field-failures.ts";
import { keysText } from "../view/issue-words.ts";
import { plainText } from "../view/plain-text.ts";
import { type Answer, answer } from "./answer.ts";
import { ask } from "./calls.ts";
import { commandFailed } from "./failures.ts";

type Edit = Omit<Extract<Asked, { readonly kind: "edit issue" }>, "author">;

/** The issues of these words, each once. What is none fails. */
export async function issuesOf(project: OpenProject, keys: readonly string[]): Promise<readonly LocalIssue[] | Answer> {
  const rows = new Map<string, LocalIssue>();
  for (const key of keys) {
    const row = await findIssue(project, key);
    if (!row || row.gone !== null) return commandFailed({ kind: "failed", code: "NO_SUCH_ISSUE", data: { key } });
    rows.set(row.id, row);
  }
  return [...rows.values()];
}

/** One edit for each of several issues; all are looked at before the first is changed, and what failed keeps no other from being done. */
export async function editEach(
  project: OpenProject,
  keys: readonly string[],
  editOf: (row: LocalIssue) => Promise<Edit | Answer>,
): Promise<Answer> {
  const rows = await issuesOf(project, keys);
  if ("kind" in rows) return rows;
  const edits: Edit[] = [];
  for (const row of rows) {
    const edit = await editOf(row);
    if (edit.kind !== "edit issue") return edit;
    edits.push(edit);
  }
  const issues: { readonly id: string; readonly key: string }[] = [];
  const failures: Extract<Answer, { readonly kind: "failed" }>[] = [];
  // Of many issues the same is said once.
  const stay = new Set<string>();
  for (const edit of edits) {
    const outcome = await ask(project, edit);
    const named = { id: edit.issue, key: String(outcome.data["key"] ?? "") };
    if (outcome.kind === "failed") failures.push({ ...commandFailed(outcome), ...(outcome.code === "PARTLY_TAKEN" && { besides: named }) });
    else {
      issues.push(named);
      for (const refused of refusedValues(project, sharedOver(project, edit.issue), edit.change.fields ?? {}))
        stay.add(refusedSentence(refused));
    }
  }
  const changed = issues.map(({ key }) => plainText(key));
  const said = changed.length === 0 ? [] : [`${keysText(changed, 10)} ${changed.length === 1 ? "is" : "are"} changed.`];
  const document = edits.length === 1 ? issues[0] : { issues };
  const [first] = failures;
  if (!first) return answer(document, { lines: changed, repeated: true, notes: [...said, ...stay] });
  if (edits.length === 1) return first;
  return { ...first, message: [...failures.map(({ message }) => message), ...said].join(" "), besides: { issues } };
}
