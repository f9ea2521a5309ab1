import type * as vscode from "vscode";
import { deletionOf } from "../app/deleted-issues.ts";
import { issueTrail } from "../app/issue-trail.ts";
import type { LiveProject } from "../app/live-project.ts";
import { issueDetails } from "../app/snapshot.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import type { ToPage } from "../view/details-messages.ts";
import type { DetailsPage, PageAction } from "../view/details-model.ts";
import { detailsPage, gonePage } from "../view/details-page.ts";
import type { Grouping } from "../view/issue-groups.ts";
import { bringBackCommands } from "./commands/bring-back.ts";
import { fieldCommands } from "./commands/change-fields.ts";
import type { Commands } from "./commands/command.ts";
import { dropFiles } from "./commands/drop-files.ts";
import { dropIssues } from "./commands/drop-issues.ts";
import type { IssueChoice } from "./commands/issue-choice.ts";
import type { DailyCommand } from "./commands/issue-commands.ts";
import { type Mending, causeCommands } from "./commands/error-causes.ts";
import { commentCommands } from "./commands/issue-from-comment.ts";
import { partnerChangeCommands } from "./commands/partner-change-command.ts";
import { repairCommands } from "./commands/repair-issues.ts";
import { shareCommands } from "./commands/share-issues.ts";
import { writeCommands } from "./commands/write-issues.ts";
import { CommentActions } from "./comment-actions.ts";
import { DeletionTeller } from "./deletion-teller.ts";
import { DetailsActions } from "./details-actions.ts";
import type { DetailsComparisons } from "./details-comparisons.ts";
import type { Ferry } from "./ferry.ts";
import type { GroupNode, RowNode } from "./issue-nodes.ts";
import type { IssuesTree } from "./issues-tree.ts";
import { KeyLanguage, type TooltipOf } from "./key-language.ts";

/**
 * What people do with issues day by day. It stands in a file of its own, which is read when the first of it is asked for: nothing that the
 * start needs is here, and nothing here has a memory of its own.
 */
export function dailyCommands(
  ferry: Ferry,
  choice: IssueChoice,
  tree: IssuesTree,
  mending: Mending,
): Readonly<Record<DailyCommand, Commands[string]>> {
  return {
    ...writeCommands(ferry, choice, tree),
    ...commentCommands(ferry, choice),
    ...fieldCommands(ferry, choice),
    ...partnerChangeCommands(ferry, choice),
    ...shareCommands(ferry, choice),
    ...repairCommands(ferry, choice),
    ...causeCommands(ferry, mending),
    ...bringBackCommands(ferry),
  };
}

/** Newest events of an issue that its page is given. */
const EVENTS = 100;

/** What the page "Sync details" shows. */
export async function shownDetails({ project }: LiveProject, row: LocalIssue): Promise<DetailsPage> {
  const trail = (): ReturnType<typeof issueTrail> => issueTrail(project.store, row.id, EVENTS);
  if (row.gone === null) return detailsPage(await issueDetails(project, row), trail());
  return gonePage(row, deletionOf(project.store, row), trail());
}

/** A button of that page was pressed; what is to be told about it. */
export async function pressed(
  comparisons: DetailsComparisons,
  live: LiveProject,
  row: LocalIssue,
  action: PageAction,
): Promise<ToPage | null> {
  return new DetailsActions(comparisons, live, row).carryOut(action);
}

/** Rows of the tree were dropped on a group. */
export async function dropped(ferry: Ferry, grouping: Grouping, group: GroupNode, rows: readonly RowNode[]): Promise<void> {
  await dropIssues(ferry, grouping, group, rows);
}

/** Files were dropped on an issue. */
export async function droppedFiles(ferry: Ferry, row: RowNode, list: string): Promise<void> {
  await dropFiles(ferry, row, list);
}

/** Keys and TODO comments in texts, in these languages, until it is disposed of. `tooltipOf`: what is said of an issue. */
export function keyFeatures(ferry: Ferry, languages: readonly string[], tooltipOf: TooltipOf): vscode.Disposable {
  const [keys, comments] = [new KeyLanguage(ferry, languages, tooltipOf), new CommentActions(ferry, languages)];
  return { dispose: () => (keys.dispose(), comments.dispose()) };
}

/** Says what partners deleted, until it is disposed of. */
export function deletionTeller(ferry: Ferry): vscode.Disposable {
  return new DeletionTeller(ferry);
}
