import { readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { deletedIssues, deletionOf, takeUntold, untoldSince } from "../../../src/app/deleted-issues.ts";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { carryOutAnywhere, sync } from "../../../src/app/worker.ts";
import { openedProject, place } from "./opened-project.ts";
import { NOW, ask, freshId, runningSides } from "./running-sides.ts";

async function made(project: OpenProject, title: string, share: readonly string[] = []): Promise<string> {
  const issue = freshId(project);
  await ask(project, { kind: "new issue", issue, change: { fields: { title, status: "New", body: "Below -5 C." }, share } });
  return issue;
}

async function exchange(...sides: readonly OpenProject[]): Promise<void> {
  for (let round = 0; round < 2; round++) for (const side of sides) await sync(side, NOW);
}

const titleOf = ({ store }: OpenProject, issue: string): unknown => store.issue(issue)?.fields["title"];

describe("an issue that the partner deleted", () => {
  for (const [who, introducer] of [
    ["the primary", "the primary"],
    ["the primary", "the secondary"],
    ["the secondary", "the primary"],
    ["the secondary", "the secondary"],
  ] as const)
    test(`${who} deletes what ${introducer} introduced: the other side knows who did it, and brings it back at both`, async () => {
      const { ada, bo } = await runningSides(place());
      const [owner, name] = introducer === "the primary" ? ([ada, "nordwind"] as const) : ([bo, "acme"] as const);
      const [deleting, other] = who === "the primary" ? [ada, bo] : [bo, ada];
      const issue = await made(owner, "Valve sticks", [name]);
      await exchange(ada, bo);
      const key = other.store.issue(issue)?.key ?? "";
      const before = readFileSync(join(other.workspace, "issues", `${key}.md`), "utf8");
      await ask(deleting, { kind: "delete issue", issue });
      await exchange(deleting, other);
      const { found, more } = deletedIssues(other.store, 10);
      expect(found).toMatchObject([
        { issue: { id: issue, key }, by: { side: "partner", name: deleting.file.name }, time: expect.any(Number) },
      ]);
      expect(more).toBe(false);
      expect(deletedIssues(deleting.store, 10).found).toMatchObject([{ by: { side: "here", name: "Ada" } }]);
      await ask(other, { kind: "bring back", issue });
      await exchange(other, deleting);
      expect(readFileSync(join(other.workspace, "issues", `${key}.md`), "utf8")).toBe(before);
      expect([titleOf(ada, issue), titleOf(bo, issue)]).toEqual(["Valve sticks", "Valve sticks"]);
      for (const { store } of [ada, bo]) {
        expect(store.issue(issue)).toMatchObject({ gone: null, syncStatus: "up to date" });
        expect(deletedIssues(store, 10).found).toEqual([]);
      }
    });

  test("is told once, whatever is opened again, and again when it is deleted again", async () => {
    const { ada, bo } = await runningSides(place());
    expect(untoldSince(bo.store)).toEqual([]);
    const issue = await made(ada, "Valve sticks", ["nordwind"]);
    await exchange(ada, bo);
    await ask(ada, { kind: "delete issue", issue });
    await exchange(ada, bo);
    // Nobody was there to be told: the next window finds it.
    expect(untoldSince(bo.store)).toEqual([issue]);
    expect(takeUntold(bo.store, [issue])).toMatchObject([{ issue: { id: issue }, by: { name: "Acme" } }]);
    expect(takeUntold(bo.store, [issue])).toEqual([]);
    expect(untoldSince(bo.store)).toEqual([]);
    // Who did it oneself needs nobody to say so.
    untoldSince(ada.store);
    expect(takeUntold(ada.store, [issue])).toEqual([]);
    await ask(bo, { kind: "bring back", issue });
    await exchange(bo, ada);
    expect(takeUntold(bo.store, [issue])).toEqual([]);
    await ask(ada, { kind: "delete issue", issue });
    await exchange(ada, bo);
    expect(takeUntold(bo.store, [issue])).toHaveLength(1);
  });

  test("is not told to who opens the project for the first time", async () => {
    const { ada, bo } = await runningSides(place());
    const issue = await made(ada, "Valve sticks", ["nordwind"]);
    await exchange(ada, bo);
    await ask(ada, { kind: "delete issue", issue });
    await exchange(ada, bo);
    expect(untoldSince(bo.store)).toEqual([]);
    expect(takeUntold(bo.store, [issue])).toEqual([]);
  });
});

test("deleted issues are listed newest first, and no more than asked for", async () => {
  const project = openedProject(place());
  const issues = [await made(project, "One"), await made(project, "Two"), await made(project, "Three")];
  for (const issue of issues) await ask(project, { kind: "delete issue", issue });
  expect(deletedIssues(project.store, 10).found.map(({ issue }) => issue.key)).toEqual(["ACME-3", "ACME-2", "ACME-1"]);
  expect(deletedIssues(project.store, 2)).toMatchObject({
    found: [{ issue: { key: "ACME-3" } }, { issue: { key: "ACME-2" } }],
    more: true,
  });
});

test("an issue that was linked with the partner's lives on there, and is not offered", async () => {
  const { ada, bo } = await runningSides(place());
  await made(ada, "Valve sticks", ["nordwind"]);
  const twin = await made(bo, "Sticking valve");
  await exchange(ada, bo);
  await ask(bo, { kind: "link", issue: twin, partnerKey: "ACME-1" });
  const row = bo.store.issue(twin);
  expect(row?.gone).toBe("deleted");
  expect(row && deletionOf(bo.store, row)).toBe(null);
  expect(deletedIssues(bo.store, 10).found).toEqual([]);
});

test("where neither memory nor trash has the text, nothing is made up", async () => {
  const root = place();
  const project = openedProject(root);
  const issue = await made(project, "Valve sticks");
  await ask(project, { kind: "delete issue", issue });
  rmSync(join(project.workspace, "issues", ".trash"), { recursive: true });
  project.store.transaction(() => project.store.remember([{ key: `texts:${issue}`, value: null }]));
  const outcome = await carryOutAnywhere(project, { kind: "bring back", issue, author: "Ada" });
  expect(outcome).toMatchObject({ kind: "failed", code: "NOTHING_KEPT", data: { key: "ACME-1" } });
  expect(readdirSync(join(project.workspace, "issues"))).toEqual([]);
});
