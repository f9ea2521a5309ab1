import { join } from "node:path";
import type { IssueId } from "../../model/document.ts";
import { newId } from "../../model/ids.ts";
import { type CommentHeading, headingTime } from "./comment-heading.ts";
import { missingMarks } from "./completion.ts";
import { editIssueText } from "./issue-edit.ts";
import { readIssueFile } from "./issue-file.ts";
import { isUnsaved, placeOf } from "./project-folder.ts";
import { type Replacement, moveFile, replaceFiles, syncFolders } from "./replace-file.ts";
import { type Candidate, type Scene, asksAbout } from "./scan-candidate.ts";
import { textVersion } from "./text-version.ts";

/** Gives the files what they lack: ids, keys, names. Files that cannot be written now are left for the next scan. */
export async function completedFiles(
  scene: Scene,
  owners: Map<IssueId, string>,
  candidates: readonly Candidate[],
): Promise<readonly Candidate[]> {
  const { project, folder, observeOnly, batch } = scene;
  if (observeOnly) return candidates.map((candidate) => asIfCompleted(scene, candidate));
  if (!project.mayMint()) return candidates.filter(({ file }) => file.id !== null && file.key !== null);
  const jobs = new Map<Candidate, Replacement>();
  for (const candidate of candidates) {
    const marks = isUnsaved(project, candidate.name) ? null : marksOf(scene, candidate);
    if (marks === null || asksAbout(candidate)) continue;
    jobs.set(candidate, {
      path: join(folder, candidate.name),
      expected: candidate.version,
      text: editIssueText(candidate.file, {}, marks),
    });
  }
  const written = await replaceFiles([...jobs.values()], project);
  const failed = new Set<Candidate>();
  for (const [i, [candidate, job]] of [...jobs].entries()) {
    const outcome = written[i];
    const file = readIssueFile(job.text, project.fields);
    if (outcome?.kind !== "done" || !file.ok) {
      failed.add(candidate);
      batch.lookAgainSoon();
      const row = scene.rows.get(candidate.name);
      if (row !== undefined && row.id !== null) owners.set(row.id, candidate.name);
      continue;
    }
    Object.assign(candidate, { text: job.text, version: textVersion(job.text), stat: outcome.stat, file: file.value });
  }
  const rest = candidates.filter((candidate) => !failed.has(candidate) && candidate.file.id !== null && candidate.file.key !== null);
  await rename(scene, owners, rest);
  return rest;
}

/** With made-up ids: nothing is written, and nobody commits what is told. */
function asIfCompleted(scene: Scene, candidate: Candidate): Candidate {
  const marks = marksOf(scene, candidate);
  const read = marks === null ? null : readIssueFile(editIssueText(candidate.file, {}, marks), candidate.file.custom);
  return read?.ok === true ? { ...candidate, file: read.value, asItLies: candidate.file } : candidate;
}

function marksOf(scene: Scene, candidate: Candidate): ReturnType<typeof missingMarks> {
  const { project, draft } = scene;
  const newest = draft.texts(candidate.id).at(-1);
  // Mostly it is the text that was just read.
  const parsed =
    newest === undefined
      ? null
      : newest.text === candidate.text
        ? ({ ok: true, value: candidate.file } as const)
        : readIssueFile(newest.text, project.fields);
  const known = new Map<string, CommentHeading>();
  if (parsed?.ok === true) for (const { heading } of parsed.value.layout.comments) if (heading.id !== null) known.set(heading.id, heading);
  const minute = new Date(Math.floor(project.now() / 60_000) * 60_000).toISOString();
  // One millisecond apart: ids of comments that are found together are in the order of the file.
  let minted = 0;
  const mint = () => newId(project.now() + minted++, project.random(10));
  const marks = missingMarks(candidate.file, {
    id: candidate.id,
    key: candidate.key,
    author: project.author,
    now: headingTime(minute) ?? minute,
    newId: mint,
    known,
  });
  const attachments = candidate.files?.added ?? [];
  return attachments.length === 0 ? marks : { ...marks, attachments };
}

/** New issues get the name of their key; one that somebody has renamed keeps its name. */
async function rename(scene: Scene, owners: Map<IssueId, string>, candidates: readonly Candidate[]): Promise<void> {
  const { project, folder, draft, batch } = scene;
  const moved: string[] = [];
  for (const candidate of candidates) {
    const wanted = `${candidate.key}.md`;
    const isNew = candidate.before === null && candidate.missing === null && draft.nameOf(candidate.id) === null;
    if (!isNew || candidate.name.toLowerCase() === wanted.toLowerCase() || isUnsaved(project, candidate.name)) continue;
    const outcome = await moveFile(join(folder, candidate.name), join(folder, wanted));
    if (outcome.kind !== "done") continue;
    draft.putFile(candidate.name, null);
    batch.diagnose(placeOf(project, candidate.name), []);
    candidate.name = wanted;
    owners.set(candidate.id, wanted);
    moved.push(join(folder, wanted));
  }
  await syncFolders(moved);
}
