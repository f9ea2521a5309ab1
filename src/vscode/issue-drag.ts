import * as vscode from "vscode";
import { guarded } from "./commands/command.ts";
import type { Ferry } from "./ferry.ts";
import type { IssueNode, RowNode } from "./issue-nodes.ts";
import type { IssuesTree } from "./issues-tree.ts";

/** The type that the editor gives to what is dragged within the view. */
const ROWS = "application/vnd.code.tree.issueferry.issues";

/** Files from the explorer or the desktop. */
const FILES = "text/uri-list";

/** An issue that is dragged into another group gets that group's value, and can get its own back. A file that is dropped on an issue is attached to it. */
export class IssueDrag implements vscode.TreeDragAndDropController<IssueNode> {
  readonly dragMimeTypes = [ROWS];
  readonly dropMimeTypes = [ROWS, FILES];
  readonly #ferry: Ferry;
  readonly #tree: IssuesTree;

  constructor(ferry: Ferry, tree: IssuesTree) {
    this.#ferry = ferry;
    this.#tree = tree;
  }

  handleDrag(source: readonly IssueNode[], transfer: vscode.DataTransfer): void {
    const rows = source.filter((node): node is RowNode => node.kind === "issue");
    if (rows.length > 0) transfer.set(ROWS, new vscode.DataTransferItem(rows));
  }

  async handleDrop(target: IssueNode | undefined, transfer: vscode.DataTransfer): Promise<void> {
    const rows = transfer.get(ROWS)?.value as readonly RowNode[] | undefined;
    if (!rows && target?.kind === "issue") {
      const list = await transfer.get(FILES)?.asString();
      if (list === undefined) return;
      await guarded(this.#ferry, async () => {
        const { droppedFiles } = await import("./daily.ts");
        await droppedFiles(this.#ferry, target, list);
      });
      return;
    }
    const group = target?.kind === "issue" || target?.kind === "more" ? target.parent : target?.kind === "group" ? target : undefined;
    if (!rows || !group || rows.every(({ parent }) => parent === group)) return;
    await guarded(this.#ferry, async () => {
      const { dropped } = await import("./daily.ts");
      await dropped(this.#ferry, this.#tree.state.grouping, group, rows);
    });
  }
}
