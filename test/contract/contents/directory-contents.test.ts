import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DirectoryContents } from "../../support/directory-contents.ts";
import { contentsContract } from "./contents-contract.ts";

contentsContract("a directory", async (mark) => {
  const root = mkdtempSync(join(tmpdir(), "issue-ferry-"));
  const [issue, attachment] = ["06d9v3k8qxw7h9fb2m1t5r0c4c", "06d9v3m2s9z7d8nq4p6w1x0h58"];
  const known = (a: string, b: string): boolean => a === issue && b === attachment;
  const contents = new DirectoryContents(join(root, "contents"), known);
  return {
    contents,
    issue,
    attachment,
    mark,
    place: contents.place(issue, attachment),
    again: () => new DirectoryContents(join(root, "contents"), known),
    close: () => rmSync(root, { recursive: true, force: true }),
  };
});
