import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { type Edit, edit } from "../../support/kill/editor.ts";
import { idsOf, judge } from "../../support/kill/judge.ts";
import type { Kill, KillRun } from "../../support/kill/kill-run.ts";
import { Random } from "../../support/kill/random.ts";
import { type AtRest, leftIn, waitsFor } from "../../support/kill/rest.ts";
import { STEPS } from "../../support/kill/steps.ts";
import { launch } from "../support/browser.ts";
import { ferry } from "../support/command-line.ts";
import { startServer } from "../support/server.ts";
import { type Side, type TwoSides, connectedSides } from "../support/two-sides.ts";
import { PATIENCE } from "../support/until.ts";
import { Workbench } from "../support/workbench.ts";
import { KilledWindow, stepsLog } from "./killed-window.ts";

const RECORDER = pathToFileURL(join(import.meta.dirname, "..", "..", "support", "kill", "step-recorder.mjs")).href;
/** Between two edits of a file by another program, in milliseconds: two windows look at each of them. */
const PACE = [300, 1500] as const;
/** A kill at a moment comes so long after the deed before it, in milliseconds: also while the host before has just begun. */
const MOMENT = [0, 2500] as const;
/** How long the end may take, in milliseconds. */
const QUIET_MS = 90_000;
const LOOK_MS = 500;

/**
 * Two connected projects, each open in a window of VS Code, a person at each who edits files with another program and types into an issue in the
 * window; `kills` times the extension host of one of the windows is ended with SIGKILL, and VS Code starts another. In the end the logs of
 * all edits are held against the files of both sides, and the windows against the files.
 */
export async function windowKillRun(options: {
  readonly kills: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}): Promise<KillRun> {
  const sides = await connectedSides({}, "all");
  const browser = await launch();
  const began = Date.now();
  const edits: Edit[] = [];
  const kills: Kill[] = [];
  let keep = true;
  try {
    const windows = await Promise.all([watched(browser, "ada", sides.acme, sides), watched(browser, "bo", sides.nordwind, sides)]);
    for (const { name, mark, side } of windows) {
      const title = `Typed by ${name}`;
      writeFileSync(join(side.machine.workspace, "issues", `new ${mark}.md`), `# ${title}\n\nmark ${mark}\n`);
      edits.push({ at: Date.now(), side: name, issue: mark, kind: "new", title, body: `mark ${mark}` });
    }
    for (const window of windows) await window.ready();
    const editing = new AbortController();
    const leaves = windows.map(({ mark }) => mark);
    const editors = windows.map(({ name, side }, at) =>
      edit(
        {
          side: name,
          issues: join(side.machine.workspace, "issues"),
          random: new Random(options.seed, `editor at ${name}`),
          log: edits,
          fields: at === 0 ? ["status", "assignee"] : ["priority", "due"],
          pace: PACE,
          leaves,
        },
        editing.signal,
      ),
    );
    try {
      const random = new Random(options.seed, "kills");
      for (let n = 1; n <= options.kills; n++) {
        const one = await killOnce(random.pick(windows), n, random, edits);
        kills.push(one);
        options.say(`${String(n).padStart(4)}  ${one.side.padEnd(4)} ${one.kind} ${one.where}${one.told}`);
      }
    } finally {
      editing.abort();
      await Promise.all(editors);
    }
    const problems = await judged(windows, sides, edits);
    const issues = edits.filter(({ kind }) => kind === "new").length;
    keep = problems.length > 0;
    const run = { kills, edits: edits.length, issues, problems, seconds: (Date.now() - began) / 1000, root: dirname(sides.exchange) };
    writeFileSync(join(run.root, "edits.json"), edits.map((one) => `${JSON.stringify(one)}\n`).join(""));
    return run;
  } finally {
    await browser.close();
    await sides.stop(keep);
  }
}

/** The side's server anew, so that its extension hosts write down their steps; and a window of it, high enough for all rows. */
async function watched(browser: Browser, name: string, side: Side, { exchange }: TwoSides): Promise<KilledWindow> {
  await side.server.stop();
  side.server = await startServer(side.machine, {
    nodeArguments: [`--import=${RECORDER}`],
    environment: {
      FERRY_STEPS_ISSUES: join(side.machine.workspace, "issues"),
      FERRY_STEPS_EXCHANGE: exchange,
      FERRY_STEPS_LOG: stepsLog(side),
    },
  });
  const context = await browser.newContext({ viewport: { width: 1400, height: 1600 } });
  context.setDefaultTimeout(PATIENCE);
  const window = new Workbench(await context.newPage(), side.server);
  await window.open();
  await window.activity("Issue Ferry");
  return new KilledWindow(name, side, window);
}

async function killOnce(one: KilledWindow, n: number, random: Random, edits: Edit[]): Promise<Kill & { readonly told: string }> {
  const deed = random.pick(["typed", "typed, saved while it is away", "saved", "nothing"] as const);
  const atStep = random.chance(0.6);
  const step = random.pick(STEPS);
  const moment = random.between(...MOMENT);
  const text = `mark ${one.mark}, typed ${n}`;
  const save = async (): Promise<void> => {
    await one.save(text);
    edits.push({ at: Date.now(), side: one.name, issue: one.mark, kind: "field", name: "body", value: text });
  };
  if (deed !== "nothing") await one.type(text);
  if (deed === "saved") await save();
  const hit = await one.kill(atStep ? step : moment);
  if (deed === "typed, saved while it is away") await one.askToSave();
  const asked = await one.back();
  // Also one that has just begun is killed: the extension need not work yet.
  if (random.chance(0.7)) await one.working();
  if (deed.startsWith("typed")) await save();
  return { side: one.name, byItself: false, ...hit, told: `  (${deed}${asked === null ? "" : `; "${asked}"`})` };
}

/** No more faults, no more edits: both go on until nothing moves, and then have everything, and show it. */
async function judged(windows: readonly KilledWindow[], { exchange }: TwoSides, edits: readonly Edit[]): Promise<string[]> {
  const listed = windows.map(({ name, side }): AtRest => ({
    name,
    issues: join(side.machine.workspace, "issues"),
    list: async () => JSON.parse(await ferry(side.machine, ["--json", "issues", "--limit", "100000"], { exit: "any" })),
  }));
  let waits: string[] = [];
  for (const end = Date.now() + QUIET_MS; Date.now() < end; await pause(LOOK_MS)) {
    waits = await waitsFor(listed, exchange);
    if (waits.length > 0) continue;
    for (const { window } of windows) await window.view("Issues").toggle(/^Up to date/, true);
    waits = (await Promise.all(windows.map((one) => one.differs()))).flat();
    if (waits.length === 0) break;
  }
  for (const { name, window } of windows) await window.screenshot(`killed-${name}`);
  for (const { side } of windows) await side.server.stop();
  const [ours, theirs] = listed.map(({ issues }) => idsOf(issues));
  return [
    ...windows.flatMap(({ crashes }) => crashes),
    ...waits,
    ...listed.flatMap(({ name, issues }) => judge(name, issues, edits)),
    ...(JSON.stringify(ours) === JSON.stringify(theirs) ? [] : ["the issues have other ids at one side than at the other"]),
    ...listed.flatMap(leftIn),
    ...(await locked(windows)),
  ];
}

/** Whether anything still keeps the next one from working, now that no window is left. */
async function locked(windows: readonly KilledWindow[]): Promise<string[]> {
  const told = await Promise.all(
    windows.map(async ({ name, side }) => {
      try {
        await ferry(side.machine, ["sync", "--quiet"]);
        return [];
      } catch (error) {
        return [`${name}: after all windows are gone: ${String(error)}`];
      }
    }),
  );
  return told.flat();
}
