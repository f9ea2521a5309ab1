import { newId } from "../../model/ids.ts";
import { attachmentItems } from "./front-items.ts";
import { readIssueFile } from "./issue-file.ts";
import { filesOfIssue } from "./issue-files.ts";
import type { Candidate, Scene } from "./scan-candidate.ts";

/** Takes up what lies beside an issue whose text is to be told. What its text lacks was taken out only if the one that it descends from had it. */
export async function lookBeside({ draft, project, folder, attachments, observeOnly }: Scene, candidate: Candidate): Promise<void> {
  const { id, key, file, descent } = candidate;
  const look = await attachments.lookAt(key);
  const known = draft.attachments(id);
  const from = descent.kind === "stale" ? descent.ancestor.text : draft.texts(id).at(-1)?.text;
  const read = from === undefined ? null : readIssueFile(from, project.fields);
  const before = read?.ok ? new Set(attachmentItems(read.value.attachments).map((item) => item.id)) : null;
  // One millisecond apart, as with comments.
  let minted = 0;
  const mint = (): string => newId(project.now() + minted++, project.random(10));
  const { author } = project;
  candidate.files = await filesOfIssue({ folder, key, file, look, known, before, now: project.now(), newId: mint, author, observeOnly });
}
