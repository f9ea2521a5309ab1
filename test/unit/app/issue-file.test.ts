import { join } from "node:path";
import { expect, test } from "vitest";
import { isIssueFile } from "../../../src/app/issue-file.ts";

const workspace = join(import.meta.dirname, "acme");
const project = { workspace, file: { issues: "docs/issues" } };

test("what lies in the folder of issues is an issue file, readable or not", () => {
  expect(isIssueFile(project, join(workspace, "docs/issues/ACME-1.md"))).toBe(true);
  expect(isIssueFile(project, join(workspace, "docs/issues/..draft.md"))).toBe(true);
});

test.each(["src/main.ts", "docs/issues", "docs/issues-old/ACME-1.md", "../other/docs/issues/ACME-1.md", "docs/draft 1.md"])(
  "%s is none",
  (file) => {
    expect(isIssueFile(project, join(workspace, file))).toBe(false);
  },
);
