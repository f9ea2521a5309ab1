import type { IssueId } from "../../model/document.ts";
import { newId } from "../../model/ids.ts";
import type { Diagnostic } from "../../ports/tracker.ts";
import type { FileFault } from "./file-fault.ts";
import { attachmentsOf, linksOf } from "./file-words.ts";
import { linkText } from "../../model/link.ts";
import { filesTold, takeBeside, wordsIn } from "./beside-scan.ts";
import { type Candidate, type Scene, asksAbout } from "./scan-candidate.ts";
import { completedFiles } from "./completed-files.ts";
import { type IssueFile, readIssueFile, titleOf, trackerIssue } from "./issue-file.ts";
import { namesAsInCommit } from "./git-tracked.ts";
import { countedNumber } from "./issue-key.ts";
import { type Descent, descentOf, withText } from "./kept-texts.ts";
import type { FileRow } from "./memory-rows.ts";
import { isUnsaved, placeOf } from "./project-folder.ts";
import type { FileRead, FileStat } from "./read-file.ts";
import { isUncertain } from "./stat-trust.ts";
import { itemFlaws, valueFlaws } from "./value-flaws.ts";

/** The files of one scan: whose id stands where, and what is to be told of each. */
export class ScannedFiles {
  readonly #scene: Scene;
  readonly #owners = new Map<IssueId, string>();
  readonly #keyOwners = new Map<string, IssueId>();
  #readAt = 0;

  constructor(scene: Scene) {
    this.#scene = scene;
    for (const row of scene.rows.values()) if (row.id !== null && row.key !== null) this.#keyOwners.set(row.key, row.id);
  }

  has(id: IssueId): boolean {
    return this.#owners.has(id);
  }
  isListed(name: string): boolean {
    return this.#scene.names.has(name);
  }
  /** Number of issues whose files are there. */
  get count(): number {
    return this.#owners.size;
  }

  /** A file that is as remembered. */
  keep(name: string, row: FileRow): void {
    if (row.id !== null) this.#owners.set(row.id, name);
  }

  /**
   * Takes up files that were read; returns the names of those that have another id than before, which are to be taken again when
   * all known files were seen (`last`). `readAt`: when reading began, in milliseconds since 1970.
   */
  async take(found: readonly (readonly [string, FileRead])[], readAt: number, last: boolean): Promise<string[]> {
    this.#readAt = readAt;
    const postponed: string[] = [];
    const candidates: Candidate[] = [];
    for (const [name, read] of found) {
      const candidate = this.#judge(name, read, last);
      if (candidate === "postponed") postponed.push(name);
      else if (candidate !== null) candidates.push(candidate);
    }
    await this.#askWhereGitPut(candidates);
    for (const candidate of candidates) if (!asksAbout(candidate)) await takeBeside(this.#scene, candidate);
    for (const candidate of await completedFiles(this.#scene, this.#owners, candidates)) this.#report(candidate);
    return postponed;
  }

  #judge(name: string, read: FileRead, last: boolean): Candidate | "postponed" | null {
    const { rows, batch, project } = this.#scene;
    const row = rows.get(name) ?? null;
    switch (read.kind) {
      case "absent":
        return null;
      case "busy":
        if (row !== null) this.keep(name, row);
        batch.lookAgainSoon();
        return null;
      case "empty": {
        // An editor that empties and then writes is done within a moment. What stays empty is told.
        const age = project.now() - Number(read.stat.mtime / 1_000_000n);
        if (age > Math.max(project.graceMs, 1000)) return this.#fault(name, row, read.stat, { code: "EMPTY_FILE" }, "");
        if (row !== null) this.keep(name, row);
        batch.lookAgainSoon();
        return null;
      }
      case "fault":
        return this.#fault(name, row, read.stat, read.fault, "");
      case "text": {
        const parsed = readIssueFile(read.text, this.#scene.project.fields);
        if (!parsed.ok) return this.#fault(name, row, read.stat, parsed.failure, read.version);
        return this.#identify(name, row, read, parsed.value, last);
      }
    }
  }

  #identify(
    name: string,
    row: FileRow | null,
    read: Extract<FileRead, { kind: "text" }>,
    file: IssueFile,
    last: boolean,
  ): Candidate | "postponed" | null {
    const { draft, project, observeOnly, keys } = this.#scene;
    if (row?.id && file.id !== null && file.id !== row.id && !last) return "postponed";
    const id = file.id ?? row?.id ?? null;
    if (id === null && titleOf(file.layout) === null) return this.#fault(name, row, read.stat, { code: "NO_TITLE" }, read.version);
    if (id === null && !observeOnly && isUnsaved(project, name)) return null;
    const owner = id === null ? undefined : this.#owners.get(id);
    if (id !== null && owner !== undefined && owner !== name) {
      return this.#fault(name, row, read.stat, { code: "DUPLICATE_ID", detail: placeOf(project, owner) }, read.version);
    }
    const known = id ?? newId(project.now(), project.random(10));
    this.#owners.set(known, name);
    const before = this.#before(known, name);
    const missing = draft.missing(known);
    const key = this.#keyFor(file, known, before?.key ?? missing?.key ?? null);
    keys.meet(key);
    const descent: Descent = before?.meant === read.version ? { kind: "newest" } : descentOf(draft.texts(known), read);
    return {
      name,
      text: read.text,
      version: read.version,
      stat: read.stat,
      file,
      id: known,
      key,
      before,
      missing,
      descent,
      files: null,
      look: null,
    };
  }

  /** What was remembered of the issue: at this name, or at the one that it had. */
  #before(id: IssueId, name: string): FileRow | null {
    const { rows, draft } = this.#scene;
    const here = rows.get(name);
    if (here?.id === id) return here;
    const there = rows.get(draft.nameOf(id) ?? "");
    return there?.id === id ? there : null;
  }

  /** A key that the file has is kept, unless the file is a new issue and its key is taken: then it is a copy. */
  #keyFor(file: IssueFile, id: IssueId, known: string | null): string {
    const { keys } = this.#scene;
    const owner = file.key === null ? undefined : this.#keyOwners.get(file.key);
    const taken = file.id === null && owner !== undefined && owner !== id;
    const key = file.key !== null && !taken ? file.key : known === null || known === "" ? keys.next() : known;
    if (!this.#keyOwners.has(key)) this.#keyOwners.set(key, id);
    return key;
  }

  /**
   * Where issues are part of a history, a file that is again as it was in the last commit was perhaps put back by git (a stash, a restore), also
   * where only a person had changed it since: that is asked about, too. Where the branch went on meanwhile, most of them came with it: then
   * only a text that was known before is asked about.
   */
  async #askWhereGitPut(candidates: readonly Candidate[]): Promise<void> {
    const { draft, folder, arrived } = this.#scene;
    const commit = (arrived ?? draft.checkout())?.commit ?? "";
    if (commit === "") return;
    const isKept = ({ id, version, descent }: Candidate): boolean =>
      descent.kind === "newest" &&
      draft
        .texts(id)
        .slice(0, -1)
        .some((text) => text.version === version);
    const back = candidates.filter((candidate) => {
      const { version, before, missing } = candidate;
      const agreed = before?.agreed ?? missing?.agreed ?? null;
      if (agreed === null || agreed === version || before?.meant === version) return false;
      return arrived === null || isKept(candidate);
    });
    const committed = await namesAsInCommit(folder, commit, back);
    for (const candidate of back) if (committed.has(candidate.name)) candidate.descent = { kind: "older" };
  }

  /** Never a candidate: it is told where it is new, and remembered so that it is not told again. */
  #fault(name: string, row: FileRow | null, stat: FileStat, fault: FileFault, version: string): null {
    const { batch, project, draft } = this.#scene;
    const mark = `${fault.code}:${fault.line ?? ""}:${fault.detail ?? ""}`;
    const isCopy = fault.code === "DUPLICATE_ID";
    const id = isCopy ? null : (row?.id ?? null);
    if (id !== null) this.#owners.set(id, name);
    const again = isCopy || isUncertain(stat, this.#readAt);
    const at = placeOf(project, name);
    if (row?.fault !== mark || row.seen !== version) {
      const { code, line, detail } = fault;
      batch.diagnose(at, [{ at, code, ...(line !== undefined && { line }), ...(detail !== undefined && { detail }) }]);
      batch.observe({ kind: "unreadable", id, at });
    }
    const agreed = isCopy ? null : (row?.agreed ?? null);
    draft.putFile(name, { id, key: row?.key ?? null, stat: stat.text, seen: version, agreed, fault: mark, ...(again && { again }) });
    return null;
  }

  #report(candidate: Candidate): void {
    const { draft, batch, project, observeOnly } = this.#scene;
    const { id, key, name, version, before, missing } = candidate;
    const at = placeOf(project, name);
    const agreed = before?.agreed ?? missing?.agreed ?? null;
    const words = wordsIn(draft, this.#keyOwners, id);
    const { links, unknown } = linksOf(candidate.file, words);
    const beside = filesTold(candidate);
    if (beside?.unsettled) batch.lookAgainSoon();
    // A key that nobody has here may come with the next file.
    const open = candidate.file.comments.some((comment) => comment.id === null) || unknown.length > 0;
    const again = isUncertain(candidate.stat, this.#readAt) || open;
    const rivals = this.#keyOwners.get(key);
    const found: Diagnostic[] = [
      ...(rivals === undefined || rivals === id ? [] : [{ at, code: "DUPLICATE_KEY", detail: key }]),
      ...valueFlaws(candidate.asItLies ?? candidate.file, project.isConnection).map((flaw) => ({ at, ...flaw })),
      ...itemFlaws(candidate.asItLies ?? candidate.file, { links: unknown, row: beside?.row ?? null, look: candidate.look }).map(
        (flaw) => ({ at, ...flaw }),
      ),
    ];
    const flaws = found.map(({ code, line, detail }) => `${code}:${line ?? ""}:${detail ?? ""}`).join();
    const told = links.map(linkText).join("\n");
    const row: FileRow = {
      id,
      key,
      stat: candidate.stat.text,
      seen: version,
      agreed,
      ...(again && { again }),
      ...(flaws && { flaws }),
      ...(told && { links: told }),
    };
    const old = draft.nameOf(id);
    if (old !== null && old !== name && !this.isListed(old)) draft.putFile(old, null);
    draft.putName(id, name);
    draft.putMissing(id, null);
    if (asksAbout(candidate)) {
      draft.putFile(name, { ...row, asked: "older text" });
      if (before?.asked === undefined || before.seen !== version) {
        batch.observe({ kind: "question", id, key, question: "older text" });
        batch.diagnose(at, found);
      }
      return;
    }
    draft.putFile(name, { ...row, agreed: version });
    const wasHeld = before?.asked !== undefined || before?.fault !== undefined || missing?.asked !== undefined || before?.restore === true;
    const filesBefore = draft.attachments(id);
    if (beside) draft.putAttachments(id, beside.row);
    const isSameBeside =
      JSON.stringify(filesBefore.items) === JSON.stringify(draft.attachments(id).items) && (before?.links ?? "") === told;
    if (version === agreed && !wasHeld && !this.#scene.anew && isSameBeside) {
      if ((before?.flaws ?? "") !== flaws) batch.diagnose(at, found);
      return;
    }
    batch.diagnose(at, found);
    const files = draft.attachments(id);
    const issue = trackerIssue(candidate.file, version, { attachments: attachmentsOf(candidate.file, files), links });
    if (issue === null) return;
    const ancestor = before?.restore === true ? issue : this.#ancestor(candidate);
    batch.observe({ kind: "issue", issue, ...(ancestor !== null && { ancestor }) });
    draft.putTexts(id, withText(draft.texts(id), { version, text: candidate.text, written: false }));
    const number = countedNumber(key, project.prefix);
    draft.putCounter(number);
    if (!observeOnly) project.highestKey = Math.max(project.highestKey, number);
  }

  #ancestor(candidate: Candidate): ReturnType<typeof trackerIssue> {
    if (candidate.descent.kind !== "stale") return null;
    const { version, text } = candidate.descent.ancestor;
    const read = readIssueFile(text, this.#scene.project.fields);
    if (!read.ok) return null;
    const attachments = attachmentsOf(read.value, this.#scene.draft.attachments(candidate.id));
    const { links } = linksOf(read.value, wordsIn(this.#scene.draft, this.#keyOwners, candidate.id));
    return trackerIssue({ ...read.value, id: candidate.id, key: candidate.key }, version, { attachments, links });
  }
}
