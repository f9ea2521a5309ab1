import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import type { Diagnostic } from "../ports/tracker.ts";
import { lookAtCheckout } from "../trackers/markdown/git-checkout.ts";
import { MemoryDraft } from "../trackers/markdown/memory-rows.ts";
import type { OpenProject } from "./open-project.ts";

/** Which branch the issues are read from. `branch` null: git does not keep them, so that no checkout changes them. */
export interface IssueBranch {
  readonly branch: string | null;
  /** Why nothing is read now; null: it is. */
  readonly held: Diagnostic | null;
}

export async function issueBranch({ workspace, file, store }: OpenProject): Promise<IssueBranch> {
  const { checkout, hold } = await lookAtCheckout(issuesPlace(workspace, file.issues), new MemoryDraft(store).knownOfGit());
  const held = hold && { at: file.issues, code: hold.code, detail: `${hold.branch} ${hold.found}` };
  return { branch: checkout === "apart" ? null : (checkout?.branch ?? null), held };
}

/** On a branch without issues their folder is not there. */
function issuesPlace(workspace: string, issues: string): string {
  try {
    return realpathSync.native(resolve(workspace, issues));
  } catch {
    return workspace;
  }
}
