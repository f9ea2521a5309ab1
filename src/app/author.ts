import { userInfo } from "node:os";
import { gitNow } from "../trackers/markdown/git-run.ts";

/** Who edits: the git user of the folder, else the user of this machine. */
export function authorOf(workspace: string): string {
  const found = gitNow(workspace, ["config", "user.name"]);
  return (found.kind === "done" && found.out.trim()) || userInfo().username;
}
