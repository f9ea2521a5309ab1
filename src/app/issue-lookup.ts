import { isId } from "../model/ids.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import { tryLock } from "../store/worker-lock.ts";
import { scan } from "../sync/scan.ts";
import type { OpenProject } from "./open-project.ts";
import { carryOutAnywhere } from "./worker.ts";

/** An issue by this project's key, in any case, or by its id. One that is not known may be new: the tracker is looked at once. */
export async function findIssue(project: OpenProject, word: string): Promise<LocalIssue | null> {
  const known = knownIssue(project, word);
  if (known) return known;
  await look(project);
  return knownIssue(project, word);
}

function knownIssue(project: OpenProject, word: string): LocalIssue | null {
  const { store } = project;
  const id = word.toLowerCase();
  const found = store.issueByKey(word) ?? store.issueByKey(word.toUpperCase());
  return found ?? (isId(id) ? store.issue(id) : null);
}

/** Takes up what changed in the tracker, here or by whoever works for the project. */
async function look(project: OpenProject): Promise<void> {
  const lock = tryLock(project.stateDirectory);
  if (!lock) {
    await carryOutAnywhere(project, { kind: "sync", author: project.author });
    return;
  }
  try {
    await scan(project.context, () => Promise.resolve());
  } finally {
    lock.release();
  }
}
