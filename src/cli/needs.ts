import { errorGroups } from "../app/error-groups.ts";
import { mendPlace } from "../app/mend-place.ts";
import type { OpenProject } from "../app/open-project.ts";
import { issuePage, projectView } from "../app/snapshot.ts";
import type { IssueView, ProjectView } from "../model/snapshot.ts";
import { issueNeedLines, needLines } from "../view/need-lines.ts";
import { EVERYTHING } from "./state-answer.ts";

/** What stands still until a person does something: connections, files and issues. */
export function needsOf(project: OpenProject): readonly string[] {
  return project.store.reading(() => {
    const view = projectView(project);
    return needLines(view, needyOf(project, view), view.counts.error > 0 ? errorGroups(project, mendPlace) : [], Date.now());
  });
}

/** Of that the issues, with the causes of those in error. */
export function needsOfIssues(project: OpenProject): readonly string[] {
  return project.store.reading(() => {
    const view = projectView(project);
    return issueNeedLines(needyOf(project, view), view.counts.error > 0 ? errorGroups(project, mendPlace) : []);
  });
}

/** Issues that may need a person, maybe among others. */
function needyOf(project: OpenProject, { counts: { error, conflict, held } }: ProjectView): readonly IssueView[] {
  const all = (status: "error" | "conflict" | "held") => issuePage(project, { ...EVERYTHING, status }).issues;
  return [...(error > 0 ? all("error") : []), ...(conflict > 0 ? all("conflict") : []), ...(held > 0 ? all("held") : [])];
}
