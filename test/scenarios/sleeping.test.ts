import { readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import type { Ran, Running, User } from "../support/command-line.ts";
import { Random } from "../support/kill/random.ts";
import { type TwoSides, running, settle } from "../support/two-sides.ts";

/** Times that the laptop falls asleep. */
const NAPS = 6;
const SEED = Number(process.env["SEED"] ?? 20_261_122);
/** After an edit was saved, in milliseconds: in the middle of the pass that takes it up, before it or after it. */
const UNTIL_ASLEEP = [0, 250] as const;

let sides: TwoSides;
let ada: User;
let bo: User;
beforeEach(async () => {
  sides = await running();
  ({ ada, bo } = sides);
});
afterEach(() => sides.remove());

function watching(side: User): Running {
  const started = side.start(["watch"]);
  onTestFinished(async () => {
    started.child.kill("SIGCONT");
    await started.stop("SIGKILL");
  });
  return started;
}

test("a process that sleeps in the middle of anything keeps its place, and goes on: others wait, nothing is lost or twice", async () => {
  const random = new Random(SEED, "naps");
  const sleeper = watching(ada);
  const partner = watching(bo);
  await sleeper.saw("no issues");
  await partner.saw("no issues");
  const other = watching(ada);
  await other.saw("waiting to take over");
  const asked: { readonly title: string; readonly ran: Promise<Ran> }[] = [];
  for (let nap = 1; nap <= NAPS; nap++) {
    saveNew(ada, `From ada ${nap}`, "nordwind");
    saveNew(bo, `From bo ${nap}`, "acme");
    await pause(random.between(...UNTIL_ASLEEP));
    sleeper.child.kill("SIGSTOP");
    // People and other processes go on beside it.
    saveNew(ada, `While asleep ${nap}`, "nordwind");
    for (const side of [ada, bo]) edit(side, random);
    asked.push({ title: `Asked ${nap}`, ran: ada.run(["new", "--title", `Asked ${nap}`, "--share", "nordwind"]) });
    expect((await ada.json(["issues"])).issues).toBeDefined();
    expect(other.said().out).not.toContain("issue");
    sleeper.child.kill("SIGCONT");
  }
  const done = await Promise.all(asked.map(async ({ title, ran }) => ({ title, ...(await ran) })));
  for (const { exit, err } of done) expect(exit, `of ${err}`).toBe(0);
  for (const one of [sleeper, partner, other]) expect((await one.stop()).exit).toBe(0);
  await settle(sides);
  const titles = Array.from({ length: NAPS }, (_, i) => [
    `From ada ${i + 1}`,
    `From bo ${i + 1}`,
    `While asleep ${i + 1}`,
    `Asked ${i + 1}`,
  ])
    .flat()
    .sort();
  for (const side of [ada, bo]) {
    const { issues } = await side.json<{ issues: { title: string; syncStatus: string }[] }>(["issues"]);
    expect(issues.map(({ title, syncStatus }) => `${title}: ${syncStatus}`).sort()).toEqual(titles.map((title) => `${title}: up to date`));
  }
  expect(marks(ada)).toEqual(marks(bo));
});

function saveNew(side: User, title: string, connection: string): void {
  const folder = join(side.workspace, "issues");
  writeFileSync(join(folder, ".typed"), `---\nshare: ${connection}\n---\n\n# ${title}\n\nmark none\n`);
  renameSync(join(folder, ".typed"), join(folder, `${title}.md`));
}

/** Changes the mark in the body of some issue of its own that has its key already. */
function edit(side: User, random: Random): void {
  const own = side === ada ? /^# From ada/m : /^# From bo/m;
  const folder = join(side.workspace, "issues");
  const files = issueFiles(side).filter((name) => /^[A-Z]+-\d+\.md$/.test(name) && own.test(readFileSync(join(folder, name), "utf8")));
  if (files.length === 0) return;
  const file = join(folder, random.pick(files));
  const text = readFileSync(file, "utf8").replace(/^mark .*$/m, `mark ${random.between(1, 1_000_000)}`);
  writeFileSync(join(folder, ".typed"), text);
  renameSync(join(folder, ".typed"), file);
}

function issueFiles(side: User): string[] {
  return readdirSync(join(side.workspace, "issues")).filter((name) => name.endsWith(".md") && !name.startsWith("."));
}

/** Title and mark of every issue, in order. */
function marks(side: User): string[] {
  const folder = join(side.workspace, "issues");
  return issueFiles(side)
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .map((text) => `${/^# .*$/m.exec(text)?.[0]} ${/^mark .*$/m.exec(text)?.[0]}`)
    .sort();
}
