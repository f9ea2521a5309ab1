import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type TwoSides, settle, twoProjects } from "../two-sides.ts";
import { type Edit, edit } from "./editor.ts";
import { idsOf, judge } from "./judge.ts";
import { Random } from "./random.ts";
import { type AtRest, leftIn, waitsFor } from "./rest.ts";
import { Side } from "./side.ts";
import { type Hit, type Plan, STEPS, type Step } from "./steps.ts";

export interface Kill extends Hit {
  readonly side: string;
  /** Ended by the recorder at the step it was sent to; otherwise by us, at a random moment. */
  readonly byItself: boolean;
}

export interface KillRun {
  readonly kills: readonly Kill[];
  readonly edits: number;
  readonly issues: number;
  /** Empty: nothing lost, nothing twice, nothing left to do. */
  readonly problems: readonly string[];
  readonly seconds: number;
  /** Files, logs and stores of a run with problems; removed otherwise. */
  readonly root: string;
}

/** Ways from one step to the next on which a process is ended, as often as they stand here. */
const WAYS: readonly (readonly [Step, Step])[] = [
  ["store commit", "tracker write"],
  ["tracker write", "store commit"],
  ["tracker write", "store commit"],
  ["store commit", "send"],
  ["send", "store commit"],
  ["store commit", "acknowledge"],
  ["acknowledge", "store commit"],
  ["send", "acknowledge"],
];

/** Before a killed process is started again, in milliseconds. */
const AWAY = [0, 300] as const;
/** How long nothing may move at the end while something waits. */
const QUIET_MS = 60_000;
const LOOK_MS = 250;

/**
 * Two connected projects, `watch` at both, an editor at both who never stops; `kills` times one of the processes is ended with
 * SIGKILL and started again. Then the faults and the editors end, and when nothing moves any more the editors' logs are held against
 * the files of both sides. `say` hears every kill as it happens.
 */
export async function killRun(options: {
  readonly kills: number;
  readonly seed: number;
  readonly say?: (line: string) => void;
}): Promise<KillRun> {
  const projects = await sharingAll();
  const { root, exchange } = projects;
  const ada = new Side("ada", projects.ada, exchange);
  const bo = new Side("bo", projects.bo, exchange);
  const began = Date.now();
  const edits: Edit[] = [];
  const kills: Kill[] = [];
  const editing = new AbortController();
  const editors = [
    edit(editorOf(ada, options.seed, edits, ["status", "assignee"]), editing.signal),
    edit(editorOf(bo, options.seed, edits, ["priority", "due"]), editing.signal),
  ];
  const half = Math.ceil(options.kills / 2);
  const say = (kill: Kill): void => {
    kills.push(kill);
    options.say?.(
      `${String(kills.length).padStart(4)}  ${kill.side.padEnd(4)} ${kill.byItself ? "at a step  " : "at a moment"}  ${kill.kind} ${kill.where}`,
    );
  };
  try {
    await Promise.all([
      killAgainAndAgain(ada, half, new Random(options.seed, "kills at ada"), say),
      killAgainAndAgain(bo, options.kills - half, new Random(options.seed, "kills at bo"), say),
    ]);
  } finally {
    editing.abort();
    await Promise.all(editors);
  }
  const problems = await judged([ada, bo], exchange, edits);
  writeFileSync(join(root, "edits.json"), edits.map((one) => `${JSON.stringify(one)}\n`).join(""));
  if (problems.length === 0) projects.remove();
  const issues = edits.filter(({ kind }) => kind === "new").length;
  return { kills, edits: edits.length, issues, problems, seconds: (Date.now() - began) / 1000, root };
}

function editorOf(side: Side, seed: number, log: Edit[], fields: readonly string[]): Parameters<typeof edit>[0] {
  return { side: side.name, issues: side.issues, random: new Random(seed, `editor at ${side.name}`), log, fields };
}

async function sharingAll(): Promise<TwoSides> {
  const sides = await twoProjects();
  const { ada, bo, exchange, handshakeFile } = sides;
  await ada.json(["connect", "nordwind", "--exchange", exchange, "--share", "all", "--out", handshakeFile], 0);
  await bo.json(["join", handshakeFile, "--exchange", exchange, "--share", "all", "--name", "acme"], 0);
  for (const side of [bo, ada, bo, ada]) await side.run(["sync"]);
  await ada.json(["config", "publish", "nordwind", "--unverified"], 0);
  await settle(sides);
  await bo.json(["config", "accept", "acme", "--unverified"], 0);
  await ada.json(["start", "nordwind"], 0);
  await bo.json(["start", "acme"], 0);
  await settle(sides);
  return sides;
}

async function killAgainAndAgain(side: Side, times: number, random: Random, say: (kill: Kill) => void): Promise<void> {
  for (let n = 0; n < times; n++) {
    // Half of them on the way between two steps, a fifth inside one, the rest at any moment.
    const draw = random.next();
    const [after, step] = random.pick(WAYS);
    const at = random.between(1, 3);
    const moment = random.between(60, 900);
    const plan: Plan | null =
      draw < 0.5 ? { mode: "between", after, step, n: at } : draw < 0.7 ? { mode: "inside", step: random.pick(STEPS), n: at } : null;
    // The editor goes on while nobody works.
    await pause(random.between(...AWAY));
    side.start(plan);
    const hit = await side.killed(plan === null ? moment : null);
    say({ side: side.name, ...hit });
  }
}

/** No more faults, no more edits: both go on until nothing moves, and then have everything. */
async function judged(sides: readonly Side[], exchange: string, edits: readonly Edit[]): Promise<string[]> {
  for (const side of sides) side.start(null);
  let waits: string[] = [];
  let end = Date.now() + QUIET_MS;
  for (; Date.now() < end; await pause(LOOK_MS)) {
    const before = waits.join();
    waits = await waitsFor(sides.map(asListed), exchange);
    if (waits.join() !== before) end = Date.now() + QUIET_MS;
    if (waits.length === 0 || sides.some((side) => !side.isWorking)) break;
  }
  for (const side of sides) await side.stop();
  const [ours, theirs] = sides.map((side) => idsOf(side.issues));
  return [
    ...sides.flatMap((side) => side.crashes),
    ...waits,
    ...sides.flatMap((side) => judge(side.name, side.issues, edits)),
    ...(JSON.stringify(ours) === JSON.stringify(theirs) ? [] : ["the issues have other ids at one side than at the other"]),
    ...sides.flatMap(leftIn),
  ];
}

function asListed({ name, issues, user }: Side): AtRest {
  return { name, issues, list: () => user.json(["issues", "--limit", "100000"]) };
}
