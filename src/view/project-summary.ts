import type { ProjectView } from "../model/snapshot.ts";
import { SYNC_STATUSES } from "../model/status.ts";
import { counted } from "./ages.ts";
import { plainText } from "./plain-text.ts";

/** The project in one line: how many issues, and how they stand. */
export function summaryLine({ project, counts, gateway }: Pick<ProjectView, "project" | "counts" | "gateway">): string {
  const all = SYNC_STATUSES.reduce((sum, status) => sum + counts[status], 0);
  // Without its state nothing is known of the files that lie there: that there are none would be untrue.
  if (all === 0 && gateway.kind === "elsewhere" && gateway.lost !== undefined)
    return `${plainText(project.name)}: its keys and state are not on this machine`;
  const parts = SYNC_STATUSES.filter((status) => counts[status] > 0).map((status) => `${counts[status]} ${status}`);
  return `${plainText(project.name)}: ${all === 0 ? "no issues" : `${counted(all, "issue")} (${parts.join(", ")})`}`;
}

export const OPENED_ANEW = "project.yaml names other fields now: the project is opened anew.";
