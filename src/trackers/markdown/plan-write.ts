import { isId } from "../../model/ids.ts";
import type { TrackerChange } from "../../model/tracker-issue.ts";
import type { IssueId } from "../../model/document.ts";
import type { TrackerWrite, WriteOutcome } from "../../ports/tracker.ts";
import { type ChangedText, LARGEST_FILE, changeIssueText } from "./issue-change.ts";
import { wordsOf } from "./file-words.ts";
import { type IssueFile, readIssueFile } from "./issue-file.ts";
import type { FoundIssue, IssueFinder } from "./issue-finder.ts";
import { isAfterChange } from "./kept-texts.ts";
import type { KeyNumbers } from "./key-numbers.ts";
import type { MemoryDraft } from "./memory-rows.ts";
import { type Project, isUnsaved } from "./project-folder.ts";
import { textVersion } from "./text-version.ts";
import { trashedIssue } from "./trash.ts";

/** What is to be done on disk for one write; nothing of it has happened yet. */
export type WritePlan =
  | { readonly kind: "outcome"; readonly outcome: WriteOutcome }
  /** The file has the wanted text already, or the issue is away as wanted. */
  | { readonly kind: "there"; readonly found: Extract<FoundIssue, { kind: "issue" }>; readonly changed: ChangedText }
  /** An earlier try has written the wanted text, and somebody has edited it since. */
  | { readonly kind: "overtaken"; readonly found: Extract<FoundIssue, { kind: "issue" }>; readonly changed: ChangedText }
  | { readonly kind: "away" }
  | { readonly kind: "replace"; readonly found: Extract<FoundIssue, { kind: "issue" }>; readonly changed: ChangedText }
  | { readonly kind: "create"; readonly key: string; readonly changed: ChangedText }
  | { readonly kind: "trash"; readonly name: string; readonly key: string; readonly expected: string };

/** How long a caller should wait before trying again, in milliseconds. */
const RETRY_MS = { unsaved: 5000, busy: 1000, unreadable: 30_000, branch: 30_000 } as const;

export interface WriteScene {
  readonly project: Project;
  readonly folder: string;
  readonly draft: MemoryDraft;
  readonly finder: IssueFinder;
  /** Made when the first key is needed. */
  readonly keys: () => Promise<KeyNumbers>;
  /** What lies in the trash while a group of writes is planned: looked at once for all of them. */
  readonly trash: () => Promise<ReadonlyMap<IssueId, string>>;
}

export function later(because: keyof typeof RETRY_MS): WriteOutcome {
  return { kind: "later", because, afterMs: RETRY_MS[because] };
}

/**
 * Decides what a write needs. A file that has changed since `expectedVersion` is `stale`, unless it is what an earlier try of the same
 * write would have made of that version, or nearer to it than to that version: then that try is what happened, and what differs from it was
 * edited afterwards. (As an edit of the older text, the partner's own words would be taken for our user's.)
 */
export async function planWrite(scene: WriteScene, write: TrackerWrite): Promise<WritePlan> {
  if (!isId(write.issue))
    return { kind: "outcome", outcome: { kind: "refused", failures: [{ code: "TRACKER_REFUSED", field: "id", value: write.issue }] } };
  const found = await scene.finder.find(write.issue);
  switch (found.kind) {
    case "fault":
      return { kind: "outcome", outcome: later("unreadable") };
    case "busy":
      return { kind: "outcome", outcome: later("busy") };
    case "absent":
      return planForAbsent(scene, write);
    case "issue":
      if (isUnsaved(scene.project, found.name, write.commanded)) return { kind: "outcome", outcome: later("unsaved") };
      return write.action.kind === "delete" ? planDelete(write, found) : planPut(scene, write, found, write.action.change);
  }
}

function planDelete(write: TrackerWrite, found: Extract<FoundIssue, { kind: "issue" }>): WritePlan {
  if (found.version !== write.expectedVersion) return { kind: "outcome", outcome: { kind: "stale" } };
  return { kind: "trash", name: found.name, key: found.file.key ?? found.name.replace(/\.md$/i, ""), expected: found.version };
}

async function planPut(
  scene: WriteScene,
  write: TrackerWrite,
  found: Extract<FoundIssue, { kind: "issue" }>,
  change: TrackerChange,
): Promise<WritePlan> {
  const words = wordsOf(scene.draft, write.issue);
  if (found.version === write.expectedVersion) {
    const changed = changeIssueText(found.file, change, words);
    if (changed.text === found.text) return { kind: "there", found, changed };
    if (Buffer.byteLength(changed.text) > LARGEST_FILE) return tooLong();
    return { kind: "replace", found, changed };
  }
  for (const base of await basesOf(scene, write, found)) {
    const changed = changeIssueText(base, change, words);
    if (changed.text === found.text) return { kind: "there", found, changed };
    if (isAfterChange(found.text, base.layout.text, changed.text)) return { kind: "overtaken", found, changed };
  }
  return { kind: "outcome", outcome: { kind: "stale" } };
}

/** What an earlier try of this write can have started from. */
async function basesOf(
  scene: WriteScene,
  write: TrackerWrite,
  found: Extract<FoundIssue, { kind: "issue" }>,
): Promise<readonly IssueFile[]> {
  const { key } = found.file;
  if (write.expectedVersion === null) {
    const former = await formerIssue(scene, write.issue);
    // The scan before may have kept the found text itself, which is where no try began.
    const begun = former === null || former.layout.text === found.text ? [] : [former];
    return [...begun, ...(key === null ? [] : [blankIssue(scene.project, write.issue, key)])];
  }
  const kept = scene.draft.texts(write.issue).find((text) => text.version === write.expectedVersion);
  const read = kept === undefined ? null : readIssueFile(kept.text, scene.project.fields);
  return read?.ok === true ? [read.value] : [];
}

async function planForAbsent(scene: WriteScene, write: TrackerWrite): Promise<WritePlan> {
  if (write.action.kind === "delete") return { kind: "away" };
  const wanted = write.expectedVersion === null || scene.draft.missing(write.issue)?.answer === "restore";
  if (!wanted) return { kind: "outcome", outcome: { kind: "stale" } };
  const former = await formerIssue(scene, write.issue);
  // A person wants back what was there, and nothing of it is left: an empty issue would pass for it.
  if (former === null && write.commanded && Object.keys(write.action.change).length === 0)
    return { kind: "outcome", outcome: { kind: "refused", failures: [{ code: "TRACKER_REFUSED" }] } };
  if (former === null && !scene.project.mayMint()) return { kind: "outcome", outcome: later("busy") };
  const key = former?.key ?? (await scene.keys()).next();
  const words = wordsOf(scene.draft, write.issue);
  const changed = changeIssueText(former ?? blankIssue(scene.project, write.issue, key), write.action.change, words);
  if (Buffer.byteLength(changed.text) > LARGEST_FILE) return tooLong();
  return { kind: "create", key, changed };
}

/** An issue that comes back comes back whole, with its key, unknown keys and internal comments: from its last text or the trash. */
async function formerIssue(scene: WriteScene, id: string): Promise<IssueFile | null> {
  const kept = scene.draft.texts(id).at(-1);
  const read = kept === undefined ? null : readIssueFile(kept.text, scene.project.fields);
  const former = read?.ok === true ? read.value : await trashedIssue(scene.project, scene.folder, id, (await scene.trash()).get(id));
  return former?.key === null ? null : former;
}

function blankIssue({ fields }: Project, id: string, key: string): IssueFile {
  const read = readIssueFile(`---\nkey: ${key}\nid: ${id}\n---\n`, fields);
  if (!read.ok) throw new Error(`key ${key} is no key`);
  return read.value;
}

function tooLong(): WritePlan {
  return { kind: "outcome", outcome: { kind: "refused", failures: [{ code: "TOO_LONG", detail: String(LARGEST_FILE) }] } };
}

export function versionOf(changed: ChangedText): string {
  return textVersion(changed.text);
}
