import { readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type Result, failed, ok } from "../model/failure.ts";
import { type CustomFields, NO_CUSTOM_FIELDS } from "../model/custom-fields.ts";
import { findWorkspace, readProjectFile } from "./project-file.ts";
import { git } from "../trackers/markdown/git-run.ts";
import { mergeIssueTexts } from "../trackers/markdown/merge-issue-files.ts";

export type MergeFileFailure = { readonly kind: "cannot read" | "cannot write"; readonly file: string; readonly detail: string };

export interface MergedFile {
  readonly clean: boolean;
  readonly asIssues: boolean;
  /** Two different issues met: each stands whole between git's marks. */
  readonly twoIssues?: true;
}

/**
 * What git asks of a merge driver: merges the issue files `ancestor`, `ours` and `theirs`, and leaves the result in `ours`. What are no issue
 * files is merged as git would. Two different issues stay two, one whole behind the other between git's marks. Nothing else is written: git asks
 * for a preview, too, and a merge may be given up. `place`: where the file lies in the work tree, beside the project whose own fields it may have.
 */
export async function mergeFiles(
  ancestor: string,
  ours: string,
  theirs: string,
  place: string = ours,
): Promise<Result<MergedFile, MergeFileFailure>> {
  const texts: (string | null)[] = [];
  for (const file of [ancestor, ours, theirs]) {
    try {
      texts.push(textOf(readFileSync(file)));
    } catch (error) {
      return failed({ kind: "cannot read", file, detail: codeOf(error) });
    }
  }
  const [base, mine, other] = texts;
  const isText = typeof base === "string" && typeof mine === "string" && typeof other === "string";
  const merged = isText ? mergeIssueTexts(base, mine, other, ownFields(place)) : ({ kind: "not issues" } as const);
  if (merged.kind === "not issues") {
    const plain = await git(dirname(ours), ["merge-file", "-L", "ours", "-L", "ancestor", "-L", "theirs", ours, ancestor, theirs]);
    return ok({ clean: plain.kind === "done", asIssues: false });
  }
  try {
    writeFileSync(ours, merged.text, { flush: true });
  } catch (error) {
    return failed({ kind: "cannot write", file: ours, detail: codeOf(error) });
  }
  return ok({ clean: merged.kind === "clean", asIssues: true, ...(merged.kind === "two issues" && { twoIssues: true }) });
}

/** A project file that cannot be read, as in the middle of a merge, names none: such a file is merged as it stands. */
function ownFields(place: string): CustomFields {
  const workspace = findWorkspace(dirname(place));
  const project = workspace === null ? null : readProjectFile(workspace);
  return project?.ok ? new Map(Object.entries(project.value.fields ?? {})) : NO_CUSTOM_FIELDS;
}

/** null: bytes that are no UTF-8, and would not survive being read as such. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
