import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { newerActivity, olderActivity } from "../../../src/app/activity.ts";
import { exportInSteps } from "../../../src/app/audit-export.ts";
import { exportAudit, verifyFile } from "../../../src/app/audit-file.ts";
import { messageRecord } from "../../../src/app/message-record.ts";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { sync } from "../../../src/app/worker.ts";
import { openedProject, place } from "./opened-project.ts";
import { NOW, ask, freshId, runningSides } from "./running-sides.ts";

const ALL = { connection: null, issue: null };
const START = Number.MAX_SAFE_INTEGER;

/** Events of no project, as a store has them. */
function noted({ store }: OpenProject, number: number, issue?: string): void {
  const event = { time: 1, actor: "Ada", action: "edit issue", ...(issue !== undefined && { issue }) };
  store.transaction(() => store.addAudit(Array.from({ length: number }, () => event)));
}

test("the trail is read page by page from its newest event, and what is new after that", () => {
  const { store } = openedProject(place());
  const project = { store } as OpenProject;
  noted(project, 5);
  noted(project, 2, "i");
  const [first, second] = [olderActivity(store, ALL, START, 4), olderActivity(store, ALL, 4, 4)];
  expect(first.map(({ sequence }) => sequence)).toEqual([7, 6, 5, 4]);
  expect(second.map(({ sequence }) => sequence)).toEqual([3, 2, 1]);
  noted(project, 3, "i");
  expect(newerActivity(store, ALL, 7, 100).map(({ sequence }) => sequence)).toEqual([8, 9, 10]);
  expect(newerActivity(store, { connection: null, issue: "other" }, 7, 100)).toEqual([]);
});

test("the events of one issue are found however few are read at once, and none twice", () => {
  const { store } = openedProject(place());
  noted({ store } as OpenProject, 9, "i");
  noted({ store } as OpenProject, 9);
  const found: number[] = [];
  for (let before = START; ;) {
    const page = olderActivity(store, { connection: null, issue: "i" }, before, 2);
    found.push(...page.map(({ sequence }) => sequence));
    if (page.length < 2) break;
    before = page.at(-1)?.sequence ?? 0;
  }
  expect(found).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
});

test("names are those of the connection, its partner and the issue as they are now", async () => {
  const { ada, bo } = await runningSides(place());
  const issue = freshId(ada);
  await ask(ada, { kind: "new issue", issue, change: { fields: { title: "Valve" }, share: ["nordwind"] } });
  for (const side of [ada, bo, ada, bo, ada]) await sync(side, NOW);
  const sent = olderActivity(ada.store, ALL, START, 500).find(({ action }) => action === "issue sent");
  expect(sent).toMatchObject({ connectionName: "nordwind", partner: "Nordwind", key: ada.store.issue(issue)?.key });
});

test("a message is shown with the file that it travelled in and with what answers it, at both ends", async () => {
  const { ada, bo } = await runningSides(place());
  const issue = freshId(ada);
  await ask(ada, { kind: "new issue", issue, change: { fields: { title: "Valve" }, share: ["nordwind"] } });
  for (let i = 0; i < 3; i++) for (const side of [ada, bo]) await sync(side, NOW);
  const find = (side: OpenProject, action: string) => olderActivity(side.store, ALL, START, 1_000).find((event) => event.action === action);
  const sent = find(ada, "issue sent");
  const atAda = messageRecord(ada.store, sent?.sequence ?? 0);
  expect(atAda?.travelled).toMatchObject({ placed: expect.any(Number) as number, taken: expect.any(Number) as number });
  expect(atAda?.others.map(({ action }) => action)).toContain("confirmation confirmed");
  const applied = find(bo, "issue applied");
  const atBo = messageRecord(bo.store, applied?.sequence ?? 0);
  expect(atBo?.about.reference).toBe(sent?.reference);
  expect(atBo?.taken).toMatchObject({ name: atAda?.travelled?.name, hash: atAda?.travelled?.hash });
  expect(messageRecord(ada.store, 0)).toBeNull();
});

test("a trail that is written in steps is the same as one that is written at once, over what stood there", async () => {
  const { ada } = await runningSides(place());
  const root = place();
  const [once, steps] = [join(root, "once.jsonl"), join(root, "steps.jsonl")];
  noted(ada, 8_000);
  writeFileSync(steps, "what stood there");
  vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000 });
  const number = exportAudit(ada, once);
  const told: number[] = [];
  const lines = await exportInSteps(ada, steps, { stopped: () => false, lines: (so) => told.push(so) });
  vi.useRealTimers();
  expect(lines).toBe(number);
  expect(readFileSync(steps, "utf8")).toBe(readFileSync(once, "utf8"));
  expect(told.length).toBeGreaterThan(0);
  expect((await verifyFile(steps)).faults).toEqual([]);
  expect(readdirSync(root).toSorted()).toEqual(["once.jsonl", "steps.jsonl"]);
});

test("what a partner signed while a trail is written in steps is not in it: its event would be missing", async () => {
  const { ada, bo } = await runningSides(place());
  await ask(ada, { kind: "new issue", issue: freshId(ada), change: { fields: { title: "Valve" }, share: ["nordwind"] } });
  for (let i = 0; i < 3; i++) for (const side of [ada, bo]) await sync(side, NOW);
  const path = join(place(), "trail.jsonl");
  noted(ada, 8_000);
  const [file] = ada.store.signedFiles(0, 1);
  if (!file) throw new Error("nothing is signed");
  let meanwhile = 0;
  const lines = (): void => ada.store.transaction(() => ada.store.addSigned({ ...file, name: `${file.name}-${++meanwhile}` }));
  await exportInSteps(ada, path, { stopped: () => false, lines });
  expect(meanwhile).toBeGreaterThan(0);
  expect((await verifyFile(path)).faults).toEqual([]);
});

test("one that is stopped, or that cannot be written, leaves what stood there, and nothing beside it", async () => {
  const project = openedProject(place());
  const root = place();
  const path = join(root, "trail.jsonl");
  noted(project, 8_000);
  writeFileSync(path, "what stood there");
  expect(await exportInSteps(project, path, { stopped: () => true, lines: () => undefined })).toBeNull();
  expect([readFileSync(path, "utf8"), readdirSync(root)]).toEqual(["what stood there", ["trail.jsonl"]]);
  await expect(exportInSteps(project, join(root, "no", "trail"), { stopped: () => false, lines: () => undefined })).rejects.toMatchObject({
    code: "ENOENT",
  });
});
