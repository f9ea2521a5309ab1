import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { undoOf } from "../../../src/app/undo.ts";
import type { Command } from "../../../src/model/command.ts";
import { openedProject, place } from "./opened-project.ts";
import { ask, freshId } from "./running-sides.ts";

type Edit = Omit<Extract<Command, { readonly kind: "edit issue" }>, "author">;

/** An issue whose lists a person edits by hand, without a pass, before the command comes. */
async function editedByHand(project: OpenProject): Promise<string> {
  const issue = freshId(project);
  await ask(project, { kind: "new issue", issue, change: { fields: { title: "Valve", labels: ["pump"] }, share: ["nordwind"] } });
  const folder = join(project.workspace, "issues");
  const file = join(folder, readdirSync(folder).find((name) => name.endsWith(".md")) ?? "");
  const text = readFileSync(file, "utf8").replace("- pump", "- pump\n  - by-hand").replace("- nordwind", "- nordwind\n  - harbour");
  expect(text).toMatch(/by-hand[^]*harbour/);
  writeFileSync(file, text);
  return issue;
}

const lists = (project: OpenProject, issue: string) => {
  const row = project.store.issue(issue);
  return { labels: row?.fields["labels"] ?? null, share: row?.share };
};

test.each([
  { asked: "a label added", change: { fields: { labels: ["pump", "winter"] } }, labels: ["by-hand", "pump", "winter"] },
  { asked: "all labels taken away", change: { fields: { labels: null } }, labels: ["by-hand"] },
  { asked: "a connection added", change: { share: ["nordwind", "south"] }, share: ["harbour", "nordwind", "south"] },
  { asked: "a connection taken away", change: { share: [] }, share: ["harbour"] },
])("$asked: what was added to the list by hand, and no pass has seen, stays; so it does when that is undone", async (one) => {
  const project = openedProject(place());
  const issue = await editedByHand(project);
  const seen = { fields: { labels: ["pump"] }, share: ["nordwind"] };
  const edit: Edit = { kind: "edit issue", issue, change: one.change, seen };
  const { replaced } = await ask(project, edit);
  expect(lists(project, issue)).toEqual({
    labels: one.labels ?? ["by-hand", "pump"],
    share: expect.toSatisfy((share: string[]) => share.toSorted().join() === (one.share ?? ["harbour", "nordwind"]).join()),
  });
  const back = undoOf(edit, replaced, project.store.issue(issue));
  if (back === null) throw new Error("it cannot be undone");
  await ask(project, back);
  expect(lists(project, issue)).toEqual({
    labels: ["by-hand", "pump"],
    share: expect.toSatisfy((share: string[]) => share.toSorted().join() === "harbour,nordwind"),
  });
});
