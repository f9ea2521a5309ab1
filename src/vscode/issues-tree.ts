import * as vscode from "vscode";
import type { LiveProject } from "../app/live-project.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import { SYNC_STATUSES, type SyncStatus } from "../model/status.ts";
import { issueUri } from "./issue-decorations.ts";
import type { Ferry } from "./ferry.ts";

export type IssueNode =
  | { readonly kind: "group"; readonly live: LiveProject; readonly status: SyncStatus; readonly issues: readonly LocalIssue[] }
  | { readonly kind: "issue"; readonly live: LiveProject; readonly issue: LocalIssue };

/** The view "Issues". */
export class IssuesTree implements vscode.TreeDataProvider<IssueNode>, vscode.Disposable {
  readonly #ferry: Ferry;
  readonly #changed = new vscode.EventEmitter<IssueNode | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly view: vscode.TreeView<IssueNode>;

  constructor(ferry: Ferry) {
    this.#ferry = ferry;
    this.view = vscode.window.createTreeView("issueFerry.issues", { treeDataProvider: this, canSelectMany: true, showCollapseAll: true });
    ferry.folders.onChange(() => this.#changed.fire(undefined));
  }

  getChildren(node?: IssueNode): IssueNode[] {
    if (node?.kind === "group") return node.issues.map((issue) => ({ kind: "issue", live: node.live, issue }));
    return this.#ferry.folders.live.flatMap((live) => {
      live.index.refresh();
      const all = [...live.index.issues.values()];
      return SYNC_STATUSES.flatMap((status): IssueNode[] => {
        const issues = all.filter((issue) => issue.syncStatus === status);
        return issues.length === 0 ? [] : [{ kind: "group", live, status, issues }];
      });
    });
  }

  getTreeItem(node: IssueNode): vscode.TreeItem {
    if (node.kind === "group") {
      const item = new vscode.TreeItem(node.status, vscode.TreeItemCollapsibleState.Expanded);
      item.id = `${node.live.project.file.id}/${node.status}`;
      item.description = String(node.issues.length);
      return item;
    }
    const item = new vscode.TreeItem(`${node.issue.key} ${String(node.issue.fields["title"] ?? "")}`);
    item.id = `${node.live.project.file.id}/${node.issue.syncStatus}/${node.issue.id}`;
    item.resourceUri = issueUri(node.live, node.issue.id);
    item.contextValue = `issue ${node.issue.syncStatus.replaceAll(" ", "-")}`;
    return item;
  }

  dispose(): void {
    this.view.dispose();
    this.#changed.dispose();
  }
}
