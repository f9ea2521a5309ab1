import type { MemoryChange } from "../../ports/tracker.ts";
import { MemoryDraft } from "./memory-rows.ts";
import { type Project, checkoutOf, openFolder } from "./project-folder.ts";

/** From now on the issues belong to the branch and commit that are checked out. No change in the middle of a merge, or on no branch. */
export async function standHere(project: Project): Promise<readonly MemoryChange[]> {
  const folder = await openFolder(project);
  if (folder.kind !== "ready") return [];
  const draft = new MemoryDraft(project.memory);
  const { hold, now } = await checkoutOf(project, folder.path, draft);
  if (hold !== null && now !== null) draft.putCheckout(now);
  return draft.take();
}
