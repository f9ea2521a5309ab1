import type { Value } from "../../model/value.ts";
import { canonicalValue, sameValue } from "../../model/value.ts";
import { PROMPT_WORDS } from "../../view/issue-prompts.ts";
import type { Ferry } from "../ferry.ts";
import { say } from "../messages.ts";
import type { Chosen } from "./issue-choice.ts";
import { type Job, carryOutAll } from "./carry-out.ts";
import { sayShortly, sayWithUndo } from "./telling.ts";

/** A field of one issue that is to hold another value. */
export interface FieldEdit extends Chosen {
  readonly field: string;
  readonly value: Value;
}

interface EditJob extends Job {
  readonly edit: FieldEdit;
  readonly before: Value;
}

/** Changes fields, says `said` of the keys that were changed, and offers to take it back. What holds the value already is left alone. */
export async function editFields(ferry: Ferry, edits: readonly FieldEdit[], said: (keys: readonly string[]) => string): Promise<void> {
  const jobs = edits.flatMap((edit) => {
    const before = edit.issue.fields[edit.field] ?? null;
    return sameValue(canonicalValue(edit.value), canonicalValue(before)) ? [] : [editJob(edit, before)];
  });
  if (jobs.length === 0) return;
  const done = await carryOutAll(ferry, jobs);
  if (done.length === 0 || !(await sayWithUndo(said(done.map(({ key }) => key))))) return;
  await undo(ferry, done);
}

function editJob(edit: FieldEdit, before: Value): EditJob {
  const { live, issue, field, value } = edit;
  return { live, key: issue.key, command: { kind: "edit issue", issue: issue.id, change: { fields: { [field]: value } } }, edit, before };
}

/** What was changed again meanwhile, by anybody, stays. */
async function undo(ferry: Ferry, done: readonly EditJob[]): Promise<void> {
  const back: EditJob[] = [];
  const changed: string[] = [];
  for (const { edit, before, live, key } of done) {
    const issue = live.index.issues.get(edit.issue.id);
    const now = issue?.fields[edit.field] ?? null;
    if (issue && sameValue(canonicalValue(now), canonicalValue(edit.value))) back.push(editJob({ ...edit, issue, value: before }, now));
    else changed.push(key);
  }
  const undone = await carryOutAll(ferry, back);
  if (undone.length > 0) sayShortly(PROMPT_WORDS.undone(undone.length));
  if (changed.length > 0) void say(PROMPT_WORDS.changedSince(changed));
}
