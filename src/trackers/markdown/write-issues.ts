import { join } from "node:path";
import type { IssueId } from "../../model/document.ts";
import type { TrackerWrite, WriteOutcome } from "../../ports/tracker.ts";
import { linkText } from "../../model/link.ts";
import { attachmentsOf, linksOf, wordsOf } from "./file-words.ts";
import type { ChangedText } from "./issue-change.ts";
import { trackerIssue } from "./issue-file.ts";
import { countedNumber } from "./issue-key.ts";
import { type FoundIssue, IssueFinder } from "./issue-finder.ts";
import { KeyNumbers } from "./key-numbers.ts";
import { sweepLeftovers } from "./leftovers.ts";
import { withText } from "./kept-texts.ts";
import { mapBounded } from "./map-bounded.ts";
import { type KeptText, MemoryDraft } from "./memory-rows.ts";
import { type WritePlan, type WriteScene, later, planWrite, versionOf } from "./plan-write.ts";
import { type Project, checkoutOf, isUnsaved, issueFileNames, makeFolder, openFolder } from "./project-folder.ts";
import type { FileStat } from "./read-file.ts";
import { type Written, createFile, replaceFiles, syncFolders } from "./replace-file.ts";
import { forget } from "./missing-issues.ts";
import { isUncertain } from "./stat-trust.ts";
import { moveToTrash, newestInTrash, syncTrash, trashNames } from "./trash.ts";
import { rememberFiles } from "./write-files.ts";
import { hasSteps, writeBySteps } from "./write-steps.ts";

const PARALLEL = 8;
/** Characters of a partner's change that are kept, before and after together. */
const LONGEST_CHANGE = 512 * 1024;

/**
 * Performs writes: one outcome each, in order, and everything told as applied is durable. Writes to different issues are prepared
 * beside each other; two to one issue go one after the other.
 */
export async function writeIssues(project: Project, writes: readonly TrackerWrite[]): Promise<WriteOutcome[]> {
  const draft = new MemoryDraft(project.memory);
  const folder = await folderForWriting(project, draft);
  if (folder === null) return writes.map(() => later("unreadable"));
  const { hold } = await checkoutOf(project, folder, draft);
  if (hold !== null) return writes.map(() => later(hold.code === "GIT_WRITES" ? "busy" : "branch"));
  if (!project.swept) await sweepLeftovers(folder);
  project.swept = true;
  let keys: Promise<KeyNumbers> | null = null;
  const scene: WriteScene = {
    project,
    folder,
    draft,
    finder: new IssueFinder(folder, draft, project.fields),
    keys: () => (keys ??= keyNumbers(project, folder, draft)),
    trash: () => newestInTrash(project, folder),
  };
  const outcomes: WriteOutcome[] = [];
  const single = async (write: TrackerWrite, goesOn: boolean): Promise<WriteOutcome> =>
    (await writeGroup(scene, [write], goesOn))[0] ?? later("busy");
  for (const group of groups(writes)) {
    const [first] = group;
    if (first && hasSteps(first)) outcomes.push(await writeBySteps(scene, first, single));
    else outcomes.push(...(await writeGroup(scene, group)));
  }
  return outcomes;
}

async function keyNumbers(project: Project, folder: string, draft: MemoryDraft): Promise<KeyNumbers> {
  return new KeyNumbers(project, draft, [...(await issueFileNames(folder)), ...(await trashNames(folder))], draft.files());
}

/** null: the folder is away, or it leads out of the workspace. A folder that had issues is never made anew: its disk may come back. */
async function folderForWriting(project: Project, draft: MemoryDraft): Promise<string | null> {
  const there = await openFolder(project);
  const folder = there.kind === "absent" && draft.files().size === 0 ? await makeFolder(project) : there;
  return folder.kind === "ready" ? folder.path : null;
}

/** Runs of writes in which no issue comes twice; one that takes several steps is alone. */
function groups(writes: readonly TrackerWrite[]): TrackerWrite[][] {
  const result: TrackerWrite[][] = [];
  let seen = new Set<IssueId>();
  let alone = false;
  for (const write of writes) {
    const last = alone ? undefined : result.at(-1);
    alone = hasSteps(write);
    if (last === undefined || alone || seen.has(write.issue)) {
      result.push([write]);
      seen = new Set([write.issue]);
    } else {
      last.push(write);
      seen.add(write.issue);
    }
  }
  return result;
}

async function writeGroup(scene: WriteScene, group: readonly TrackerWrite[], goesOn = false): Promise<WriteOutcome[]> {
  const writtenAt = scene.project.now();
  const plans: WritePlan[] = [];
  let trash: ReturnType<WriteScene["trash"]> | null = null;
  const planned: WriteScene = { ...scene, trash: () => (trash ??= scene.trash()) };
  for (const write of group) plans.push(await planWrite(planned, write));
  const done = await performed(scene, group, plans);
  await moveFiles(scene, group, plans, done);
  return group.map((write, i) => {
    const plan = plans[i];
    if (plan === undefined) return later("busy");
    const outcome = concluded(scene, write, plan, done.get(plan), writtenAt);
    if (outcome.kind !== "applied" || write.from === undefined) return outcome;
    keepPartnerChange(scene, write.issue, write.from, plan, goesOn);
    return { ...outcome, memory: [...outcome.memory, ...scene.draft.take()] };
  });
}

/** The files of an issue follow it: after it, so that a crash between leaves them where they were. */
async function moveFiles(
  { folder, draft }: WriteScene,
  group: readonly TrackerWrite[],
  plans: readonly WritePlan[],
  done: ReadonlyMap<WritePlan, Written>,
): Promise<void> {
  for (const [i, plan] of plans.entries()) {
    const write = group[i];
    if (!write || (plan.kind !== "there" && done.get(plan)?.kind !== "done")) continue;
    if (draft.attachments(write.issue).items.length > 0) await (await import("./beside.ts")).followIssue(folder, draft, write, plan);
  }
}

/** Carries out the plans that touch the disk; durable when it returns. */
async function performed(
  scene: WriteScene,
  group: readonly TrackerWrite[],
  plans: readonly WritePlan[],
): Promise<Map<WritePlan, Written & { readonly name: string }>> {
  const { folder } = scene;
  const done = new Map<WritePlan, Written & { readonly name: string }>();
  // Planning a large group takes a while: whoever began to type meanwhile is asked for once more, and before each rename again.
  if (plans.some((plan) => plan.kind === "trash")) await scene.project.settle();
  const commanded = new Set(plans.filter((_, i) => group[i]?.commanded));
  const typedMeanwhile = (plan: WritePlan): boolean =>
    (plan.kind === "replace" && isUnsaved(scene.project, plan.found.name, commanded.has(plan))) ||
    (plan.kind === "trash" && isUnsaved(scene.project, plan.name, commanded.has(plan)));
  const waiting = new Set(plans.filter(typedMeanwhile));
  for (const plan of waiting) done.set(plan, { kind: "busy", name: "" });
  const replaces = plans.filter((plan) => plan.kind === "replace").filter((plan) => !waiting.has(plan));
  const replaced = await replaceFiles(
    replaces.map((plan) => ({
      path: join(folder, plan.found.name),
      expected: plan.found.version,
      text: plan.changed.text,
      commanded: commanded.has(plan),
    })),
    scene.project,
  );
  for (const [i, plan] of replaces.entries()) done.set(plan, { ...(replaced[i] ?? { kind: "busy" }), name: plan.found.name });
  const creates = plans.filter((plan) => plan.kind === "create");
  const created = await mapBounded(creates, PARALLEL, ({ key, changed }) => createNamed(folder, key, changed.text));
  await syncFolders(created.flatMap((one) => (one.kind === "done" ? [join(folder, one.name)] : [])));
  for (const [i, plan] of creates.entries()) done.set(plan, created[i] ?? { kind: "busy", name: "" });
  const trashes = plans.filter((plan) => plan.kind === "trash").filter((plan) => !waiting.has(plan));
  for (const plan of trashes) done.set(plan, { ...(await moveToTrash(folder, plan.name, plan.key, plan.expected)), name: plan.name });
  if (trashes.length > 0) await syncTrash(folder);
  return done;
}

/** `<KEY>.md`, or where that name is taken by something else, a name beside it. */
async function createNamed(folder: string, key: string, text: string): Promise<Written & { readonly name: string }> {
  for (let n = 1; ; n++) {
    const name = n === 1 ? `${key}.md` : `${key}.${n}.md`;
    const written = await createFile(join(folder, name), text);
    if (written.kind !== "stale") return { ...written, name };
  }
}

function concluded(
  scene: WriteScene,
  write: TrackerWrite,
  plan: WritePlan,
  done: (Written & { readonly name: string }) | undefined,
  writtenAt: number,
): WriteOutcome {
  const id = write.issue;
  switch (plan.kind) {
    case "outcome":
      return plan.outcome;
    case "there":
      return applied(scene, write, plan.found.name, plan.changed, plan.found.stat, writtenAt);
    case "overtaken":
      return overtaken(scene, write, plan.found, plan.changed);
    case "away":
      return removed(scene, id);
    case "replace":
    case "create":
    case "trash":
      if (done === undefined || done.kind === "busy") return later("busy");
      if (done.kind === "stale") return { kind: "stale" };
      if (plan.kind === "trash") return removed(scene, id);
      // What is replaced may have been read without being kept: whoever has it open saves an edit of it.
      if (plan.kind === "replace") keepText(scene, id, { version: plan.found.version, text: plan.found.text, written: false });
      return applied(scene, write, done.name, plan.changed, done.stat, writtenAt);
  }
}

function applied(
  scene: WriteScene,
  write: TrackerWrite,
  name: string,
  changed: ChangedText,
  stat: FileStat,
  writtenAt: number,
): WriteOutcome {
  const { draft, project } = scene;
  const { issue: id, commanded } = write;
  const version = versionOf(changed);
  const { links } = linksOf(changed.file, wordsOf(draft, id));
  const before = draft.nameOf(id);
  const flaws = draft.file(before ?? name)?.flaws;
  // What was told of the file may be over now.
  const again = flaws !== undefined || isUncertain(stat, writtenAt);
  if (before !== null && before !== name) draft.putFile(before, null);
  draft.putFile(name, {
    id,
    key: changed.file.key,
    stat: stat.text,
    seen: version,
    agreed: version,
    ...(again && { again }),
    ...(flaws && { flaws }),
    ...(links.length > 0 && { links: links.map(linkText).join("\n") }),
  });
  draft.putName(id, name);
  draft.putMissing(id, null);
  rememberFiles(draft, write, changed.file);
  keepText(scene, id, { version, text: changed.text, written: true, ...(commanded && { commanded }) });
  const number = countedNumber(changed.file.key ?? "", project.prefix);
  project.highestKey = Math.max(project.highestKey, number);
  draft.putCounter(number);
  const issue = trackerIssue(changed.file, version, { attachments: attachmentsOf(changed.file, draft.attachments(id)), links });
  return { kind: "applied", issue, refused: changed.refused, memory: draft.take() };
}

/** The try before a crash wrote it: that is the outcome, and the next scan finds the edit made since. */
function overtaken(
  scene: WriteScene,
  write: TrackerWrite,
  found: Extract<FoundIssue, { kind: "issue" }>,
  changed: ChangedText,
): WriteOutcome {
  const { draft } = scene;
  const id = write.issue;
  draft.putTexts(
    id,
    draft.texts(id).filter(({ version }) => version !== found.version),
  );
  const outcome = applied(scene, write, found.name, changed, found.stat, 0);
  const row = draft.file(found.name);
  if (row !== null) draft.putFile(found.name, { ...row, again: true });
  return outcome.kind === "applied" ? { ...outcome, memory: [...outcome.memory, ...draft.take()] } : outcome;
}

/** Before and after a partner's change, all its steps together, for who asks what it was. Long texts are not worth their room: of them is kept that there was one. */
function keepPartnerChange({ draft }: WriteScene, id: IssueId, from: string, plan: WritePlan, goesOn: boolean): void {
  if (plan.kind !== "replace") return;
  const last = goesOn ? draft.partnerChange(id) : null;
  const before = last && "before" in last && last.after === plan.found.text ? last.before : plan.found.text;
  const after = plan.changed.text;
  draft.putPartnerChange(id, before.length + after.length > LONGEST_CHANGE ? { from, tooLong: true } : { from, before, after });
}

function keepText({ draft }: WriteScene, id: IssueId, text: KeptText): void {
  draft.putTexts(id, withText(draft.texts(id), text));
}

function removed(scene: WriteScene, id: IssueId): WriteOutcome {
  const { draft } = scene;
  const name = draft.nameOf(id);
  if (name !== null) draft.putFile(name, null);
  forget(draft, id);
  return { kind: "applied", issue: null, refused: [], memory: draft.take() };
}
