import { type Undoable, undoOf } from "../../app/undo.ts";
import { PROMPT_WORDS } from "../../view/issue-prompts.ts";
import type { Ferry } from "../ferry.ts";
import { say } from "../messages.ts";
import type { Chosen } from "./issue-choice.ts";
import { type Done, type Job, carryOutAll } from "./carry-out.ts";
import { sayShortly, sayWithUndo } from "./telling.ts";

/** One thing that a person asked for, which can be taken back. The issue is as it stood before. */
export interface UndoableJob extends Job, Chosen {
  readonly command: Undoable;
}

export function undoableJob(chosen: Chosen, command: Undoable): UndoableJob {
  return { ...chosen, key: chosen.issue.key, command };
}

/**
 * Carries all out, says `said` of the keys that it was done to, and offers one way back for all of them. What somebody changed since stays,
 * which is said, too. `after` has the last word on what was taken back.
 */
export async function carryOutUndoably(
  ferry: Ferry,
  jobs: readonly UndoableJob[],
  said: (keys: readonly string[]) => string,
  after: (undone: readonly (UndoableJob & Done)[]) => string | null = () => null,
): Promise<void> {
  if (jobs.length === 0) return;
  const done = await carryOutAll(ferry, jobs);
  if (done.length === 0 || !(await sayWithUndo(said(done.map(({ key }) => key))))) return;
  // The message may have stood for long: a project that was closed and opened again meanwhile is another object.
  const found = done.flatMap((job) => {
    const live = ferry.folders.live.find(({ project }) => project.file.id === job.live.project.file.id);
    return live ? [{ job: { ...job, live }, back: undoOf(job.command, job.issue, live.project.store.issue(job.issue.id)) }] : [];
  });
  const undone = await carryOutAll(
    ferry,
    found.flatMap(({ job, back }) => (back ? [{ ...job, command: back, was: job }] : [])),
  );
  const changed = found.flatMap(({ job, back }) => (back ? [] : [job.key]));
  const last = undone.length > 0 ? after(undone.map(({ was }) => was)) : null;
  const told = [...(changed.length > 0 ? [PROMPT_WORDS.changedSince(changed)] : []), ...(last === null ? [] : [last])];
  if (undone.length > 0) sayShortly(PROMPT_WORDS.undone(undone.length));
  if (told.length > 0) void say(told.join(" "));
}
