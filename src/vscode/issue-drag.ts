import * as vscode from "vscode";
import type { LocalIssue } from "../model/local-issue.ts";
import type { Value } from "../model/value.ts";
import { labelsOf, textOf } from "../view/issue-item.ts";
import { PROMPT_WORDS } from "../view/issue-prompts.ts";
import { labelled } from "./commands/change-fields.ts";
import { editFields } from "./commands/field-edits.ts";
import type { Ferry } from "./ferry.ts";
import type { GroupNode, IssueNode, RowNode } from "./issue-nodes.ts";
import type { IssuesTree } from "./issues-tree.ts";
import { say } from "./messages.ts";

/** The type that the editor gives to what is dragged within the view. */
const ROWS = "application/vnd.code.tree.issueferry.issues";

/** An issue that is dragged into another group gets that group's value, and can get its own back. */
export class IssueDrag implements vscode.TreeDragAndDropController<IssueNode> {
  readonly dragMimeTypes = [ROWS];
  readonly dropMimeTypes = [ROWS];
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
    const group = target?.kind === "issue" || target?.kind === "more" ? target.parent : target?.kind === "group" ? target : undefined;
    if (!rows || !group || rows.every(({ parent }) => parent === group)) return;
    const { grouping } = this.#tree.state;
    if (grouping === "sync") return refuse(PROMPT_WORDS.dragSync);
    if (grouping === "connection") return refuse(PROMPT_WORDS.dragConnection);
    if (rows.some(({ live }) => live !== group.live)) return refuse(PROMPT_WORDS.dragMixed);
    const field = grouping === "label" ? "labels" : grouping;
    const edits = rows.flatMap((row) => {
      const issue = row.live.index.issues.get(row.issue);
      return issue ? [{ live: row.live, issue, field, value: valueIn(group, row.parent, issue, field) }] : [];
    });
    const said = edits.length === 1 ? (edits[0]?.value ?? null) : (group.group.value ?? null);
    await editFields(this.#ferry, edits, (keys) => PROMPT_WORDS.changed(keys, field, said));
  }
}

function refuse(sentence: string): void {
  void say(sentence);
}

function valueIn(group: GroupNode, from: GroupNode, issue: LocalIssue, field: string): Value {
  const value = group.group.value ?? null;
  if (field === "labels") {
    const left = from.group.value ?? null;
    return labelled(labelsOf(issue), value === null ? [] : [value], left === null ? [] : [left]);
  }
  if (value === null || field !== "assignee") return value;
  // The same person, mail address and all.
  const theirs = group.group.items.find((item) => textOf(item.issue.fields["assignee"]) === value)?.issue.fields["assignee"];
  return theirs ?? { name: value };
}
