import { expect, test } from "vitest";
import type { LiveProject } from "../../../src/app/live-project.ts";
import type { IssueItem } from "../../../src/view/issue-item.ts";
import { IssueList, tally } from "../../../src/view/issue-list.ts";
import { ProjectNodes } from "../../../src/vscode/issue-nodes.ts";
import { PARTNERS, sampleItem, sharedItem } from "../view/issue-samples.ts";

/** Nodes of these issues; `add` takes one more up. */
function nodesOf(...items: readonly IssueItem[]): { nodes: ProjectNodes; add: (item: IssueItem) => void } {
  const all = new Map(items.map((item) => [item.issue.id, item]));
  const list = new IssueList({
    get issues() {
      return new Map([...all].map(([id, { issue }]) => [id, issue]));
    },
    shares: (id) => all.get(id)?.shares ?? [],
  });
  list.update(new Set());
  // It stands for the project and is asked for nothing.
  const live = {} as LiveProject;
  const nodes = new ProjectNodes(
    { live, list, partners: PARTNERS, counts: tally([]), updates: [] },
    { grouping: "sync", filter: null, pageSize: 200 },
  );
  return {
    nodes,
    add: (item) => {
      all.set(item.issue.id, item);
      list.update(new Set([item.issue.id]));
      nodes.update();
    },
  };
}

const open = (nodes: ProjectNodes): string[] =>
  nodes.roots().flatMap((node) => (node.kind === "group" ? [`${node.group.title} ${node.group.open ? "open" : "folded"}`] : []));

test("a group that was unfolded as the only one is not folded when another one comes", () => {
  const { nodes, add } = nodesOf(sharedItem("A-1", "up to date"));
  expect(open(nodes)).toEqual(["Up to date open"]);
  add(sampleItem("A-2"));
  expect(open(nodes)).toEqual(["Up to date open", "Only here folded"]);
});
