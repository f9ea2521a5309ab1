import { issueTrouble } from "../app/issue-trouble.ts";
import type { IssueItem } from "../view/issue-item.ts";
import { issueTooltip } from "../view/issue-tree-row.ts";
import type { ProjectIssues } from "./issue-model.ts";

/** What a tooltip says of an issue, as Markdown that links and loads nothing. */
export function tooltipOf({ live, partners }: Pick<ProjectIssues, "live" | "partners">, item: IssueItem): string {
  const trouble = issueTrouble(live.project, item.issue);
  const shares = trouble.connections.map(({ name, partnerKey, syncStatus, revision }) => {
    const partner = [...partners.values()].find(({ connection }) => connection === name);
    return { title: partner?.title ?? name, partnerKey, status: syncStatus, revision };
  });
  return issueTooltip(item, shares, trouble, partners);
}
