import type { LocalIssue } from "../../model/local-issue.ts";
import type { Value } from "../../model/value.ts";
import type { Grouping } from "../../view/issue-groups.ts";
import { labelsOf, textOf } from "../../view/issue-item.ts";
import { PROMPT_WORDS } from "../../view/issue-prompts.ts";
import type { Ferry } from "../ferry.ts";
import type { GroupNode, RowNode } from "../issue-nodes.ts";
import { say } from "../messages.ts";
import { labelled } from "./change-fields.ts";
import { editFields } from "./field-edits.ts";

/** Rows that were dragged into a group: their issues get its value. Groups that follow from what happens refuse them. */
export async function dropIssues(ferry: Ferry, grouping: Grouping, group: GroupNode, rows: readonly RowNode[]): Promise<void> {
  if (grouping === "sync") return refuse(PROMPT_WORDS.dragSync);
  if (grouping === "cause") return refuse(PROMPT_WORDS.dragCause);
  if (grouping === "connection") return refuse(PROMPT_WORDS.dragConnection);
  if (rows.some(({ live }) => live !== group.live)) return refuse(PROMPT_WORDS.dragMixed);
  const field = grouping === "label" ? "labels" : grouping;
  const edits = rows.flatMap((row) => {
    const issue = row.live.index.issues.get(row.issue);
    return issue ? [{ live: row.live, issue, field, valueIn: (now: LocalIssue) => valueIn(group, row.parent, now, field) }] : [];
  });
  const values = (nodes: readonly GroupNode[]): readonly string[] => [
    ...new Set(nodes.flatMap((node) => (node.group.value === undefined || node.group.value === null ? [] : [node.group.value]))),
  ];
  await editFields(ferry, edits, (keys) =>
    field === "labels"
      ? PROMPT_WORDS.labelsChanged(keys, values([group]), values(rows.map(({ parent }) => parent)))
      : PROMPT_WORDS.changed(keys, field, group.group.value ?? null),
  );
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
