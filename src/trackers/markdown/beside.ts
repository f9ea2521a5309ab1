import type { Contents } from "../../ports/contents.ts";
import type { TrackerWrite } from "../../ports/tracker.ts";
import { bringAttachmentsBack, sweepAttachments, trashAttachments } from "./attachment-folders.ts";
import type { BesideScan } from "./beside-scan.ts";
import { lookBeside } from "./look-beside.ts";
import { type ContentsOptions, markdownContents } from "./markdown-contents.ts";
import type { FileRow, MemoryDraft } from "./memory-rows.ts";
import type { WritePlan } from "./plan-write.ts";
import { AttachmentScan } from "./scan-attachments.ts";
import type { Candidate, Scene } from "./scan-candidate.ts";
import { trashRemoved } from "./trash-removed.ts";

/** What is asked for where a project has files beside its issues. In an editor this is a bundle of its own, read then. */

export async function beginScan(folder: string, draft: MemoryDraft, rows: ReadonlyMap<string, FileRow>): Promise<BesideScan> {
  return AttachmentScan.begin(folder, draft, rows);
}

export async function takeUpFiles(scene: Scene, candidate: Candidate): Promise<void> {
  await lookBeside(scene, candidate);
}

/** The files follow their issue: to the trash, back from it, or out of it. */
export async function followIssue(folder: string, draft: MemoryDraft, write: TrackerWrite, plan: WritePlan): Promise<void> {
  if (plan.kind === "trash") await trashAttachments(folder, plan.key);
  else if (plan.kind === "create") await bringAttachmentsBack(folder, plan.key);
  else if (plan.kind === "replace" || plan.kind === "there") await trashRemoved(folder, draft, write, plan.found.file.key);
}

export async function sweepBeside(folder: string): Promise<void> {
  await sweepAttachments(folder);
}

export function contentsBeside(options: ContentsOptions): Contents {
  return markdownContents(options);
}
