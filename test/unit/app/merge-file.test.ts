import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mergeFiles } from "../../../src/app/merge-file.ts";
import { writeProjectFile } from "../../../src/app/project-file.ts";
import { place } from "./opened-project.ts";

const issue = (status: string, body: string): string =>
  `---\nkey: ACME-1\nid: 06h05dr715t4qebvh2m3e3ha9r\nstatus: ${status}\n---\n\n# Valve\n\nOne\n\n${body}\n`;

test("bytes that are no UTF-8 are merged as git would, and none of them is lost", async () => {
  const root = place();
  const [base, ours, theirs] = [
    ["ancestor", issue("New", "Café")],
    ["ours", issue("Done", "Café")],
    ["theirs", issue("New", "Café, über")],
  ].map(([name = "", text = ""]) => {
    writeFileSync(join(root, name), Buffer.from(text, "latin1"));
    return join(root, name);
  }) as [string, string, string];
  expect(await mergeFiles(base, ours, theirs)).toEqual({ ok: true, value: { clean: true, asIssues: false } });
  expect(readFileSync(ours, "latin1")).toBe(issue("Done", "Café, über"));
});

test("a byte order mark stays", async () => {
  const root = place();
  const files = ["New", "Done", "New"].map((status, n) => {
    writeFileSync(join(root, String(n)), `\ufeff${issue(status, "Text")}`);
    return join(root, String(n));
  }) as [string, string, string];
  expect(await mergeFiles(...files)).toEqual({ ok: true, value: { clean: true, asIssues: true } });
  expect(readFileSync(files[1], "utf8")).toBe(`\ufeff${issue("Done", "Text")}`);
});

test("fields of the project's own are those of the project beside the file", async () => {
  const root = place();
  mkdirSync(join(root, ".issue-ferry"));
  writeProjectFile(root, { id: "06h05dr715t4qebvh2m3e3ha9r", name: "Acme", prefix: "ACME", issues: "issues" });
  appendFileSync(join(root, ".issue-ferry/project.yaml"), "fields: { sites: options }\n");
  const files = ["[a]", "[a, b]", "[a, c]"].map((sites, n) => {
    const text = issue("New", "Text").replace("status:", `sites: ${sites}\nstatus:`);
    writeFileSync(join(root, String(n)), text);
    return join(root, String(n));
  }) as [string, string, string];
  expect(await mergeFiles(...files, join(root, "issues/ACME-1.md"))).toMatchObject({ ok: true, value: { clean: true } });
});
