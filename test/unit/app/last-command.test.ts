import { expect, test } from "vitest";
import { forgetLast, lastUndone, noteDone, noteUnclear } from "../../../src/app/last-command.ts";
import { openedProject, place } from "./opened-project.ts";
import { ask, freshId } from "./running-sides.ts";

test("what could not be taken back is left for another try, and nothing else", async () => {
  const project = openedProject(place());
  const issues: string[] = [];
  for (const title of ["Pump", "Valve", "Hose"]) {
    const issue = freshId(project);
    await ask(project, { kind: "new issue", issue, change: { fields: { title, status: "New" } } });
    issues.push(issue);
  }
  for (const issue of issues) {
    const asked = { kind: "edit issue" as const, issue, change: { fields: { status: "Done" } } };
    noteDone(project.store, asked, await ask(project, asked));
  }
  const steps = lastUndone(project.store) ?? [];
  expect(steps.map(({ row }) => row?.key)).toEqual(["ACME-3", "ACME-2", "ACME-1"]);
  forgetLast(project.store, steps.slice(0, 2));
  expect(lastUndone(project.store)?.map(({ row }) => row?.key)).toEqual(["ACME-3", "ACME-2"]);
  forgetLast(project.store, []);
  expect(lastUndone(project.store)).toBeNull();
});

test("after a command of which nobody knows what it did, the one before it is not taken back", async () => {
  const project = openedProject(place());
  const issue = freshId(project);
  await ask(project, { kind: "new issue", issue, change: { fields: { title: "Pump", status: "New" } } });
  const asked = { kind: "edit issue" as const, issue, change: { fields: { status: "Done" } } };
  noteDone(project.store, asked, await ask(project, asked));
  expect(lastUndone(project.store)).toHaveLength(1);
  noteUnclear(project.store);
  expect(lastUndone(project.store)).toBeNull();
});
