import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { type Committed, commitFiles } from "../trackers/markdown/commit-files.ts";
import { MemoryDraft } from "../trackers/markdown/memory-rows.ts";
import { isGateway } from "./gateway.ts";
import type { OpenProject } from "./open-project.ts";

/**
 * Commits what changed among the issue files, where the project file says `commit: true` and this machine is the gateway: two that commit the
 * same would only have to be merged. null: nobody asked for commits.
 */
export async function commitIssues({ workspace, file, store, gateway }: OpenProject): Promise<Committed | null> {
  if (!file.commit || !isGateway(gateway())) return null;
  const folder = realFolder(resolve(workspace, file.issues));
  if (folder === null) return { kind: "not now" };
  const draft = new MemoryDraft(store);
  const asked = draft.allMissing().flatMap(([, { name, answer }]) => (answer === "deleted" ? [] : [name]));
  return commitFiles(folder, draft.knownOfGit(), asked);
}

function realFolder(path: string): string | null {
  try {
    return realpathSync.native(path);
  } catch {
    return null;
  }
}
