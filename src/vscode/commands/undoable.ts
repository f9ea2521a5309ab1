import { type Undoable, undoOf } from "../../app/undo.ts";
import type { LocalIssue } from "../../model/local-issue.ts";
import { PROMPT_WORDS } from "../../view/issue-prompts.ts";
import type { Ferry } from "../ferry.ts";
import { say } from "../messages.ts";
import type { Chosen } from "./issue-choice.ts";
import { type Done, type Job, carryOutAll } from "./carry-out.ts";
import { sayShortly, sayWithUndo } from "./telling.ts";

/** One thing that a person asked for, which can be taken back. The issue is as it stood when it was chosen. */
export interface UndoableJob extends Chosen {
  readonly key: string;
  /** What is to be done to the issue as it stands when its turn has come: boxes stay open for long. null: it is so already. */
  readonly askedOf: (now: LocalIssue) => Undoable | null;
}

export function undoableJob(chosen: Chosen, askedOf: UndoableJob["askedOf"]): UndoableJob {
  return { ...chosen, key: chosen.issue.key, askedOf };
}

/**
 * Carries all out, says `said` of the keys that it was done to, and offers one way back for all of them. What somebody changed since stays,
 * which is said, too. `after` has the last word on what was taken back.
 */
export async function carryOutUndoably(
  ferry: Ferry,
  jobs: readonly UndoableJob[],
  said: (keys: readonly string[]) => string,
  after: (undone: readonly UndoableJob[]) => string | null = () => null,
): Promise<void> {
  if (jobs.length === 0) return;
  const already: string[] = [];
  const done = await carryOutAll(
    ferry,
    jobs.map((job): UndoableJob & Job => ({
      ...job,
      command: () => {
        const asked = job.askedOf(job.live.project.store.issue(job.issue.id) ?? job.issue);
        if (asked === null) already.push(job.key);
        return asked;
      },
    })),
  );
  if (already.length === jobs.length) sayShortly(PROMPT_WORDS.alreadySo(already));
  if (done.length === 0 || !(await sayWithUndo(said(done.map(({ key }) => key))))) return;
  await takeBack(ferry, done, after);
}

async function takeBack(
  ferry: Ferry,
  done: readonly (UndoableJob & Done)[],
  after: (undone: readonly UndoableJob[]) => string | null,
): Promise<void> {
  const left: string[] = [];
  const changed: string[] = [];
  const jobs = done.flatMap((job) => {
    // The message may have stood for long: a project that was closed and opened again meanwhile is another object.
    const live = ferry.folders.live.find(({ project }) => project.file.id === job.live.project.file.id);
    if (!live) left.push(job.key);
    const command = (): ReturnType<typeof undoOf> => {
      const back = live && isUndoable(job.asked) ? undoOf(job.asked, job.replaced, live.project.store.issue(job.issue.id)) : null;
      if (back === null) changed.push(job.key);
      return back;
    };
    return live ? [{ ...job, live, command }] : [];
  });
  const undone = await carryOutAll(ferry, jobs);
  const last = undone.length > 0 ? after(undone) : null;
  const told = [
    ...(changed.length > 0 ? [PROMPT_WORDS.changedSince(changed)] : []),
    ...(left.length > 0 ? [PROMPT_WORDS.leftSince(left)] : []),
    ...(last === null ? [] : [last]),
  ];
  if (undone.length > 0) sayShortly(PROMPT_WORDS.undone(undone.length));
  if (told.length > 0) void say(told.join(" "));
}

function isUndoable(asked: Done["asked"]): asked is Undoable {
  return asked.kind === "edit issue" || asked.kind === "delete issue";
}
