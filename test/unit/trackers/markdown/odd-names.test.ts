import { afterEach, beforeEach, expect, it } from "vitest";
import { MarkdownWorkspace, issuesOf } from "../../../support/markdown-workspace.ts";

/** Fields may be called as objects call what they have by themselves. */
let space: MarkdownWorkspace;
beforeEach(() => {
  space = new MarkdownWorkspace("ACME", { fields: new Map([["constructor", "number"]]) });
});
afterEach(() => space.close());

it("such a field is empty where nothing was written, can be set, and can be emptied", async () => {
  const id = space.id();
  space.put("ACME-1.md", `---\nkey: ACME-1\nid: ${id}\n---\n\n# Valve\n`);
  const found = await space.scan();
  expect(found.diagnostics).toEqual([]);
  const [issue] = issuesOf(found);
  if (!issue) throw new Error("no issue");
  const set = await space.put1(issue.id, issue.version, { fields: { constructor: 3 } });
  expect(set).toMatchObject({ kind: "applied", refused: [], issue: { fields: { title: "Valve" } } });
  const version = set.kind === "applied" ? (set.issue?.version ?? null) : null;
  expect(space.read(`${issue.key}.md`)).toContain("constructor: 3");
  const emptied = await space.put1(issue.id, version, { fields: { constructor: null } });
  expect(emptied).toMatchObject({ kind: "applied", refused: [] });
  expect(space.read(`${issue.key}.md`)).not.toContain("constructor: 3");
});
