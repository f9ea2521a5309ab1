import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { type Undoable, undoOf } from "../../../src/app/undo.ts";
import { whatLeft } from "../../../src/app/what-left.ts";
import { carryOutAnywhere, sync } from "../../../src/app/worker.ts";
import type { LocalIssue } from "../../../src/model/local-issue.ts";
import { openedProject, place } from "./opened-project.ts";
import { NOW, ask, freshId, runningSides } from "./running-sides.ts";

const FIELDS = { title: "Valve sticks", status: "New", labels: ["pump"], assignee: { name: "Ada", email: "ada@acme.example" } };

async function made(project: OpenProject, share: readonly string[] = []): Promise<string> {
  const issue = freshId(project);
  await ask(project, { kind: "new issue", issue, change: { fields: { ...FIELDS, body: "Below -5 C." }, share } });
  return issue;
}

function row(project: OpenProject, issue: string): LocalIssue {
  const found = project.store.issue(issue);
  if (!found) throw new Error(`no row of ${issue}`);
  return found;
}

const fileOf = (project: OpenProject): string => {
  const folder = join(project.workspace, "issues");
  const [name = ""] = readdirSync(folder).filter((one) => one.endsWith(".md"));
  return join(folder, name);
};

/** Does it, then takes it back; whether that could be done. */
async function doneAndUndone(
  project: OpenProject,
  command: Undoable,
  meanwhile: () => Promise<unknown> = async () => {},
): Promise<boolean> {
  const { replaced } = await ask(project, command);
  await meanwhile();
  const back = undoOf(command, replaced, project.store.issue(command.issue));
  if (back) await ask(project, back);
  return back !== null;
}

describe("what a person did is taken back", () => {
  test("fields: the file is as it was, to the letter", async () => {
    const project = openedProject(place());
    const issue = await made(project);
    const before = readFileSync(fileOf(project), "utf8");
    for (const fields of [
      { status: "Done" },
      { labels: ["pump", "winter"] },
      { labels: null },
      { assignee: { name: "Bo" } },
      { priority: "high" },
    ])
      expect(await doneAndUndone(project, { kind: "edit issue", issue, change: { fields } })).toBe(true);
    expect(readFileSync(fileOf(project), "utf8")).toBe(before);
  });

  test("a deletion: the issue is there again with its key, its text and its internal comments", async () => {
    const project = openedProject(place());
    const issue = await made(project);
    const comment = { id: freshId(project), author: "Ada", created: "2026-11-21T10:42:00.000Z", body: "Not for them.", internal: true };
    await ask(project, { kind: "edit issue", issue, change: { comments: [comment] } });
    const [before, file] = [readFileSync(fileOf(project), "utf8"), fileOf(project)];
    expect(await doneAndUndone(project, { kind: "delete issue", issue })).toBe(true);
    expect(readFileSync(file, "utf8")).toBe(before);
    expect(row(project, issue)).toMatchObject({ gone: null, key: "ACME-1" });
    expect(await ask(project, { kind: "bring back", issue })).toMatchObject({ data: { key: "ACME-1" } });
  });

  test("with whom it is shared", async () => {
    const { ada } = await runningSides(place());
    const issue = await made(ada);
    expect(await doneAndUndone(ada, { kind: "edit issue", issue, change: { share: ["nordwind"] } })).toBe(true);
    expect(row(ada, issue).share).toEqual([]);
    expect(whatLeft(ada, issue, "nordwind")).toBe("nothing");
    await sync(ada, NOW);
    expect(row(ada, issue).syncStatus).toBe("local");
  });
});

describe("what was changed since stays", () => {
  test("a field that somebody changed again; another field is no matter", async () => {
    const project = openedProject(place());
    const issue = await made(project);
    const done = { kind: "edit issue" as const, issue, change: { fields: { status: "Done" } } };
    const byHand = (from: string, to: string) => async () => {
      writeFileSync(fileOf(project), readFileSync(fileOf(project), "utf8").replace(from, to));
      await sync(project, NOW);
    };
    expect(await doneAndUndone(project, done, byHand("status: Done", "status: Later"))).toBe(false);
    expect(row(project, issue).fields["status"]).toBe("Later");
    expect(await doneAndUndone(project, done, byHand("# Valve sticks", "# Valve stuck"))).toBe(true);
    expect(row(project, issue).fields).toMatchObject({ status: "Later", title: "Valve stuck" });
  });

  test("a field that somebody changed in the file, though no pass has seen that", async () => {
    const project = openedProject(place());
    const issue = await made(project);
    const done = { kind: "edit issue" as const, issue, change: { fields: { status: "Done", labels: ["pump", "winter"] } } };
    const { replaced } = await ask(project, { ...done, seen: { fields: { labels: ["pump"] } } });
    const back = undoOf(done, replaced, row(project, issue));
    writeFileSync(fileOf(project), readFileSync(fileOf(project), "utf8").replace("status: Done", "status: By hand"));
    if (back === null) throw new Error("it cannot be undone");
    expect(await carryOutAnywhere(project, { ...back, author: "Ada" })).toMatchObject({ kind: "failed", code: "CHANGED_SINCE" });
    expect(row(project, issue).fields).toMatchObject({ status: "By hand", labels: ["pump", "winter"] });
  });

  test("an issue that was deleted since, or is there again already", async () => {
    const project = openedProject(place());
    const issue = await made(project);
    const edit = { kind: "edit issue" as const, issue, change: { fields: { status: "Done" } } };
    expect(await doneAndUndone(project, edit, () => ask(project, { kind: "delete issue", issue }))).toBe(false);
    await ask(project, { kind: "bring back", issue });
    expect(await doneAndUndone(project, { kind: "delete issue", issue }, () => ask(project, { kind: "bring back", issue }))).toBe(false);
  });

  test("the list of sharing, where a connection was added since", async () => {
    const { ada } = await runningSides(place());
    const issue = await made(ada);
    const add = () => ask(ada, { kind: "edit issue", issue, change: { share: ["nordwind", "harbour"] } });
    expect(await doneAndUndone(ada, { kind: "edit issue", issue, change: { share: ["nordwind"] } }, add)).toBe(false);
    expect(row(ada, issue).share).toEqual(["nordwind", "harbour"]);
  });
});

test("a deletion that the partner took already is taken back there, too", async () => {
  const { ada, bo } = await runningSides(place());
  const issue = await made(ada, ["nordwind"]);
  for (const side of [ada, bo, ada, bo]) await sync(side, NOW);
  expect(row(bo, issue)).toMatchObject({ gone: null, fields: { title: "Valve sticks" } });
  await ask(ada, { kind: "delete issue", issue });
  for (const side of [ada, bo, ada, bo]) await sync(side, NOW);
  expect(row(bo, issue).gone).toBe("deleted");
  await ask(ada, { kind: "bring back", issue });
  for (const side of [ada, bo, ada, bo, ada]) await sync(side, NOW);
  expect(row(bo, issue)).toMatchObject({ gone: null, fields: { title: "Valve sticks", status: "New" } });
  expect([row(ada, issue).syncStatus, row(bo, issue).syncStatus]).toEqual(["up to date", "up to date"]);
});
