import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { type LiveProject, liveProject } from "../../../src/app/live-project.ts";
import { type OpenProject, openProject } from "../../../src/app/open-project.ts";
import { newId } from "../../../src/model/ids.ts";
import { openedProject, place } from "./opened-project.ts";

function live(project: OpenProject): LiveProject {
  const made = liveProject(project, (bug) => {
    throw bug;
  });
  onTestFinished(() => made.close());
  return made;
}

function again(project: OpenProject, root: string): OpenProject {
  const opened = openProject(project.workspace, { state: join(root, "Acme-state"), author: "Bo" });
  if (!opened.ok) throw new Error(opened.failure.kind);
  return opened.value;
}

const soon = { timeout: 15_000, interval: 20 };

test("a file that is saved becomes an issue of the index, and listeners hear of it", async () => {
  const project = openedProject(place());
  const window = live(project);
  let told = 0;
  window.onChange(() => told++);
  writeFileSync(join(project.workspace, "issues", "pump.md"), "# Pump leaks\n");
  await vi.waitFor(() => {
    window.index.refresh();
    expect([...window.index.issues.values()].map((issue) => [issue.key, issue.fields["title"]])).toEqual([["ACME-1", "Pump leaks"]]);
  }, soon);
  expect(told).toBeGreaterThan(0);
  expect(window.activity()).toMatchObject({ mode: "working", failed: false });
});

test("two windows: one works, the other follows, sees the same and can command; then it takes over", async () => {
  const root = place();
  const first = openedProject(root);
  const one = live(first);
  await vi.waitFor(() => expect(one.activity().mode).toBe("working"), soon);
  const two = live(again(first, root));
  const id = newId(Date.now(), new Uint8Array(10));
  const outcome = await two.carryOut({ kind: "new issue", issue: id, change: { fields: { title: "Valve" } } });
  expect(outcome.kind).toBe("done");
  expect(two.activity().mode).toBe("following");
  await vi.waitFor(() => {
    one.index.refresh();
    two.index.refresh();
    expect([one.index.issues.get(id)?.key, two.index.issues.get(id)?.key]).toEqual(["ACME-1", "ACME-1"]);
  }, soon);
  await one.close();
  await vi.waitFor(() => expect(two.activity().mode).toBe("working"), soon);
});

test("paused means that nobody works, in all windows, until somebody resumes", async () => {
  const root = place();
  const first = openedProject(root);
  const one = live(first);
  const two = live(again(first, root));
  two.setPaused(true);
  await vi.waitFor(() => expect([one.activity().mode, two.activity().mode]).toEqual(["paused", "paused"]), soon);
  writeFileSync(join(first.workspace, "issues", "pump.md"), "# Pump leaks\n");
  one.setPaused(false);
  await vi.waitFor(() => expect(existsSync(join(first.workspace, "issues", "ACME-1.md"))).toBe(true), soon);
  expect(readdirSync(join(first.workspace, "issues")).filter((name) => name.endsWith(".md"))).toEqual(["ACME-1.md"]);
});
