import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { connectionFile } from "../../../src/app/connection-name.ts";
import { causeOfGroup, errorGroups, issuesOfGroup, retryOfGroup } from "../../../src/app/error-groups.ts";
import { mendPlace, mendRow } from "../../../src/app/mend-place.ts";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { issueDetails } from "../../../src/app/snapshot.ts";
import { sync } from "../../../src/app/worker.ts";
import { shortCause } from "../../../src/view/cause-titles.ts";
import { errorGroupLines } from "../../../src/view/error-groups.ts";
import { issueDetailLines } from "../../../src/view/issue-details.ts";
import { place } from "./opened-project.ts";
import { NOW, ask, freshId, runningSides } from "./running-sides.ts";

async function made(project: OpenProject, fields: Record<string, string>): Promise<string> {
  const id = freshId(project);
  await ask(project, { kind: "new issue", issue: id, change: { fields, share: ["nordwind"] } });
  return id;
}

test("errors are told by cause, with the place that mends them, and tried again by cause", async () => {
  const { ada, bo } = await runningSides(place());
  for (const side of [bo, ada]) await sync(side, NOW);
  const file = connectionFile(ada.workspace, "nordwind");
  const written = readFileSync(file, "utf8");
  const words = "values:\n  priority:\n    send:\n      odd: refuse\n  status:\n    send: { Doing: In progress }\n    otherwise: refuse";
  const settings = written.replace("values: {}", words);
  writeFileSync(file, settings);
  for (let i = 0; i < 3; i++) await made(ada, { title: `Valve ${i}`, status: "Reopened" });
  const odd = await made(ada, { title: "Odd", status: "Doing", priority: "odd" });
  const both = await made(ada, { title: "Both", status: "Reopened", priority: "odd" });
  await sync(ada, NOW);

  const groups = errorGroups(ada, mendPlace);
  expect(groups.map(({ failure, issues }) => [failure.field, failure.value, issues])).toEqual([
    ["status", "Reopened", 4],
    ["priority", "odd", 2],
  ]);
  const [status, priority] = groups;
  const line = settings.split("\n").indexOf("  status:") + 1;
  expect(errorGroupLines(status!)).toEqual([
    'nordwind: Status "Reopened" has no translation in the mapping: 4 issues (ACME-1, ACME-2, ACME-3, ACME-5).',
    `  Give it one under "values" in the connection's file (what has none there goes by its \`otherwise\`), or choose another value, then retry. The place is .issue-ferry/connections/nordwind.yaml:${line}. To retry all of them: \`issue-ferry retry --cause ${status?.id}\`.`,
  ]);
  // What is refused by name is not said to lack a word: the advice to give it one would let it out.
  const refused = settings.split("\n").findIndex((text) => text.includes("odd: refuse")) + 1;
  expect(errorGroupLines(priority!)).toEqual([
    'nordwind: Priority "odd" stays here: your mapping refuses it: 2 issues (ACME-4, ACME-5).',
    `  It stays here until you change the line of the mapping that says so. Choose another value if one is to travel. The line is .issue-ferry/connections/nordwind.yaml:${refused}. To retry all of them: \`issue-ferry retry --cause ${priority?.id}\`.`,
  ]);
  expect(shortCause(priority!.failure)).toBe('"odd" in priority: refused by your mapping');
  const row = ada.store.issue(odd);
  const told = issueDetailLines(await issueDetails(ada, row!), 0, (name, failure) => mendPlace(ada, name, { failure }));
  expect(told.join("\n")).toContain(`your mapping refuses it. Line ${refused} of .issue-ferry/connections/nordwind.yaml.`);
  expect(issuesOfGroup(ada, priority?.id ?? "").toSorted()).toEqual([odd, both].toSorted());
  expect(issuesOfGroup(ada, "nothing")).toEqual([]);
  const rowOf = (id: string): unknown => {
    const about = causeOfGroup(ada, id);
    return about && mendRow(about);
  };
  expect(rowOf(status?.id ?? "")).toEqual({ table: ["values", "status", "send"], word: "Reopened" });
  expect(rowOf("nothing")).toBeNull();

  writeFileSync(
    file,
    settings.replace("odd: refuse", "odd: high").replace("{ Doing: In progress }", "{ Doing: In progress, Reopened: New }"),
  );
  const outcome = await ask(ada, retryOfGroup(ada, priority?.id ?? "")!);
  expect(outcome.data).toEqual({ issues: 2 });
  for (const side of [ada, bo, ada, bo]) await sync(side, NOW);
  expect(errorGroups(ada, mendPlace)).toEqual([]);
  expect(bo.store.issue(both)?.fields).toMatchObject({ status: "New", priority: "high" });
});
