import type { AttachmentView } from "../model/snapshot.ts";
import { attachmentPlace } from "../trackers/markdown/attachment-place.ts";
import type { OpenProject } from "./open-project.ts";
import { attachmentViews } from "./snapshot.ts";

/** The files of one issue, as its text names them now. */
export async function issueAttachments(project: OpenProject, issue: string): Promise<readonly AttachmentView[]> {
  const { attachments = [] } = (await project.tracker.read([issue]))?.[0] ?? {};
  return project.store.reading(() => attachmentViews(project, issue, attachments));
}

/** Where it can be opened; null: nowhere on this machine. */
export async function attachmentFile({ workspace, file, store }: OpenProject, issue: string, id: string): Promise<string | null> {
  return attachmentPlace({ workspace, directory: file.issues, memory: store }, issue, id);
}
