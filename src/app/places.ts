import { join, resolve } from "node:path";
import envPaths from "env-paths";

/** Where one project's secrets and store lie on this machine: outside every workspace. */
export function stateDirectoryOf(projectId: string, given: string | undefined): string {
  const base = given ?? process.env["ISSUE_FERRY_STATE"] ?? envPaths("issue-ferry", { suffix: "" }).data;
  return join(resolve(base), projectId);
}
