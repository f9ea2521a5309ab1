import { afterEach, beforeEach, expect, it } from "vitest";
import { MarkdownWorkspace, issuesOf } from "../../../support/markdown-workspace.ts";

let space: MarkdownWorkspace;
beforeEach(() => {
  space = new MarkdownWorkspace("ACME", { isConnection: (name) => name === "nordwind" });
});
afterEach(() => space.close());

const TEXT = "---\nstatus: New\ndue: next week\nshare:\n  - nordwind\n  - nordwnid\n  - -harbor\n---\n\n# Valve\n";

it("a date that is none and a connection that is not there are told with their lines; the issue is taken all the same", async () => {
  space.put("new.md", TEXT);
  const scan = await space.scan();
  const [issue] = issuesOf(scan);
  expect(issue).toMatchObject({ key: "ACME-1", fields: { due: "next week" } });
  const lineOf = (word: string) =>
    space
      .read("ACME-1.md")
      .split("\n")
      .findIndex((line) => line.includes(word)) + 1;
  expect(scan.diagnostics).toMatchObject([
    { code: "BAD_DUE", detail: "next week", line: lineOf("next week") },
    { code: "UNKNOWN_CONNECTION", detail: "nordwnid", line: lineOf("nordwnid") },
    { code: "UNKNOWN_CONNECTION", detail: "harbor", line: lineOf("-harbor") },
  ]);
  expect((await space.scan()).diagnostics).toEqual([]);
});

it("what a command puts right is not told any more", async () => {
  space.put("new.md", TEXT);
  const [issue] = issuesOf(await space.scan());
  if (!issue) throw new Error("no issue");
  await space.put1(issue.id, issue.version, { fields: { due: "2026-12-01" }, share: ["nordwind"] });
  expect((await space.scan()).batches.flatMap(({ diagnostics }) => diagnostics)).toEqual([{ at: "issues/ACME-1.md", found: [] }]);
});
