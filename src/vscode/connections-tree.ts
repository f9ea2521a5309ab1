import * as vscode from "vscode";
import type { LiveProject } from "../app/live-project.ts";
import { projectView } from "../app/snapshot.ts";
import type { ConnectionView } from "../model/snapshot.ts";
import type { Ferry } from "./ferry.ts";

export interface ConnectionNode {
  readonly live: LiveProject;
  readonly connection: ConnectionView;
}

/** The view "Connections". */
export class ConnectionsTree implements vscode.TreeDataProvider<ConnectionNode>, vscode.Disposable {
  readonly #ferry: Ferry;
  readonly #changed = new vscode.EventEmitter<ConnectionNode | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly view: vscode.TreeView<ConnectionNode>;

  constructor(ferry: Ferry) {
    this.#ferry = ferry;
    this.view = vscode.window.createTreeView("issueFerry.connections", { treeDataProvider: this });
    ferry.folders.onChange(() => this.#changed.fire(undefined));
  }

  getChildren(node?: ConnectionNode): ConnectionNode[] {
    if (node) return [];
    return this.#ferry.folders.live.flatMap((live) => projectView(live.project).connections.map((connection) => ({ live, connection })));
  }

  getTreeItem({ live, connection }: ConnectionNode): vscode.TreeItem {
    const item = new vscode.TreeItem(connection.partner ?? connection.name);
    item.id = `${live.project.file.id}/${connection.name}`;
    item.description = connection.status;
    item.contextValue = `connection ${connection.role} ${connection.status.replaceAll(" ", "-")}`;
    return item;
  }

  dispose(): void {
    this.view.dispose();
    this.#changed.dispose();
  }
}
