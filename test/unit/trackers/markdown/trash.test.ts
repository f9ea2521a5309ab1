import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, onTestFinished } from "vitest";
import { MarkdownWorkspace } from "../../../support/markdown-workspace.ts";

let space: MarkdownWorkspace;
beforeEach(() => {
  space = new MarkdownWorkspace();
});
afterEach(() => {
  space.close();
});

async function deletion(id: string, expectedVersion: string): Promise<string> {
  const [outcome] = await space.tracker.write([{ effect: "delete", issue: id, expectedVersion, action: { kind: "delete" } }]);
  if (outcome?.kind === "applied") space.memory.commit(outcome.memory);
  return outcome?.kind ?? "none";
}

it("a trash that leads elsewhere takes nothing, and is told until it is put right", async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), "ferry-elsewhere-"));
  onTestFinished(() => rmSync(elsewhere, { recursive: true }));
  const issue = await space.create({ fields: { title: "Valve" } });
  await space.quiet();
  symlinkSync(elsewhere, space.path(".trash"));
  expect(await deletion(issue.id, issue.version)).toBe("later");
  expect(readdirSync(elsewhere)).toEqual([]);
  expect(space.names()).toEqual([".trash", "ACME-1.md"]);
  expect((await space.scan()).diagnostics).toEqual([{ at: "issues/.trash", code: "TRASH_IS_NO_FOLDER" }]);
  expect((await space.scan()).batches).toEqual([]);
  unlinkSync(space.path(".trash"));
  space.open();
  expect((await space.scan()).batches.flatMap((batch) => batch.diagnostics)).toEqual([{ at: "issues/.trash", found: [] }]);
  expect(await deletion(issue.id, issue.version)).toBe("applied");
  expect(space.names(".trash")).toEqual(["ACME-1.md"]);
});

it("nothing comes back out of a trash that leads elsewhere", async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), "ferry-elsewhere-"));
  onTestFinished(() => rmSync(elsewhere, { recursive: true }));
  const id = space.id();
  writeFileSync(join(elsewhere, "ACME-7.md"), `---\nkey: ACME-7\nid: ${id}\n---\n# Old\n\nA text from elsewhere.\n`);
  mkdirSync(space.issues);
  symlinkSync(elsewhere, space.path(".trash"));
  expect(await space.put1(id, null, { fields: { title: "Valve" } })).toMatchObject({ kind: "applied", issue: { key: "ACME-1" } });
  expect(space.read("ACME-1.md")).not.toContain("elsewhere");
});
