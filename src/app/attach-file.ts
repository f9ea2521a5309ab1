import { randomBytes } from "node:crypto";
import { basename } from "node:path";
import type { CommandOutcome } from "../model/command.ts";
import { type Result, failed, ok } from "../model/failure.ts";
import { newId } from "../model/ids.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import type { TrackerAttachment, TrackerChange } from "../model/tracker-issue.ts";
import { type AttachFailure, copyAside } from "../trackers/markdown/attach-file.ts";
import { mediaTypeOf } from "../trackers/markdown/attachment-name.ts";
import type { OpenProject } from "./open-project.ts";
import { theirAttachments } from "./their-attachments.ts";

export type CannotAttach =
  | AttachFailure
  | { readonly kind: "command"; readonly outcome: Extract<CommandOutcome, { readonly kind: "failed" }> };

/** Has an edit of the issue carried out, by whoever works for the project. */
export type CarryOut = (change: TrackerChange) => Promise<CommandOutcome>;

/**
 * Copies a file beside an issue and names it there: the copy is whole before the issue names it, and stands in its place afterwards. `name`: under which
 * it is attached.
 */
export async function attachFile(
  project: OpenProject,
  issue: LocalIssue,
  path: string,
  carryOut: CarryOut,
  name = basename(path),
): Promise<Result<{ readonly id: string; readonly name: string }, CannotAttach>> {
  const { attachments = [] } = (await project.tracker.read([issue.id]))?.[0] ?? {};
  const taken = attachments.map((one) => one.name);
  const aside = await copyAside({ workspace: project.workspace, directory: project.file.issues }, issue.key, { path, name, taken });
  if ("kind" in aside) return failed(aside);
  const id = newId(Date.now(), randomBytes(10));
  const attachment: TrackerAttachment = {
    id,
    name: aside.name,
    mediaType: mediaTypeOf(aside.name),
    author: project.author,
    created: new Date().toISOString(),
    content: null,
    here: true,
  };
  const outcome = await carryOut({ attachments: [attachment] });
  if (outcome.kind === "failed") {
    await aside.remove();
    return failed({ kind: "command", outcome });
  }
  if (await aside.place()) return ok({ id, name: aside.name });
  await aside.remove();
  return failed({ kind: "copy", detail: aside.name });
}

/** The attachments of an issue that a word may mean: an id, or a name. `theirs`: only their side removes them. */
export async function attachmentsNamed(
  project: OpenProject,
  issue: LocalIssue,
  word: string,
): Promise<readonly (TrackerAttachment & { readonly theirs: boolean })[]> {
  const { attachments = [] } = (await project.tracker.read([issue.id]))?.[0] ?? {};
  const theirs = new Set(theirAttachments(project, issue.id));
  return attachments
    .filter(({ id, name }) => id === word.toLowerCase() || name === word)
    .map((attachment) => ({ ...attachment, theirs: theirs.has(attachment.id) }));
}
