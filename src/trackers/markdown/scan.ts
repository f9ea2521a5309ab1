import { join } from "node:path";
import type { IssueId } from "../../model/document.ts";
import type { TrackerBatch } from "../../ports/tracker.ts";
import { BatchBuilder } from "./batch-builder.ts";
import { type Checkout, type CheckoutHold, type Known, checkoutMark } from "./git-checkout.ts";
import { namesInCommit } from "./git-tracked.ts";
import { KeyNumbers } from "./key-numbers.ts";
import { sweepLeftovers } from "./leftovers.ts";
import { mapBounded } from "./map-bounded.ts";
import { type FileRow, MemoryDraft, type MissingRow } from "./memory-rows.ts";
import { forget, judgeMissing } from "./missing-issues.ts";
import { type Project, TRASH, checkoutOf, issueFileNames, openFolder, placeOf } from "./project-folder.ts";
import { type FileRead, type FileStat, type StatResult, errorCode, readSettledFile, statFile } from "./read-file.ts";
import { besideScan } from "./beside-scan.ts";
import { ScannedFiles } from "./scanned-files.ts";
import { trashNames, trashStanding } from "./trash.ts";

/** Files reported in one batch. */
const STEP = 500;
/** Files looked at beside each other. */
const PARALLEL = 32;
/** A file saved this recently may still be in the middle of its saving, in milliseconds. */
const SETTLE_MS = 30;

/**
 * Reports everything that differs from what the memory says (docs/USER-GUIDE.md, "The issue file"). Files whose size, time and inode are
 * as remembered are not opened. Known files come first, so that a known path keeps its id against a copy.
 */
export async function* scanFolder(project: Project, observeOnly: boolean): AsyncGenerator<TrackerBatch> {
  const draft = new MemoryDraft(project.memory);
  const batch = new BatchBuilder(draft);
  const rows = draft.files();
  const listing = await listFolder(project, draft, observeOnly);
  const trouble = listing.kind === "trouble" ? listing : null;
  if (trouble !== null || draft.trouble("") !== null) tellTrouble(project, draft, batch, "", trouble);
  if (listing.kind !== "ready") {
    // Nothing is deleted because its folder is away, or because git has put something else there. Switching back gives a hint.
    if (trouble === null ? rows.size > 0 : trouble.passes) batch.lookAgainSoon();
    yield* taken(batch);
    return;
  }
  const { folder, names, mark, arrived } = listing;
  // Git changes files while they are read: what was read then is of no branch.
  const isOverrun = async (): Promise<boolean> => mark !== null && (await checkoutMark(folder)) !== mark;
  const trash = (await trashStanding(folder)) === "other" ? "TRASH_IS_NO_FOLDER" : null;
  if (trash !== draft.trouble(TRASH)) tellTrouble(project, draft, batch, TRASH, trash === null ? null : { code: trash });
  const stats = new Map<string, StatResult>();
  for (let at = 0; at < names.length; at += STEP) {
    const part = names.slice(at, at + STEP);
    const results = await mapBounded(part, PARALLEL, (name) => statFile(join(folder, name)));
    for (const [i, name] of part.entries()) stats.set(name, results[i] ?? { kind: "absent" });
  }
  const keys = new KeyNumbers(project, draft, [...names, ...(await trashNames(folder))], rows);
  const fields = Array.from(project.fields, ([name, kind]) => `${name}:${kind}`).join(" ");
  // Another meaning of the same text: every issue is told again.
  const anew = fields !== draft.fields();
  const attachments = await besideScan(folder, draft, rows);
  const files = new ScannedFiles({
    project,
    folder,
    draft,
    batch,
    rows,
    keys,
    attachments,
    observeOnly,
    names: new Set(names),
    arrived,
    anew,
  });
  const known: string[] = [];
  const others: string[] = [];
  for (const name of names) {
    const row = rows.get(name);
    const stat = stats.get(name);
    if (row !== undefined && !anew && isUnchanged(row, stat) && !attachments.isChanged(row)) files.keep(name, row);
    else (row?.id ? known : others).push(name);
  }
  for (const queue of [known, others]) {
    for (let at = 0; at < queue.length; at += STEP) {
      const part = queue.slice(at, at + STEP);
      await letSettle(project, part, rows, stats);
      const readAt = project.now();
      const reads = await mapBounded(part, PARALLEL, (name) => readSettledFile(join(folder, name)));
      const found = part.map((name, i): [string, FileRead] => [name, reads[i] ?? { kind: "busy" }]);
      if (await isOverrun()) return yield AGAIN;
      // A known file with another id than before waits until all the others have been seen.
      others.push(...(await files.take(found, readAt, queue === others)));
      yield* taken(batch);
    }
  }
  if (await isOverrun()) return yield AGAIN;
  await reportMissing(project, folder, draft, batch, rows, files);
  // Read to the end: what differs from here on came after this commit.
  if (arrived !== null && !batch.wasUnsettled) draft.putKnownOfGit(arrived);
  if (anew && !batch.wasUnsettled) draft.putFields(fields);
  yield* taken(batch);
}

/** Nothing of this scan counts that was not told yet. */
const AGAIN: TrackerBatch = { observations: [], diagnostics: [], memory: [], unsettled: true };

/** Remembered, so that another process tells when it is over. */
function tellTrouble(project: Project, draft: MemoryDraft, batch: BatchBuilder, name: string, trouble: Told | null): void {
  const at = placeOf(project, name);
  batch.diagnose(at, trouble === null ? [] : [{ at, code: trouble.code, ...(trouble.detail !== undefined && { detail: trouble.detail }) }]);
  draft.putTrouble(name, trouble?.code ?? null);
}

interface Told {
  readonly code: string;
  readonly detail?: string;
}

interface Ready {
  readonly kind: "ready";
  readonly folder: string;
  readonly names: readonly string[];
  /** See `checkoutMark`; null where git has no say. */
  readonly mark: string | null;
  /** The commit to which the branch went on since the folder was read to the end; null: it stands where it stood. */
  readonly arrived: Checkout | null;
}

type Listing =
  | Ready
  | { readonly kind: "absent" }
  /** `passes`: it may be over in a moment. */
  | { readonly kind: "trouble"; readonly code: string; readonly detail?: string; readonly passes: boolean };

async function listFolder(project: Project, draft: MemoryDraft, observeOnly: boolean): Promise<Listing> {
  const folder = await openFolder(project);
  switch (folder.kind) {
    case "absent":
      if (draft.checkout() !== null) {
        const held = heldBy((await checkoutOf(project, project.workspace, draft)).hold);
        if (held !== null) return held;
      }
      return draft.files().size > 0 ? { kind: "trouble", code: "FOLDER_UNREACHABLE", passes: true } : folder;
    case "outside":
      return { kind: "trouble", code: "FOLDER_OUTSIDE", passes: true };
    case "unreachable":
      return { kind: "trouble", code: "FOLDER_UNREACHABLE", passes: true };
    case "ready":
      try {
        const { checkout, hold, mark } = await checkoutOf(project, folder.path, draft);
        const held = heldBy(hold);
        if (held !== null) return held;
        const arrived = arrivedAt(draft, checkout);
        if (!observeOnly) await sweepLeftovers(folder.path);
        return { kind: "ready", folder: folder.path, names: await issueFileNames(folder.path), mark: draft.checkout() && mark, arrived };
      } catch (error) {
        if (errorCode(error) === "") throw error;
        return { kind: "trouble", code: "FOLDER_UNREACHABLE", passes: true };
      }
  }
}

/** Remembers at once what the issues belong to, but a commit only when the folder was read to the end there. Returns it until then. */
function arrivedAt(draft: MemoryDraft, checkout: Known): Checkout | null {
  const before = draft.checkout();
  if (checkout === null || checkout === "apart") {
    draft.putKnownOfGit(checkout);
    return null;
  }
  if (before === null) draft.putKnownOfGit({ ...checkout, unread: true });
  return before !== null && before.unread !== true && before.commit === checkout.commit ? null : checkout;
}

/** Names of branches have no space in them. */
function heldBy(hold: CheckoutHold | null): Listing | null {
  if (hold === null) return null;
  const { code, branch, found } = hold;
  return { kind: "trouble", code, detail: `${branch} ${found}`, passes: code === "GIT_WRITES" };
}

function* taken(batch: BatchBuilder): Generator<TrackerBatch> {
  const built = batch.take();
  if (built !== null) yield built;
}

function isUnchanged(row: FileRow, stat: StatResult | undefined): boolean {
  return row.again !== true && (stat?.kind === "file" || stat?.kind === "fault") && stat.stat.text === row.stat;
}

/** Waits once where files have been saved in this very moment: an editor that writes in place may have written half. */
async function letSettle(
  project: Project,
  names: readonly string[],
  rows: ReadonlyMap<string, FileRow>,
  stats: ReadonlyMap<string, StatResult>,
): Promise<void> {
  const now = project.now();
  const isYoung = (stat: FileStat, row: FileRow | undefined) =>
    stat.text !== row?.stat && Math.abs(now - Number(stat.mtime / 1_000_000n)) < SETTLE_MS;
  const young = names.some((name) => {
    const stat = stats.get(name);
    return stat?.kind === "file" && isYoung(stat.stat, rows.get(name));
  });
  if (young) await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
}

async function reportMissing(
  project: Project,
  folder: string,
  draft: MemoryDraft,
  batch: BatchBuilder,
  rows: ReadonlyMap<string, FileRow>,
  files: ScannedFiles,
): Promise<void> {
  for (const name of rows.keys()) {
    if (files.isListed(name)) continue;
    draft.putFile(name, null);
    batch.diagnose(placeOf(project, name), []);
  }
  const fresh = new Set<IssueId>();
  for (const [name, row] of rows) if (row.id !== null && !files.has(row.id) && miss(project, draft, row.id, name, row)) fresh.add(row.id);
  const missing = draft.allMissing().filter(([id]) => !files.has(id));
  if (missing.length === 0) return;
  const undecided = missing.some(([id, row]) => !fresh.has(id) && row.asked === undefined && row.answer === undefined);
  // Where issues are part of a history, what is away is mostly git's doing: a clean, a stash, a restore.
  const inHistory = draft.checkout() !== null;
  const inCommit = inHistory ? new Set(missing.map(([, { name }]) => name)) : undecided ? await namesInCommit(folder) : new Set<string>();
  const verdicts = judgeMissing({ missing, fresh, present: files.count, now: project.now(), graceMs: project.graceMs, inCommit });
  for (const [id, row] of missing) {
    const verdict = verdicts.get(id);
    if (verdict === undefined || verdict.kind === "known") continue;
    if (verdict.kind === "wait") {
      batch.lookAgainSoon();
      continue;
    }
    batch.observe(verdict.observation);
    if (verdict.observation.kind === "question") draft.putMissing(id, { ...row, asked: verdict.observation.question });
    else forget(draft, id);
  }
}

/** Whether it was not known to be missing. */
function miss(project: Project, draft: MemoryDraft, id: IssueId, name: string, row: FileRow): boolean {
  if (draft.nameOf(id) === name) draft.putName(id, null);
  if (draft.missing(id) !== null) return false;
  const missing: MissingRow = { name, key: row.key ?? "", agreed: row.agreed, since: project.now() };
  draft.putMissing(id, missing);
  return true;
}
