import type { IssueId } from "../../model/document.ts";
import type { FolderLook } from "./attachment-folders.ts";
import type { BatchBuilder } from "./batch-builder.ts";
import type { Checkout } from "./git-checkout.ts";
import type { IssueFile } from "./issue-file.ts";
import type { IssueFiles } from "./issue-files.ts";
import type { Descent } from "./kept-texts.ts";
import type { KeyNumbers } from "./key-numbers.ts";
import type { FileRow, MemoryDraft, MissingRow } from "./memory-rows.ts";
import type { Project } from "./project-folder.ts";
import type { FileStat } from "./read-file.ts";
import type { BesideScan } from "./beside-scan.ts";

/** What all files of one scan have in common. */
export interface Scene {
  readonly project: Project;
  readonly folder: string;
  readonly draft: MemoryDraft;
  readonly batch: BatchBuilder;
  /** As remembered when the scan began. */
  readonly rows: ReadonlyMap<string, FileRow>;
  readonly keys: KeyNumbers;
  readonly attachments: BesideScan;
  readonly observeOnly: boolean;
  /** All that are in the folder. */
  readonly names: ReadonlySet<string>;
  /** The commit that git has checked out, where it is another one than when the folder was last read to the end. */
  readonly arrived: Checkout | null;
  /** The fields of the project's own are others than before: every issue is told again. */
  readonly anew: boolean;
}

/** A readable file of this batch, on its way to an observation. */
export interface Candidate {
  name: string;
  text: string;
  version: string;
  stat: FileStat;
  file: IssueFile;
  /** The same before it was completed, where nothing is written: lines are counted in it. */
  readonly asItLies?: IssueFile;
  readonly id: IssueId;
  readonly key: string;
  /** What was known of the issue, wherever its file was. */
  readonly before: FileRow | null;
  readonly missing: MissingRow | null;
  descent: Descent;
  /** What lies beside it; null: it waits for an answer, and nothing is taken up. */
  files: IssueFiles | null;
  look: FolderLook | null;
}

/** It is again as it was in an older text: a person is asked before anything is read from it or written to it. */
export function asksAbout(candidate: Candidate): boolean {
  return candidate.descent.kind === "older" && candidate.before?.restore !== true;
}
