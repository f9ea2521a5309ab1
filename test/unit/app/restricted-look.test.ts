import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { init } from "../../../src/app/init.ts";
import { newId } from "../../../src/model/ids.ts";
import { restrictedLook } from "../../../src/app/restricted-look.ts";
import { place } from "./opened-project.ts";

/** Everything below a folder: names, times and texts. */
function stateOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => {
      const found = statSync(join(folder, name));
      return `${name} ${found.mtimeMs} ${found.isFile() ? readFileSync(join(folder, name), "utf8") : ""}`;
    })
    .sort();
}

test("the issues of a folder that is not trusted are read, and nothing is written", async () => {
  const root = place();
  const workspace = join(root, "Acme");
  mkdirSync(workspace);
  init(workspace, { name: undefined, key: undefined, issues: "issues" });
  writeFileSync(join(workspace, "issues", "ACME-10.md"), "---\nkey: ACME-10\nstatus: New\n---\n\n# Ten\n");
  writeFileSync(join(workspace, "issues", "ACME-9.md"), `---\nkey: ACME-9\nid: ${newId(1, new Uint8Array(10))}\n---\n\n# Nine\n`);
  writeFileSync(join(workspace, "issues", "broken.md"), "---\n: {\n---\n");
  writeFileSync(join(workspace, "issues", "new.md"), "# Without a key\n");
  const before = stateOf(root);
  const look = await restrictedLook(workspace);
  expect(look?.project).toBe("Acme");
  expect(look?.issues.map(({ key, fields, file }) => [key, fields["title"], file])).toEqual([
    ["ACME-9", "Nine", join(workspace, "issues", "ACME-9.md")],
    ["ACME-10", "Ten", join(workspace, "issues", "ACME-10.md")],
    ["ACME-11", "Without a key", join(workspace, "issues", "new.md")],
  ]);
  expect(stateOf(root)).toEqual(before);
});

test("a folder that is no project, or whose issues lie outside, is not looked at", async () => {
  const root = place();
  expect(await restrictedLook(root)).toBeNull();
  mkdirSync(join(root, ".issue-ferry"));
  const file = `id: ${newId(1, new Uint8Array(10))}\nname: A\nkey-prefix: A\ntracker: { kind: markdown, path: ../.. }\n`;
  writeFileSync(join(root, ".issue-ferry", "project.yaml"), file);
  expect(await restrictedLook(root)).toBeNull();
});
