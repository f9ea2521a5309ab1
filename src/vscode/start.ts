import type * as vscode from "vscode";
import { keepActiveIssue } from "./active-issue.ts";
import { ActivityView } from "./activity-view.ts";
import { ConnectionForms } from "./connection-forms.ts";
import { ConnectionsTree } from "./connections-tree.ts";
import { keepContextKeys } from "./context-keys.ts";
import { ContractDocuments } from "./contract-documents.ts";
import { DetailsComparisons } from "./details-comparisons.ts";
import { DetailsPanels } from "./details-panels.ts";
import type { Ferry } from "./ferry.ts";
import { keepFrontHelp } from "./front-features.ts";
import { Folders } from "./folders.ts";
import { IssueDecorations } from "./issue-decorations.ts";
import { IssueModel } from "./issue-model.ts";
import { IssuesTree } from "./issues-tree.ts";
import { addIssueCommands } from "./commands/issue-commands.ts";
import { addExamineCommands } from "./commands/examine-commands.ts";
import { addProjectCommands } from "./commands/project-commands.ts";
import { addSetupCommands } from "./commands/setup-commands.ts";
import { addTeamCommands } from "./commands/team-commands.ts";
import { keepKeyFeatures } from "./key-features.ts";
import { keepSettingsHelp } from "./settings-features.ts";
import { Problems } from "./problems.ts";
import { askForDecisions } from "./prompted-steps.ts";
import { ReportDocuments } from "./report-documents.ts";
import { keepRestrictedView } from "./restricted-view.ts";
import { noteReading } from "./reading.ts";
import { tellDeletions } from "./told-deletions.ts";
import { StatusBar } from "./status-bar.ts";
import { tellConnected } from "./told-connected.ts";
import { Unread } from "./unread.ts";
import { keepUnsavedDocuments } from "./unsaved-documents.ts";

/** Puts the parts together; the folders are looked at last, when everybody listens. */
export function start(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): { stop(): Promise<void> } {
  const folders = new Folders(log);
  // First of all that listen: the others find it up to date.
  const unread = new Unread(context.workspaceState, log);
  const model = new IssueModel(folders, log, unread);
  const comparisons = new DetailsComparisons();
  const details = new DetailsPanels({ context, folders, log, comparisons, seen: (live, issue) => model.markRead(live, [issue]) });
  const forms = new ConnectionForms({ context, folders, issues: model, log });
  const ferry: Ferry = { context, folders, issues: model, log, comparisons, details, forms };
  const issues = new IssuesTree(ferry);
  const reports = new ReportDocuments();
  context.subscriptions.push(
    model,
    unread,
    comparisons,
    details,
    forms,
    issues,
    new ConnectionsTree(ferry),
    new ActivityView({ ferry, reports, reveal: (live, issue) => issues.reveal(live, issue) }),
    keepRestrictedView(ferry),
    new IssueDecorations(ferry),
    new StatusBar(ferry),
    keepContextKeys(ferry),
    keepActiveIssue(ferry),
    noteReading(ferry),
    keepKeyFeatures(ferry),
    keepFrontHelp(ferry),
    keepSettingsHelp(ferry),
    keepUnsavedDocuments(ferry),
    new Problems(ferry),
    new ContractDocuments(ferry),
    askForDecisions(ferry),
    tellConnected(ferry),
    tellDeletions(ferry),
    reports,
    ...addProjectCommands(ferry),
    ...addSetupCommands(ferry),
    ...addExamineCommands(ferry, reports),
    ...addTeamCommands(ferry),
    ...addIssueCommands(ferry, issues),
  );
  void folders.refresh();
  return {
    stop() {
      // First, while the editor still listens.
      unread.dispose();
      return folders.stop();
    },
  };
}
