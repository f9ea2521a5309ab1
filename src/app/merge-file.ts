import { existsSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { type Result, failed, ok } from "../model/failure.ts";
import { git } from "../trackers/markdown/git-run.ts";
import { mergeIssueTexts, withoutKey } from "../trackers/markdown/merge-issue-files.ts";

export type MergeFileFailure = { readonly kind: "cannot read" | "cannot write"; readonly file: string; readonly detail: string };

export interface MergedFile {
  readonly clean: boolean;
  readonly asIssues: boolean;
  /** Two different issues met: where the other one is now. Absent: one issue, or there was no place for it. */
  readonly beside?: string;
}

/**
 * What git asks of a merge driver: merges the issue files `ancestor`, `ours` and `theirs`, and leaves the result in `ours`. What are no issue
 * files is merged as git would. Two different issues stay two: ours stays, the other is put beside `path`, which is where git keeps the file below
 * `top`, its work tree.
 */
export async function mergeFiles(
  ancestor: string,
  ours: string,
  theirs: string,
  at: { readonly top: string; readonly path: string } | null = null,
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
  const merged = isText ? mergeIssueTexts(base, mine, other) : ({ kind: "not issues" } as const);
  if (merged.kind === "two issues" && at !== null && typeof other === "string") {
    const beside = putBeside(at.top, at.path, withoutKey(other));
    if (beside !== null) return ok({ clean: false, asIssues: true, beside });
  }
  if (merged.kind === "not issues" || merged.kind === "two issues") {
    const plain = await git(dirname(ours), ["merge-file", "-L", "ours", "-L", "ancestor", "-L", "theirs", ours, ancestor, theirs]);
    return ok({ clean: plain.kind === "done", asIssues: false });
  }
  try {
    writeFileSync(ours, merged.text, { flush: true });
  } catch (error) {
    return failed({ kind: "cannot write", file: ours, detail: codeOf(error) });
  }
  return ok({ clean: merged.kind === "clean", asIssues: true });
}

/** Through no link out of the work tree, and over no other file. Git may ask the same twice. null: there is no such place. */
function putBeside(top: string, path: string, text: string): string | null {
  try {
    const folder = realpathSync(join(top, dirname(path)));
    if (!`${folder}${sep}`.startsWith(`${realpathSync(top)}${sep}`)) return null;
    for (let n = 1; n < 100; n++) {
      const name = path.replace(/(?:\.md)?$/i, `-theirs${n === 1 ? "" : n}.md`);
      const file = join(top, name);
      if (!existsSync(file)) {
        writeFileSync(file, text, { flag: "wx", flush: true });
        return name;
      }
      if (readFileSync(file, "utf8") === text) return name;
    }
    return null;
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    return null;
  }
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
