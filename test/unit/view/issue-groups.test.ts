import { describe, expect, test } from "vitest";
import type { IssueStop } from "../../../src/model/error-cause.ts";
import { type IssueGroup, type ShownGroup, groupContext, groupIssues, repaint } from "../../../src/view/issue-groups.ts";
import { type IssueItem, byKey } from "../../../src/view/issue-item.ts";
import { PARTNERS, sampleItem, sharedItem } from "./issue-samples.ts";

const shown = (groups: readonly IssueGroup[]): string[] =>
  groups.map(({ title, items }) => `${title}: ${items.map(({ issue }) => issue.key).join(" ")}`);

describe("issues in order of key", () => {
  test("numbers count as numbers, prefixes as letters", () => {
    const keys = ["B-1", "ACME-10", "ACME-9", "ACME", "ACME-100"];
    expect(
      keys
        .map((key) => sampleItem(key))
        .sort(byKey)
        .map(({ issue }) => issue.key),
    ).toEqual(["ACME", "ACME-9", "ACME-10", "ACME-100", "B-1"]);
  });
});

describe("issues by sync status", () => {
  test("what needs a person comes first, worst first; what waits says for whom", () => {
    const items = [
      sampleItem("A-1"),
      sharedItem("A-2", "up to date"),
      sharedItem("A-3", "pending"),
      sharedItem("A-4", "pending", "c2"),
      sharedItem("A-5", "held"),
      sharedItem("A-6", "held", "c1", { heldBecause: "missing" }),
      sharedItem("A-7", "conflict"),
      sharedItem("A-8", "error"),
    ];
    expect(shown(groupIssues(items, "sync", PARTNERS))).toEqual([
      "Needs you: A-8 A-7 A-6",
      "Held: A-5",
      "Waiting for Harbour office: A-4",
      "Waiting for Nordwind AS: A-3",
      "Up to date: A-2",
      "Only here: A-1",
    ]);
  });

  test("an issue that waits for two stands in both groups, under ids of their own", () => {
    const both = sampleItem("A-1", { syncStatus: "pending" }, [
      { connection: "c1", status: "pending", partnerKey: null },
      { connection: "c2", status: "pending", partnerKey: null },
    ]);
    const groups = groupIssues([both], "sync", PARTNERS);
    expect(shown(groups)).toEqual(["Waiting for Harbour office: A-1", "Waiting for Nordwind AS: A-1"]);
    expect(new Set(groups.map(({ id }) => id)).size).toBe(2);
  });

  test("what is done is folded where there are many issues, unless it is all there is", () => {
    const open = (items: readonly IssueItem[]): boolean[] => groupIssues(items, "sync", PARTNERS).map((group) => group.open);
    const many = Array.from({ length: 20 }, (_, n) => sampleItem(`A-${n + 2}`));
    const even = sharedItem("A-1", "up to date");
    expect(open([even, ...many])).toEqual([false, false]);
    expect(open([even, ...many.slice(1)])).toEqual([true, true]);
    expect(open([...many, sampleItem("A-30")])).toEqual([true]);
  });
});

describe("issues by field", () => {
  test("values in order, what has none last; a group knows what is common to it", () => {
    const items = [
      sampleItem("A-1", { fields: { status: "New" } }),
      sampleItem("A-2"),
      sampleItem("A-3", { fields: { status: "Done" } }),
      sampleItem("A-4", { fields: { status: "New" } }),
    ];
    const groups = groupIssues(items, "status", PARTNERS);
    expect(shown(groups)).toEqual(["Done: A-3", "New: A-1 A-4", "No status: A-2"]);
    expect(groups.map(({ value }) => value)).toEqual(["Done", "New", null]);
  });

  test("an issue stands under each of its labels", () => {
    const items = [
      sampleItem("A-1", { fields: { labels: ["pump", "winter"] } }),
      sampleItem("A-2", { fields: { labels: ["pump"] } }),
      sampleItem("A-3"),
    ];
    expect(shown(groupIssues(items, "label", PARTNERS))).toEqual(["pump: A-1 A-2", "winter: A-1", "No label: A-3"]);
  });

  test("people by name, whatever their mail address", () => {
    const items = [
      sampleItem("A-1", { fields: { assignee: { name: "Ada", email: "a@example.org" } } }),
      sampleItem("A-2", { fields: { assignee: { name: "Ada" } } }),
      sampleItem("A-3"),
    ];
    expect(shown(groupIssues(items, "assignee", PARTNERS))).toEqual(["Ada: A-1 A-2", "Assigned to nobody: A-3"]);
  });

  test("what came from outside is plain in a title", () => {
    const [group] = groupIssues([sampleItem("A-1", { fields: { status: "\u001b[2JNew\u202e" } })], "status", PARTNERS);
    expect(group?.title).toBe("New");
  });
});

test("by connection: an issue that is no longer shared is shared with nobody", () => {
  const items = [sharedItem("A-1", "up to date"), sharedItem("A-2", "local"), sampleItem("A-3")];
  expect(shown(groupIssues(items, "connection", PARTNERS))).toEqual(["With Nordwind AS: A-1", "Shared with nobody: A-2 A-3"]);
});

describe("what is painted anew", () => {
  const group = (id: string, rows: string[], count = rows.length): ShownGroup => ({ id, title: id, count, rows });
  const before = [group("a", ["1", "2"]), group("b", ["3"])];

  test("nothing, where nothing in sight changed", () => {
    expect(repaint(before, [group("a", ["1", "2"]), group("b", ["3"])])).toEqual({ kind: "groups", ids: new Set() });
  });
  test("only the groups that have other rows, another number or another title", () => {
    expect(repaint(before, [group("a", ["2", "1"]), group("b", ["3"])])).toEqual({ kind: "groups", ids: new Set(["a"]) });
    expect(repaint(before, [group("a", ["1", "2"]), group("b", ["3"], 9)])).toEqual({ kind: "groups", ids: new Set(["b"]) });
    expect(repaint(before, [{ ...group("a", ["1", "2"]), title: "A" }, group("b", ["3"])])).toEqual({
      kind: "groups",
      ids: new Set(["a"]),
    });
  });
  test("all, where groups came, went or moved", () => {
    expect(repaint(before, [group("a", ["1", "2"])])).toEqual({ kind: "all" });
    expect(repaint(before, [group("b", ["3"]), group("a", ["1", "2"])])).toEqual({ kind: "all" });
  });
});

describe("by cause", () => {
  const refused = (value: string, refusedBy?: "partner"): IssueStop => ({
    kind: "error",
    id: `${value}${refusedBy ?? ""}`,
    connection: "c1",
    cause: { failure: { code: "NO_MAPPING", field: "status", value }, ...(refusedBy && { refusedBy }) },
  });
  const stops = new Map<string, readonly IssueStop[]>([
    ["id-A-1", [refused("Odd")]],
    ["id-A-2", [refused("Reopened"), { kind: "conflict", part: "title" }]],
    ["id-A-3", [refused("Reopened"), refused("Reopened", "partner")]],
    [
      "id-A-4",
      [
        { kind: "conflict", part: "comment:1" },
        { kind: "conflict", part: "comment:2" },
      ],
    ],
  ]);
  const items = [
    ...["A-1", "A-2", "A-3"].map((key) => sharedItem(key, "error")),
    sharedItem("A-4", "conflict"),
    sharedItem("A-5", "held", "c1", { heldBecause: "missing" }),
    sharedItem("A-6", "up to date"),
  ];
  const groups = groupIssues(items, "cause", PARTNERS, (issue) => stops.get(issue) ?? []);

  test("what one deed mends stands together, the most frequent first, then conflicts by field, what is held, and the rest", () => {
    expect(shown(groups)).toEqual([
      '"Reopened" in status: no word here: A-2 A-3',
      '"Odd" in status: no word here: A-1',
      '"Reopened" in status: no word at the partner: A-3',
      "Conflict in comments: A-4",
      "Conflict in title: A-2",
      "Held: its file is missing: A-5",
      "Nothing in the way: A-6",
    ]);
    expect(groups.map(({ open }) => open)).toEqual([true, true, true, true, true, true, false]);
    expect(groups[0]?.cause?.sentence).toBe(
      'Status "Reopened" has no translation in the mapping. Give it one under "values" in the connection\'s file (what has none there goes by its `otherwise`), or choose another value, then retry.',
    );
  });

  test("menus know what can be mended here, tried again or settled", () => {
    expect(groups.map(groupContext)).toEqual([
      "group cause mend again",
      "group cause mend again",
      "group cause again",
      "group conflicts",
      "group conflicts",
      "group",
      "group",
    ]);
    expect(groupIssues(items, "sync", PARTNERS).map(groupContext)).toEqual(["group failed", "group"]);
  });
});
