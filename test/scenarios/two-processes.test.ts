import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import type { Running, User } from "../support/command-line.ts";
import { type TwoSides, issueStatuses, running, saved, settle } from "../support/two-sides.ts";

let sides: TwoSides;
let ada: User;
let bo: User;
let scene: Awaited<ReturnType<typeof saved>>;

beforeAll(async () => {
  scene = await saved(running);
  ({ sides } = scene);
  ({ ada, bo } = sides);
});
afterAll(() => scene.remove());
beforeEach(() => scene.restore());

/** A process that works or waits; gone when the test is over, whatever became of it. */
function watching(side: User, ...words: string[]): Running {
  const started = side.start(["watch", ...words]);
  onTestFinished(async () => void (await started.stop("SIGKILL")));
  return started;
}

test("while one watches, the others hand over: what they ask for is done, shown and sent", async () => {
  const watcher = watching(ada, "--json");
  await watcher.saw('"counts"');
  const { key } = await ada.json(["new", "--title", "Valve sticks", "--share", "nordwind"], 0);
  await ada.json(["set", key, "status=Open"], 0);
  const synced = await ada.json(["sync"]);
  expect(synced.sync.followed).toBe(true);
  const partner = watching(bo);
  expect((await ada.run(["sync", "--until-idle", "--timeout", "20s"])).exit).toBe(0);
  expect(await issueStatuses(sides, "Valve sticks")).toBe("up to date | up to date");
  const ended = await Promise.all([watcher.stop("SIGINT"), partner.stop("SIGTERM")]);
  expect(ended.map(({ exit }) => exit)).toEqual([0, 0]);
  for (const line of ended[0].out.trim().split("\n")) expect(() => JSON.parse(line)).not.toThrow();
});

test("a second watcher says that it waits, and takes over when the first is killed", async () => {
  const first = watching(ada);
  await first.saw("no issues");
  const second = watching(ada);
  await second.saw("waiting to take over");
  await first.stop("SIGKILL");
  await ada.json(["new", "--title", "Valve sticks", "--share", "nordwind"], 0);
  await second.saw("1 issue");
  expect((await second.stop()).exit).toBe(0);
  await settle(sides);
  expect(await issueStatuses(sides, "Valve sticks")).toBe("up to date | up to date");
});

test("a pass names what it sent and received; nothing is sent while the folder is away", async () => {
  await ada.json(["new", "--title", "Valve", "--share", "nordwind"], 0);
  renameSync(sides.exchange, `${sides.exchange}-away`);
  expect((await ada.json(["sync"])).sync).toMatchObject({ sent: [], received: [], refused: [] });
  renameSync(`${sides.exchange}-away`, sides.exchange);
  expect((await ada.run(["sync"])).out).toContain("sent: ACME-1\n");
  expect((await bo.run(["sync"])).out).toContain("received: NW-1\n");
  expect((await ada.json(["sync"])).sync).toMatchObject({ sent: [], received: [], refused: [] });
});

test("what needs a person is said once while somebody watches, and again when it changes", async () => {
  await ada.json(["new", "--title", "Valve"], 0);
  await ada.json(["new", "--title", "Pump"], 0);
  const [first, second] = ["ACME-1", "ACME-2"].map((key) => join(ada.workspace, "issues", `${key}.md`));
  const watcher = watching(ada);
  await watcher.saw("2 issues");
  const told = (): number => watcher.said().err.split("ACME-1.md").length - 1;
  writeFileSync(first ?? "", "---\nkey: [\n---\n");
  await watcher.saw("ACME-1.md");
  await ada.json(["set", "ACME-2", "status=Open"], 0);
  writeFileSync(second ?? "", "---\nkey: [\n---\n");
  await watcher.saw("ACME-2.md");
  expect(told()).toBe(1);
  expect((await watcher.stop("SIGINT")).exit).toBe(0);
});

test("many commands and passes at once: each is done once", async () => {
  const titles = Array.from({ length: 6 }, (_, i) => `Issue ${i}`);
  const ran = await Promise.all([
    ...titles.map((title) => ada.run(["new", "--title", title, "--share", "nordwind"])),
    ada.run(["sync"]),
    ada.run(["sync", "--until-idle"]),
  ]);
  for (const { exit, err } of ran.slice(0, titles.length)) expect(exit, `of ${err}`).toBe(0);
  for (const { exit, err } of ran.slice(titles.length)) expect([0, 3], `of ${err}`).toContain(exit);
  await settle(sides);
  const { issues } = await bo.json(["issues"], 0);
  expect(issues.map(({ title }: { title: string }) => title).sort()).toEqual(titles);
  const keys = (await ada.json(["issues"], 0)).issues.map(({ key }: { key: string }) => key);
  expect(new Set(keys).size).toBe(titles.length);
});
