import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { issueTrouble } from "../../../src/app/issue-trouble.ts";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { sync } from "../../../src/app/worker.ts";
import type { LocalIssue } from "../../../src/model/local-issue.ts";
import { place } from "./opened-project.ts";
import { NOW, ask, freshId, runningSides } from "./running-sides.ts";

let root: string;
let ada: OpenProject;
let bo: OpenProject;

beforeEach(async () => {
  root = place();
  ({ ada, bo } = await runningSides(root));
});

async function exchanged(rounds = 3): Promise<void> {
  for (let i = 0; i < rounds; i++) for (const side of [bo, ada]) await sync(side, NOW);
}

/** An issue of one side that the other one has; its id. */
async function shared(from: OpenProject, connection: string): Promise<string> {
  const issue = freshId(from);
  await ask(from, { kind: "new issue", issue, change: { fields: { title: "Valve" }, share: [connection] } });
  await exchanged();
  return issue;
}

function at(side: OpenProject, issue: string): LocalIssue {
  const row = side.store.issue(issue);
  if (!row) throw new Error("no issue");
  return row;
}

const standing = (side: OpenProject, issue: string) => ({
  shares: side.store.issueShares(issue).map(({ status }) => status),
  stopped: issueTrouble(side, at(side, issue)).partnerStopped,
});

test.each([
  ["the second side", () => bo, () => ada, "acme"],
  ["the first side", () => ada, () => bo, "nordwind"],
])("what %s stops sharing is known to be stopped by it", async (_, from, to, connection) => {
  const issue = await shared(from(), connection);
  expect(standing(to(), issue)).toEqual({ shares: ["up to date"], stopped: false });
  await ask(from(), { kind: "edit issue", issue, change: { share: [] } });
  await exchanged();
  expect(standing(to(), issue)).toEqual({ shares: ["local"], stopped: true });
});

test("a connection that this side removed was not stopped by the partner", async () => {
  const issue = await shared(bo, "acme");
  await ask(ada, { kind: "remove", connection: "nordwind" });
  expect(standing(ada, issue)).toEqual({ shares: ["local"], stopped: false });
});

test("an issue that was deleted here by a contract that keeps it there, and brought back, was not stopped by the partner", async () => {
  const connections = join(root, "Acme", ".issue-ferry", "connections");
  const settings = join(connections, readdirSync(connections)[0] ?? "");
  const text = readFileSync(settings, "utf8");
  expect(text).toContain("deletes: propagate");
  writeFileSync(settings, text.replace("deletes: propagate", "deletes: keep"));
  await ask(ada, { kind: "publish", connection: "nordwind", note: "", unverified: true });
  await exchanged();
  await ask(bo, { kind: "accept", connection: "acme", contract: 2, note: "", unverified: true });
  await exchanged();
  const issue = await shared(bo, "acme");
  await ask(ada, { kind: "delete issue", issue });
  await exchanged(2);
  expect(at(bo, issue).gone).toBe(null);
  await ask(ada, { kind: "bring back", issue });
  await exchanged();
  expect(at(ada, issue).gone).toBe(null);
  expect(standing(ada, issue)).toEqual({ shares: ["up to date"], stopped: false });
});
