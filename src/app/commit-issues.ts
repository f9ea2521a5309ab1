import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { type Committed, commitFiles } from "../trackers/markdown/commit-files.ts";
import { MemoryDraft } from "../trackers/markdown/memory-rows.ts";
import { isGateway } from "./gateway.ts";
import type { OpenProject } from "./open-project.ts";
import { interruptionOf } from "./store-trouble.ts";

/**
 * Commits what changed among the issue files, where the project file says `commit: true` and this machine is the gateway: two that commit the
 * same would only have to be merged. null: nobody asked for commits. A store that cannot be read now is for the next pass to meet.
 */
export async function commitIssues({ workspace, file, store, gateway }: OpenProject): Promise<Committed | null> {
  if (!file.commit) return null;
  try {
    return isGateway(gateway()) ? await commitFiles(realpathSync.native(resolve(workspace, file.issues)), new MemoryDraft(store)) : null;
  } catch (error) {
    if (interruptionOf(error) === null) throw error;
    return { kind: "not now" };
  }
}
