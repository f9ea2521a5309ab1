import { execFileSync } from "node:child_process";
import { renameSync, unlinkSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MarkdownWorkspace, issuesOf } from "../../../support/markdown-workspace.ts";

let space: MarkdownWorkspace;
beforeEach(() => {
  space = new MarkdownWorkspace();
});
afterEach(() => {
  space.close();
});

/** Three or more issues that were taken up already. */
async function known(count: number): Promise<string[]> {
  for (let n = 0; n < count; n++) space.put(`n${n}.md`, `# Issue ${n}\n\nBody ${n}\n`);
  const found = issuesOf(await space.scan());
  await space.quiet();
  return found.map((issue) => issue.id);
}

describe("a missing file", () => {
  it("is gone when it is still missing after the grace time", async () => {
    const [first, second] = await known(4);
    unlinkSync(space.path("ACME-1.md"));
    expect(await space.scan()).toMatchObject({ observations: [], unsettled: true });
    expect(await space.scan()).toMatchObject({ observations: [], unsettled: true });
    space.ahead += 2000;
    expect(await space.scan()).toMatchObject({ observations: [{ kind: "gone", id: first, key: "ACME-1" }], unsettled: false });
    await space.quiet();
    expect(issuesOf({ ...(await space.scan()) })).toEqual([]);
    expect(second).toBeDefined();
  });

  it("that comes back was never away", async () => {
    const [id] = await known(1);
    const text = space.read("ACME-1.md");
    unlinkSync(space.path("ACME-1.md"));
    await space.scan();
    space.put("ACME-1.md", text);
    space.ahead += 2000;
    expect(await space.scan()).toMatchObject({ observations: [], unsettled: false });
    expect((await space.tracker.read([id ?? ""]))?.length).toBe(1);
  });

  it("with its folder is not gone", async () => {
    await known(1);
    renameSync(space.issues, `${space.issues}-away`);
    for (let i = 0; i < 3; i++) {
      expect(await space.scan()).toMatchObject({ observations: [], unsettled: true, diagnostics: [{ code: "FOLDER_UNREACHABLE" }] });
      space.ahead += 10_000;
    }
    expect(await space.put1(space.id(), null, { fields: { title: "x" } })).toMatchObject({ kind: "later" });
    renameSync(`${space.issues}-away`, space.issues);
    const back = await space.scan();
    expect(back).toMatchObject({ observations: [], unsettled: false });
    expect(back.batches[0]?.diagnostics).toEqual([{ at: "issues", found: [] }]);
  });

  it("with many others is asked about, and the answer counts", async () => {
    const ids = await known(4);
    const texts = [1, 2, 3].map((n) => space.read(`ACME-${n}.md`));
    for (const n of [1, 2, 3]) unlinkSync(space.path(`ACME-${n}.md`));
    await space.scan();
    space.ahead += 2000;
    const asked = await space.scan();
    const inOrder = asked.observations.toSorted((a, b) => ("key" in a && "key" in b ? a.key.localeCompare(b.key) : 0));
    expect(inOrder).toEqual(ids.slice(0, 3).map((id, n) => ({ kind: "question", id, key: `ACME-${n + 1}`, question: "many missing" })));
    space.ahead += 10_000;
    expect(await space.scan()).toMatchObject({ batches: [] });
    space.memory.commit(await space.tracker.answer(ids[0] ?? "", "file"));
    expect((await space.scan()).observations).toEqual([{ kind: "gone", id: ids[0], key: "ACME-1" }]);
    space.memory.commit(await space.tracker.answer(ids[1] ?? "", "partner"));
    expect((await space.scan()).observations).toEqual([]);
    expect(await space.put1(ids[1] ?? "", null, { fields: { status: "open" } })).toMatchObject({
      kind: "applied",
      issue: { key: "ACME-2", fields: { title: "Issue 1", status: "open" } },
    });
    space.put("ACME-3.md", texts[2] ?? "");
    expect(issuesOf(await space.scan())).toMatchObject([{ id: ids[2] }]);
  });

  it("that git could restore is asked about", async () => {
    const [id] = await known(2);
    const git = (...args: string[]) =>
      execFileSync("git", ["-C", space.root, "-c", "user.name=t", "-c", "user.email=t@t.example", ...args]);
    git("init", "-q");
    git("add", "issues/ACME-1.md");
    git("commit", "-qm", "x");
    unlinkSync(space.path("ACME-1.md"));
    await space.scan();
    space.ahead += 2000;
    expect((await space.scan()).observations).toEqual([{ kind: "question", id, key: "ACME-1", question: "missing" }]);
  });
});
