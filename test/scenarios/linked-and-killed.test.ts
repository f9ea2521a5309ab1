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
  await ended.ended;
  expect(ended.child.signalCode).toBe("SIGKILL");
}

/** What both show in the end: one issue; the secondary's status lost and is kept, and what only one had is at both. */
async function atTheEnd(): Promise<unknown> {
  const { ada, bo } = sides;
  await settle(sides);
  const rows = await Promise.all([ada.json(["issues"]), bo.json(["issues"])]);
  const shown = [await ada.json(["show", "ACME-1"], 0), await bo.json(["show", "NW-2"], 0)];
  return {
    files: readdirSync(join(bo.workspace, "issues")).filter((name) => name.endsWith(".md")),
    statuses: rows.map(({ issues }) => issues.map((issue: { key: string; syncStatus: string }) => `${issue.key} ${issue.syncStatus}`)),
    lost: shown[1].connections[0].lost.map((lost: { field: string; value: string; winner: string }) => [
      lost.field,
      lost.value,
      lost.winner,
    ]),
    fields: shown.map(({ issue }) => [issue.fields.status, issue.fields.priority]),
    comments: shown.map(({ comments }) => comments.map(({ body }: { body: string }) => body)),
  };
}

const one = (lost: string): unknown => ({
  files: ["NW-2.md"],
  statuses: [["ACME-1 up to date"], ["NW-2 conflict"]],
  lost: [["status", lost, "New"]],
  fields: [
    ["New", "high"],
    ["New", "high"],
  ],
  comments: [["Ours leaks, too."], ["Ours leaks, too."]],
});

test("killed when the files were one issue and nobody knew: what differs is a conflict, as without the kill", async () => {
  await killedLink({ mode: "between", after: "tracker write", step: "store commit", n: 1 });
  expect(await atTheEnd()).toEqual(one("Open"));
});

test("the same, and the file was edited before anybody worked again", async () => {
  await killedLink({ mode: "between", after: "tracker write", step: "store commit", n: 1 });
  const file = join(sides.bo.workspace, "issues/NW-2.md");
  writeFileSync(file, readFileSync(file, "utf8").replace("status: Open", "status: Waiting"));
  expect(await atTheEnd()).toEqual(one("Waiting"));
});

test("the same, and a look for another issue came before the next pass", async () => {
  await killedLink({ mode: "between", after: "tracker write", step: "store commit", n: 1 });
  expect((await sides.bo.run(["show", "NW-77"])).exit).toBe(1);
  expect(await atTheEnd()).toEqual(one("Open"));
});

test("killed when it was only intended: it is done by the next pass", async () => {
  await killedLink({ mode: "between", after: "store commit", step: "tracker write", n: 1 });
  expect(await atTheEnd()).toEqual(one("Open"));
});
