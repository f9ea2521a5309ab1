import { expect, test } from "vitest";
import type { News } from "../../../src/model/news.ts";
import type { LiveProject } from "../../../src/app/live-project.ts";
import { parseFilter } from "../../../src/view/issue-filter.ts";
import type { IssueItem } from "../../../src/view/issue-item.ts";
import { IssueList } from "../../../src/view/issue-list.ts";
import { type GroupNode, ProjectNodes, type RowNode } from "../../../src/vscode/issue-nodes.ts";
import { PARTNERS, sampleItem, sharedItem } from "../view/issue-samples.ts";

/** Nodes of these issues; `put` takes up another one, or what became of one. */
function nodesOf(...items: readonly IssueItem[]): { nodes: ProjectNodes; put: (item: IssueItem) => void } {
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
  const nodes = new ProjectNodes({ live, list, partners: PARTNERS }, { grouping: "sync", sorting: "key", filter: null, pageSize: 200 });
  return {
    nodes,
    put: (item) => {
      all.set(item.issue.id, item);
      list.update(new Set([item.issue.id]));
      nodes.update();
    },
  };
}

const groupsOf = (nodes: ProjectNodes): GroupNode[] => nodes.roots().flatMap((node) => (node.kind === "group" ? [node] : []));
const seen = (nodes: ProjectNodes): string[] => groupsOf(nodes).map(({ group, open }) => `${group.title} ${open ? "open" : "folded"}`);

/** So many that quiet groups begin folded. */
const MANY = Array.from({ length: 25 }, (_, n) => sampleItem(`B-${n + 1}`));

test("a group that was the only one, and empty for a while, comes back unfolded beside another one", () => {
  const { nodes, put } = nodesOf(sharedItem("A-1", "up to date"));
  expect(seen(nodes)).toEqual(["Up to date open"]);
  put(sharedItem("A-1", "pending"));
  for (const item of MANY) put(item);
  put(sharedItem("A-1", "up to date"));
  expect(seen(nodes)).toEqual(["Up to date open", "Only here open"]);
});

test("a group that was empty for a while comes back as the person left it", () => {
  const { nodes, put } = nodesOf(sharedItem("A-1", "up to date"), ...MANY);
  expect(seen(nodes)).toEqual(["Up to date folded", "Only here folded"]);
  for (const node of groupsOf(nodes)) node.open = node.group.title === "Up to date";
  put(sharedItem("A-1", "pending"));
  put(sharedItem("A-1", "up to date"));
  expect(seen(nodes)).toEqual(["Up to date open", "Only here folded"]);
});

test("an issue has one row wherever it goes, unless it waits for several partners", () => {
  const { nodes, put } = nodesOf(sharedItem("A-1", "up to date"), sampleItem("A-2"));
  const rowIn = (group: string): RowNode => {
    const [row] = groupsOf(nodes).flatMap((node) => (node.group.title === group ? nodes.childrenOf(node) : []));
    if (row?.kind !== "issue") throw new Error(group);
    return row;
  };
  expect(nodes.isOnce(rowIn("Up to date"))).toBe(true);
  put(sharedItem("A-1", "pending"));
  const waiting = (): GroupNode[] => groupsOf(nodes).filter(({ group }) => group.title.startsWith("Waiting for"));
  expect(waiting().map(({ group }) => nodes.isOnce(rowIn(group.title)))).toEqual([true]);
  const share = (connection: string) => ({ connection, status: "pending" as const, partnerKey: null });
  put(sampleItem("A-1", { syncStatus: "pending" }, [share("c1"), share("c2")]));
  expect(waiting().map(({ group }) => nodes.isOnce(rowIn(group.title)))).toEqual([false, false]);
});

test("what the filter showed as new stays when it is read, as long as the rest of the filter fits, until the filter is set anew", () => {
  const news = new Map<string, News>();
  const rows = ["A-1", "A-2", "A-3"].map((key) => sampleItem(key).issue);
  const issues = new Map(rows.map((issue) => [issue.id, issue]));
  const list = new IssueList({ issues, shares: () => [], news: (id) => news.get(id) ?? null });
  for (const { id } of rows.slice(0, 2)) news.set(id, { kind: "new", partner: "Nordwind", parts: [] });
  list.update(new Set());
  const wanted = { grouping: "sync", sorting: "key", filter: parseFilter("is:new title"), pageSize: 200 } as const;
  const nodes = new ProjectNodes({ live: {} as LiveProject, list, partners: PARTNERS }, wanted);
  const keys = (): string[] => groupsOf(nodes).flatMap(({ group }) => group.items.map(({ issue }) => issue.key));
  expect(keys()).toEqual(["A-1", "A-2"]);
  news.clear();
  nodes.update();
  expect(keys()).toEqual(["A-1", "A-2"]);
  issues.set("id-A-2", { ...sampleItem("A-2").issue, fields: { title: "Valve" } });
  list.update(new Set(["id-A-2"]));
  nodes.update();
  expect(keys()).toEqual(["A-1"]);
  nodes.want(wanted);
  expect(keys()).toEqual([]);
});
