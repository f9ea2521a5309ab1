import type { AttachmentView } from "../model/snapshot.ts";
import { attachmentPlace } from "../trackers/markdown/attachment-place.ts";
import { MemoryDraft } from "../trackers/markdown/memory-rows.ts";
import type { OpenProject } from "./open-project.ts";
import { attachmentViews } from "./snapshot.ts";

/** The files of one issue, as its text names them now. */
export async function issueAttachments(project: OpenProject, issue: string): Promise<readonly AttachmentView[]> {
  const { attachments = [] } = (await project.tracker.read([issue]))?.[0] ?? {};
  return project.store.reading(() => attachmentViews(project, issue, attachments));
}

/** Whether it has any, as of the last look at its text: one short reading, for a row. */
export function hasFiles({ store }: OpenProject, issue: string): boolean {
  return new MemoryDraft(store).attachments(issue).items.length > 0;
}

/** Where it can be opened; null: nowhere on this machine. */
export async function attachmentFile({ workspace, file, store }: OpenProject, issue: string, id: string): Promise<string | null> {
  return attachmentPlace({ workspace, directory: file.issues, memory: store }, issue, id);
}
