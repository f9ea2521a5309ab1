import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { setMergeDriver } from "../../../src/app/merge-driver.ts";
import { place } from "./opened-project.ts";

function repository(): string {
  const root = place();
  mkdirSync(join(root, "issues"));
  execFileSync("git", ["init", "--quiet", root]);
  return root;
}

test("nothing is written through a link, nor set", async () => {
  const root = repository();
  writeFileSync(join(root, "mine"), "# mine\n");
  symlinkSync(join(root, "mine"), join(root, "issues/.gitattributes"));
  expect(await setMergeDriver(root, "issues", ["/x"])).toMatchObject({ ok: false, failure: { kind: "cannot write" } });
  expect(readFileSync(join(root, "mine"), "utf8")).toBe("# mine\n");
  expect(readFileSync(join(root, ".git/config"), "utf8")).not.toContain("issue-ferry");
});

test("a program whose path has a percent sign and a quote is found again", async () => {
  const root = repository();
  const program = join(root, "100%A it's");
  writeFileSync(program, "");
  const set = await setMergeDriver(root, "issues", [program]);
  expect(set).toMatchObject({ ok: true, value: { works: true, ruled: true } });
  expect(set.ok && set.value.command).toContain("100%%A");
});
