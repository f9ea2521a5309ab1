import { join } from "node:path";
import type { CustomFields } from "../../model/custom-fields.ts";
import type { IssueId } from "../../model/document.ts";
import type { FileFault } from "./file-fault.ts";
import { type IssueFile, readIssueFile } from "./issue-file.ts";
import type { FileRow, MemoryDraft } from "./memory-rows.ts";
import { issueFileNames } from "./project-folder.ts";
import { type FileStat, readSettledFile, statFile } from "./read-file.ts";

/** What stands at the place of an issue. */
export type FoundIssue =
  | {
      readonly kind: "issue";
      readonly name: string;
      readonly text: string;
      readonly version: string;
      readonly stat: FileStat;
      readonly file: IssueFile;
    }
  | { readonly kind: "fault"; readonly name: string; readonly fault: FileFault }
  | { readonly kind: "busy"; readonly name: string }
  | { readonly kind: "absent" };

/**
 * Finds the files of issues by memory, and where memory is wrong or does not know one, among the files that it does not know as they are: what
 * was written before a crash and never committed is found that way. Lives as long as one call of the tracker.
 */
export class IssueFinder {
  readonly #folder: string;
  readonly #draft: MemoryDraft;
  readonly #custom: CustomFields;
  #rows: ReadonlyMap<string, FileRow> | null = null;
  #unknown: Promise<ReadonlyMap<IssueId, string>> | null = null;
  #changed: Promise<ReadonlyMap<IssueId, string>> | null = null;

  constructor(folder: string, draft: MemoryDraft, custom: CustomFields) {
    this.#folder = folder;
    this.#draft = draft;
    this.#custom = custom;
  }

  async find(id: IssueId): Promise<FoundIssue> {
    const known = this.#draft.nameOf(id);
    if (known !== null) {
      const found = await lookAtIssue(this.#folder, known, this.#custom);
      if (found.kind === "fault" || found.kind === "busy" || (found.kind === "issue" && found.file.id === id)) return found;
    }
    this.#unknown ??= this.#idsOf((_name, row) => row === undefined);
    const name = (await this.#unknown).get(id);
    if (name !== undefined) return lookAtIssue(this.#folder, name, this.#custom);
    if (known === null) return { kind: "absent" };
    // Files that changed since they were remembered are many to look at: only for an id that must be somewhere.
    this.#changed ??= this.#idsOf((name, row) => row !== undefined && this.#differs(name, row));
    const changed = (await this.#changed).get(id);
    return changed === undefined ? { kind: "absent" } : lookAtIssue(this.#folder, changed, this.#custom);
  }

  async #idsOf(wanted: (name: string, row: FileRow | undefined) => boolean | Promise<boolean>): Promise<ReadonlyMap<IssueId, string>> {
    this.#rows ??= this.#draft.files();
    const found = new Map<IssueId, string>();
    for (const name of await issueFileNames(this.#folder)) {
      if (!(await wanted(name, this.#rows.get(name)))) continue;
      const look = await lookAtIssue(this.#folder, name, this.#custom);
      const id = look.kind === "issue" ? look.file.id : null;
      if (id !== null && !found.has(id)) found.set(id, name);
    }
    return found;
  }

  async #differs(name: string, row: FileRow): Promise<boolean> {
    const stat = await statFile(join(this.#folder, name));
    return stat.kind === "file" && stat.stat.text !== row.stat;
  }
}

/** What the file of this name says now. */
export async function lookAtIssue(folder: string, name: string, custom: CustomFields): Promise<FoundIssue> {
  const read = await readSettledFile(join(folder, name));
  switch (read.kind) {
    case "absent":
      return { kind: "absent" };
    case "busy":
    case "empty":
      return { kind: "busy", name };
    case "fault":
      return { kind: "fault", name, fault: read.fault };
    case "text": {
      const file = readIssueFile(read.text, custom);
      return file.ok ? { ...read, kind: "issue", name, file: file.value } : { kind: "fault", name, fault: file.failure };
    }
  }
}
