import { execFileSync } from "node:child_process";
import { userInfo } from "node:os";

/** Who edits: the git user of the folder, else the user of this machine. */
export function authorOf(workspace: string): string {
  try {
    const name = execFileSync("git", ["config", "user.name"], {
      cwd: workspace,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
    if (name !== "") return name;
  } catch {
    // No git here, or no name set.
  }
  return userInfo().username;
}
