import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { type Plan, plannedLeaving } from "../../../src/app/planned-leaving.ts";
import { carryOutAnywhere } from "../../../src/app/worker.ts";
import { newId } from "../../../src/model/ids.ts";
import { openedProject, place } from "./opened-project.ts";

/** What would leave on a connection that nobody has made yet. */
let project: OpenProject;

beforeEach(async () => {
  project = openedProject(place());
  for (const [title, share, labels] of [
    ["Marked", ["nordwind"], []],
    ["Other", [], ["pump"]],
    ["Never", ["-nordwind"], ["pump"]],
  ] as const) {
    const change = { fields: { title, type: "Idea", labels, assignee: { name: "Eve", email: "eve@example.org" } }, comments: [], share };
    await carryOutAnywhere(project, {
      kind: "new issue",
      issue: newId(Date.now(), project.context.crypto.random(10)),
      change,
      author: "Ada",
    });
  }
});

const plan = (more: Partial<Plan>): Plan => ({ name: "nordwind", role: "primary", share: "marked", ...more });
const planned = (more: Partial<Plan>) => plannedLeaving(project, plan(more));

test("every choice is counted by itself, under the default contract, and nothing is made by it", async () => {
  expect(await planned({})).toMatchObject({ issues: 1, keys: ["ACME-1"], people: ["Eve"] });
  expect(await planned({ share: "all" })).toMatchObject({ issues: 2, keys: ["ACME-1", "ACME-2"] });
  expect(await planned({ share: "label:pump" })).toMatchObject({ issues: 2 });
  expect(await planned({ name: "other" })).toMatchObject({ issues: 0 });
  expect(await planned({ share: "nonsense:" })).toBeNull();
  expect(project.store.connections()).toEqual([]);
});

test("a settings file that is there already says what has a word, and what is proposed", async () => {
  mkdirSync(join(project.workspace, ".issue-ferry/connections"), { recursive: true });
  writeFileSync(
    join(project.workspace, ".issue-ferry/connections/nordwind.yaml"),
    `share: all
values: { type: { send: { Idea: refuse }, otherwise: same } }
contract:
  types: [bug]
  fields: [{ name: title, kind: scalar, direction: both, policy: primary }, { name: type, kind: option, direction: both, policy: primary }]
  comments: none
  deletes: keep
  attachments: none
  links: none
`,
  );
  expect(await planned({ share: "all" })).toMatchObject({ issues: 2, people: [], cannot: { issues: 2, fields: ["type"] } });
  // Who joins proposes nothing: the default contract is what is announced.
  expect(await planned({ share: "all", role: "secondary" })).toMatchObject({ issues: 2, people: ["Eve"] });
});
