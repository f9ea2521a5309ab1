import { join } from "node:path";
import type { IssueId } from "../../model/document.ts";
import type { MemoryChange } from "../../ports/tracker.ts";
import { editIssueText } from "./issue-edit.ts";
import { type FoundIssue, IssueFinder, lookAtIssue } from "./issue-finder.ts";
import { MemoryDraft } from "./memory-rows.ts";
import { type Project, checkoutOf, isUnsaved, openFolder } from "./project-folder.ts";
import { replaceFiles } from "./replace-file.ts";
import { moveToTrash, syncTrash } from "./trash.ts";

/**
 * The file of `from` gets the id of `to`, whose own file goes to the trash: in this order, so that a crash between leaves nothing with one id
 * twice and a second try ends the first. No change where it cannot be done now (not there, not saved, being written): nothing
 * has happened then, or the same call ends it later.
 */
export async function joinIssues(project: Project, from: IssueId, to: IssueId): Promise<readonly MemoryChange[]> {
  const folder = await openFolder(project);
  if (folder.kind !== "ready" || from === to) return [];
  const draft = new MemoryDraft(project.memory);
  if ((await checkoutOf(project, folder.path, draft)).hold !== null) return [];
  const finder = new IssueFinder(folder.path, draft, project.fields);
  const ours = await finder.find(from);
  const theirs = await finder.find(to);
  if (isWaiting(project, ours) || isWaiting(project, theirs)) return [];
  if (ours.kind !== "issue") return theirs.kind === "issue" && draft.nameOf(from) === theirs.name ? joined(draft, from, to, theirs) : [];
  if (theirs.kind === "issue") {
    const trashed = await moveToTrash(folder.path, theirs.name, theirs.file.key ?? "joined", theirs.version);
    if (trashed.kind !== "done") return [];
    await syncTrash(folder.path);
    draft.putFile(theirs.name, null);
  }
  const text = editIssueText(ours.file, {}, { id: to });
  const [written] = await replaceFiles([{ path: join(folder.path, ours.name), expected: ours.version, text, commanded: true }], project);
  if (written?.kind !== "done") return [];
  const now = await lookAtIssue(folder.path, ours.name, project.fields);
  return now.kind === "issue" && now.file.id === to ? joined(draft, from, to, now) : [];
}

type Issue = Extract<FoundIssue, { kind: "issue" }>;

function isWaiting(project: Project, found: FoundIssue): boolean {
  return found.kind === "busy" || found.kind === "fault" || (found.kind === "issue" && isUnsaved(project, found.name, true));
}

function joined(draft: MemoryDraft, from: IssueId, to: IssueId, at: Issue): readonly MemoryChange[] {
  draft.putName(from, null);
  draft.putTexts(from, []);
  draft.putName(to, at.name);
  draft.putMissing(to, null);
  draft.putTexts(to, [{ version: at.version, text: at.text, written: true }]);
  draft.putFile(at.name, { id: to, key: at.file.key, stat: at.stat.text, seen: at.version, agreed: at.version, again: true });
  return draft.take();
}
