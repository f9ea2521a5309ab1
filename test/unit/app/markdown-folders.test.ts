import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { markdownFolders } from "../../../src/app/markdown-folders.ts";
import { place } from "./opened-project.ts";

test("folders with issues are found by their name or by what their files begin with", () => {
  const root = place();
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write("README.md", "---\nstatus: New\n---\n# Not in a folder of its own\n");
  write("texts/guide.md", "# A guide\n");
  write("texts/tickets/one.md", "# A ticket\n");
  write("plan/a.md", "---\ntitle: A\nstatus: New\n---\n");
  write("plan/b.md", "---\ntitle: B\nlabels: []\n---\n");
  write("plan/c.txt", "");
  write("node_modules/x/issues/a.md", "# No\n");
  write(".hidden/issues/a.md", "# No\n");
  expect(markdownFolders(root)).toEqual([
    { path: "texts/tickets", files: 1 },
    { path: "plan", files: 2 },
  ]);
  expect(markdownFolders(join(root, "not there"))).toEqual([]);
});

test("of a file only its beginning is read, however large it is", () => {
  const root = place();
  const file = join(root, "plan", "dump.md");
  mkdirSync(dirname(file));
  writeFileSync(file, "---\nstatus: New\n---\n");
  // More than any process could read into one text; it takes no room on the disk.
  truncateSync(file, 3 * 1024 ** 3);
  expect(markdownFolders(root)).toEqual([{ path: "plan", files: 1 }]);
});
