import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Plan } from "../support/kill/steps.ts";
import { type TwoSides, running, saved, settle } from "../support/two-sides.ts";

const TITLE = "Valve sticks";
const RECORDER = pathToFileURL(join(import.meta.dirname, "../support/kill/step-recorder.mjs")).href;

let scene: Awaited<ReturnType<typeof saved>>;
let sides: TwoSides;

/** ACME-1 at the primary is NW-1 at the secondary, who has a twin of it: NW-2. */
async function twins(): Promise<TwoSides> {
  const made = await running();
  const { ada, bo } = made;
  await ada.json(["new", "--title", TITLE, "--type", "bug", "--status", "New", "--share", "nordwind"], 0);
  await settle(made);
  await bo.json(["new", "--title", TITLE, "--status", "Open", "--priority", "high"], 0);
  await bo.json(["comment", "NW-2", "--text", "Ours leaks, too."], 0);
  return made;
}

beforeAll(async () => {
  scene = await saved(twins);
  ({ sides } = scene);
}, 120_000);
afterAll(() => scene.remove());
beforeEach(() => scene.restore());

/** The secondary says that the twins are one, and its process ends with SIGKILL on the way. */
async function killedLink(plan: Plan): Promise<void> {
  const { bo, root, exchange } = sides;
  const ended = bo.start(["link", "NW-2", "ACME-1"], {
    NODE_OPTIONS: `--import ${RECORDER}`,
    FERRY_STEPS_ISSUES: join(bo.workspace, "issues"),
    FERRY_STEPS_EXCHANGE: exchange,
    FERRY_STEPS_LOG: join(root, "steps.log"),
    FERRY_STEPS_KILL: JSON.stringify(plan),
  });
  const ran = await ended.ended;
  expect(ended.child.signalCode, ran.err).toBe("SIGKILL");
}

/** One issue at both; the secondary's status lost and is kept, and what only one had is at both. */
async function isOneIssue(lost: string): Promise<void> {
  const { ada, bo } = sides;
  await settle(sides);
  const { issues } = await bo.json(["issues"]);
  expect(issues).toMatchObject([{ key: "NW-2", title: TITLE, syncStatus: "conflict" }]);
  expect((await ada.json(["issues"])).issues).toMatchObject([{ key: "ACME-1", syncStatus: "up to date" }]);
  const here = await bo.json(["show", "NW-2"], 0);
  const there = await ada.json(["show", "ACME-1"], 0);
  expect(here.connections[0].lost).toMatchObject([{ field: "status", value: lost, winner: "New", resolved: false }]);
  for (const { issue, comments } of [here, there]) {
    expect(issue.fields).toMatchObject({ status: "New", priority: "high" });
    expect(comments.map(({ body }: { body: string }) => body)).toEqual(["Ours leaks, too."]);
  }
  expect(readdirSync(join(bo.workspace, "issues")).filter((name) => name.endsWith(".md"))).toEqual(["NW-2.md"]);
}

test("killed when the files were one issue and nobody knew: what differs is a conflict, as without the kill", async () => {
  await killedLink({ mode: "between", after: "tracker write", step: "store commit", n: 1 });
  await isOneIssue("Open");
});

test("the same, and the file was edited before anybody worked again", async () => {
  await killedLink({ mode: "between", after: "tracker write", step: "store commit", n: 1 });
  const file = join(sides.bo.workspace, "issues/NW-2.md");
  writeFileSync(file, readFileSync(file, "utf8").replace("status: Open", "status: Waiting"));
  await isOneIssue("Waiting");
});

test("the same, and a look for another issue came before the next pass", async () => {
  await killedLink({ mode: "between", after: "tracker write", step: "store commit", n: 1 });
  expect((await sides.bo.run(["show", "NW-77"])).exit).toBe(1);
  await isOneIssue("Open");
});

test("killed when it was only intended: it is done by the next pass", async () => {
  await killedLink({ mode: "between", after: "store commit", step: "tracker write", n: 1 });
  await isOneIssue("Open");
});
