import type { IssueId } from "../../model/document.ts";
import type { MemoryChange } from "../../ports/tracker.ts";
import { MemoryDraft } from "./memory-rows.ts";
import type { Project } from "./project-folder.ts";

/**
 * Carries a person's answer into the memory; the next scan acts on it. `file`: an older text is reported as an edit, a missing file as
 * deleted. `partner`: an older text is reported as the ancestor of itself, so that it is no edit, and a missing file may be
 * written again. No change where nothing was asked.
 */
export function answerQuestion(project: Project, id: IssueId, take: "partner" | "file"): readonly MemoryChange[] {
  const draft = new MemoryDraft(project.memory);
  const missing = draft.missing(id);
  if (missing?.asked !== undefined) {
    const { asked: _, ...rest } = missing;
    draft.putMissing(id, { ...rest, answer: take === "file" ? "deleted" : "restore" });
  }
  const name = draft.nameOf(id);
  const row = name === null ? null : draft.file(name);
  if (name !== null && row?.asked !== undefined) {
    const { asked: _, ...rest } = row;
    draft.putFile(name, { ...rest, again: true, ...(take === "file" ? { meant: row.seen } : { restore: true }) });
  }
  return draft.take();
}
