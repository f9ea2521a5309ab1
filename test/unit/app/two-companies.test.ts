import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { connect, joinByInvitation } from "../../../src/app/connect.ts";
import { connectionFile } from "../../../src/app/connection-name.ts";
import { init } from "../../../src/app/init.ts";
import { type OpenProject, openProject } from "../../../src/app/open-project.ts";
import { projectFilePath } from "../../../src/app/project-file.ts";
import { checkSettings } from "../../../src/app/settings-check.ts";
import { sync } from "../../../src/app/worker.ts";
import type { TrackerIssue } from "../../../src/model/tracker-issue.ts";
import type { Value } from "../../../src/model/value.ts";
import { checkLines } from "../../../src/view/settings-check.ts";
import { place } from "./opened-project.ts";
import { NOW, ask, freshId } from "./running-sides.ts";

/** The files of the guide, exactly as they are printed there. */
let printed: readonly string[];

beforeAll(() => {
  const guide = readFileSync("docs/USER-GUIDE.md", "utf8");
  const section = guide.slice(guide.indexOf("### Two companies with different words"));
  const end = section.indexOf("\n## ");
  printed = [...section.slice(0, end).matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text = ""]) => text);
});

function opened(root: string, name: string, added = ""): OpenProject {
  const workspace = join(root, name);
  mkdirSync(workspace);
  expect(init(workspace, { name, key: undefined, issues: "issues" })).toMatchObject({ ok: true });
  appendFileSync(projectFilePath(workspace), added);
  const project = openProject(workspace, { state: join(root, `${name}-state`), author: name === "Acme" ? "Eve Stone" : "Bo Lind" });
  if (!project.ok) throw new Error(JSON.stringify(project.failure));
  onTestFinished(() => project.value.close());
  return project.value;
}

interface Companies {
  readonly acme: OpenProject;
  readonly nordwind: OpenProject;
}

/** Both sides with the files of the guide, running. */
async function companies(): Promise<Companies> {
  const [acmeFile = "", nordwindFile = "", projectFile = ""] = printed;
  const root = place();
  const exchange = join(root, "exchange");
  mkdirSync(exchange);
  const acme = opened(root, "Acme");
  const nordwind = opened(root, "Nordwind", projectFile);
  const made = await connect(acme, { name: "nordwind", exchange, share: null }, null);
  await joinByInvitation(nordwind, made.ok ? made.value.text : "", { name: "acme", exchange, share: null });
  writeFileSync(connectionFile(acme.workspace, "nordwind"), acmeFile);
  writeFileSync(connectionFile(nordwind.workspace, "acme"), nordwindFile);
  for (const side of [nordwind, acme, nordwind, acme]) await sync(side, NOW);
  await ask(acme, { kind: "publish", connection: "nordwind", note: "", unverified: true });
  await ask(acme, { kind: "start", connection: "nordwind" });
  await sync(acme, NOW);
  await sync(nordwind, NOW);
  await ask(nordwind, { kind: "accept", connection: "acme", contract: 1, note: "", unverified: true });
  await ask(nordwind, { kind: "start", connection: "acme" });
  return { acme, nordwind };
}

async function settle({ acme, nordwind }: Companies): Promise<void> {
  for (let i = 0; i < 3; i++) for (const side of [acme, nordwind]) await sync(side, NOW);
}

async function issue(project: OpenProject, id: string): Promise<TrackerIssue> {
  const [found] = (await project.tracker.read([id])) ?? [];
  if (!found) throw new Error("not there");
  return found;
}

async function made(project: OpenProject, fields: Record<string, Value>, share: readonly string[] = []): Promise<string> {
  const id = freshId(project);
  await ask(project, { kind: "new issue", issue: id, change: { fields, share } });
  return id;
}

async function edit(project: OpenProject, id: string, fields: Record<string, Value>): Promise<void> {
  await ask(project, { kind: "edit issue", issue: id, change: { fields } });
}

async function says(project: OpenProject, id: string, body: string, internal: boolean): Promise<void> {
  const comment = { id: freshId(project), author: project.author, created: "2026-11-22T10:00:00.000Z", body, internal };
  await ask(project, { kind: "edit issue", issue: id, change: { comments: [comment] } });
}

/** Everything that came to this side, as it lies in its store: messages, documents, audit trail. */
function received(project: OpenProject): string {
  return JSON.stringify([
    project.store.syncsWithStatus(project.store.connections()[0]?.id ?? "", "up to date", 1000),
    project.store.audits(0, 10_000),
  ]);
}

describe("two companies with different words, with the files of the guide", () => {
  test("each keeps its words, and nobody's edit changes what nobody edited", async () => {
    const both = await companies();
    const { acme, nordwind } = both;
    const bug = await made(acme, { title: "Valve sticks", type: "Bug", status: "New" });
    await settle(both);
    expect((await issue(nordwind, bug)).fields).toMatchObject({
      title: "[Acme] Valve sticks",
      type: "Task",
      status: "Open",
      "x-customer": "Acme",
    });
    const revision = acme.store.syncsOf(bug)[0]?.sync.revision;

    for (const status of ["In progress", "Review"]) {
      await edit(nordwind, bug, { status });
      await settle(both);
      expect((await issue(nordwind, bug)).fields).toMatchObject({ status });
    }
    // For the customer that is all one word: nothing was sent.
    expect(acme.store.syncsOf(bug)[0]?.sync.revision).toEqual(revision);

    await edit(nordwind, bug, { status: "Closed", title: "[Acme] Valve sticks in winter" });
    await settle(both);
    expect((await issue(acme, bug)).fields).toMatchObject({ title: "Valve sticks in winter", type: "Bug", status: "Done" });
    await edit(acme, bug, { status: "New" });
    await settle(both);
    expect((await issue(nordwind, bug)).fields).toMatchObject({ title: "[Acme] Valve sticks in winter", type: "Task", status: "Open" });
    expect((await issue(acme, bug)).fields).toMatchObject({ type: "Bug", status: "New" });
    for (const side of [acme, nordwind]) expect(side.store.issue(bug)).toMatchObject({ syncStatus: "up to date" });
  });

  test("a task that the contractor shares is a request at the customer", async () => {
    const both = await companies();
    const task = await made(both.nordwind, { title: "Order seals", type: "Task", status: "In progress" }, ["acme"]);
    await settle(both);
    expect((await issue(both.acme, task)).fields).toMatchObject({ title: "Order seals", type: "Request", status: "New" });
    expect((await issue(both.nordwind, task)).fields).toMatchObject({ title: "Order seals", type: "Task", status: "In progress" });
  });

  test("internal comments, internal issues, own fields and people's names never leave", async () => {
    const both = await companies();
    const { acme, nordwind } = both;
    const bug = await made(acme, { title: "Valve sticks", type: "Bug", status: "New", assignee: { name: "Eve Stone" } });
    const secret = await made(acme, { title: "Budget talks", type: "Bug", status: "New", labels: ["internal"] });
    await says(acme, bug, "We see it daily.", false);
    await says(acme, bug, "Do not tell them the price.", true);
    await settle(both);
    await says(nordwind, bug, "On our way.", false);
    await says(nordwind, bug, "They never pay in time.", true);
    await settle(both);
    expect((await issue(nordwind, bug)).comments.map(({ author, body }) => `${author}: ${body}`)).toEqual([
      "Acme: We see it daily.",
      "Bo Lind: On our way.",
      "Bo Lind: They never pay in time.",
    ]);
    expect((await issue(acme, bug)).comments.map(({ author, body }) => `${author}: ${body}`)).toEqual([
      "Eve Stone: We see it daily.",
      "Eve Stone: Do not tell them the price.",
      "Bo Lind: On our way.",
    ]);
    expect(nordwind.store.issue(secret)).toBeNull();
    expect(received(nordwind)).not.toMatch(/Eve|price|Budget/);
    expect(received(acme)).not.toMatch(/never pay|x-customer/);
  });

  test("a word without a translation is an error at its issue, counted by cause before it happens", async () => {
    const both = await companies();
    const { nordwind } = both;
    const [connection] = nordwind.store.connections();
    if (!connection) throw new Error("no connection");
    await made(nordwind, { title: "Odd", type: "Task", status: "Waiting" });
    await made(nordwind, { title: "Odd, too", type: "Task", status: "Waiting" });
    await sync(nordwind, NOW);
    expect((await checkSettings(nordwind, connection)).preview).toMatchObject({ own: 2, inScope: { issues: 0 }, stuck: [] });
    expect(checkLines(await checkSettings(nordwind, connection, "status = Waiting"), "acme.yaml").slice(2)).toEqual([
      "2 of 2 issues of this project are in scope.",
      "2 issues would be shared that are not now: NORDWIND-1, NORDWIND-2.",
      'status "Waiting" has no mapping: 2 issues (NORDWIND-1, NORDWIND-2).',
    ]);
  });

  test("the check says what the guide says it says", async () => {
    const { nordwind } = await companies();
    const [connection] = nordwind.store.connections();
    if (!connection) throw new Error("no connection");
    const lines = checkLines(await checkSettings(nordwind, connection), ".issue-ferry/connections/acme.yaml");
    const [, shown = ""] = /^\$ issue-ferry config check acme\n(.*?)^```/ms.exec(readFileSync("docs/USER-GUIDE.md", "utf8")) ?? [];
    expect(shown.trim().split("\n")).toEqual(lines);
  });
});
