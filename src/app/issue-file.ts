import { isAbsolute, join, relative, sep } from "node:path";
import type { OpenProject } from "./open-project.ts";

interface Within {
  readonly workspace: OpenProject["workspace"];
  readonly file: Pick<OpenProject["file"], "issues">;
}

/** Whether a file lies in the project's folder of issues: one that is no issue yet, or cannot be read as one, too. */
export function isIssueFile({ workspace, file: { issues } }: Within, file: string): boolean {
  const path = relative(join(workspace, issues), file);
  return path !== "" && !isAbsolute(path) && path.split(sep)[0] !== "..";
}
