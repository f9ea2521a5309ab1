import type { MemoryChange } from "../../ports/tracker.ts";
import { MemoryDraft } from "./memory-rows.ts";
import { type Project, checkoutOf, openFolder } from "./project-folder.ts";

/**
 * From now on the issues belong to the branch and commit that are checked out. No change in the middle of a merge, or on no branch. Where git
 * cannot be asked and never was, a person says that it keeps none of them.
 */
export async function standHere(project: Project): Promise<readonly MemoryChange[]> {
  const folder = await openFolder(project);
  if (folder.kind !== "ready") return [];
  const draft = new MemoryDraft(project.memory);
  const { hold, now } = await checkoutOf(project, folder.path, draft);
  if (hold?.code === "GIT_MUTE") {
    if (draft.knownOfGit() === null) draft.putKnownOfGit("apart");
    return draft.take();
  }
  if (hold !== null && now !== null) draft.putKnownOfGit({ ...now, unread: true });
  return draft.take();
}
