import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Edit, edit } from "./editor.ts";
import { idsOf, judge } from "./judge.ts";
import { Random } from "./random.ts";
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
  readonly place: string;
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

/** How long the end may take: with nothing lost it takes seconds. */
const QUIET_MS = 60_000;

/**
 * Two connected projects, `watch` at both, an editor at both who never stops; `kills` times one of the processes is ended with
 * SIGKILL and started again. Then the faults and the editors end, and when nothing moves any more the editors' logs are held against
 * the files of both sides. `say` hears every kill as it happens.
 */
export async function killRun(options: { readonly kills: number; readonly seed: number; readonly say?: (line: string) => void }): Promise<KillRun> {
  const place = mkdtempSync(join(tmpdir(), "issue-ferry-kill-"));
  const exchange = join(place, "exchange");
  mkdirSync(exchange);
  const acme = new Side(place, "acme", exchange);
  const nordwind = new Side(place, "nordwind", exchange);
  await connect(acme, nordwind, exchange, place);
  const began = Date.now();
  const edits: Edit[] = [];
  const kills: Kill[] = [];
  const editing = new AbortController();
  const editors = [
    edit(editorOf(acme, options.seed, edits, ["status", "assignee"]), editing.signal),
    edit(editorOf(nordwind, options.seed, edits, ["priority", "due"]), editing.signal),
  ];
  const half = Math.ceil(options.kills / 2);
  const say = (kill: Kill): void => {
    kills.push(kill);
    options.say?.(`${String(kills.length).padStart(4)}  ${kill.side.padEnd(8)} ${kill.byItself ? "at a step  " : "at a moment"}  ${kill.kind} ${kill.where}`);
  };
  try {
    await Promise.all([
      killAgainAndAgain(acme, half, new Random(options.seed, "kills at acme"), say),
      killAgainAndAgain(nordwind, options.kills - half, new Random(options.seed, "kills at nordwind"), say),
    ]);
  } finally {
    editing.abort();
    await Promise.all(editors);
  }
  const problems = await judged(acme, nordwind, exchange, edits);
  writeFileSync(join(place, "edits.json"), edits.map((one) => `${JSON.stringify(one)}\n`).join(""));
  if (problems.length === 0) rmSync(place, { recursive: true, force: true });
  const issues = edits.filter(({ kind }) => kind === "new").length;
  return { kills, edits: edits.length, issues, problems, seconds: (Date.now() - began) / 1000, place };
}

function editorOf(side: Side, seed: number, log: Edit[], fields: readonly string[]): Parameters<typeof edit>[0] {
  const random = new Random(seed, `editor at ${side.name}`);
  return { side: side.name, issues: side.issues, author: `${side.name} Editor`, random, log, fields };
}

async function connect(acme: Side, nordwind: Side, exchange: string, place: string): Promise<void> {
  const invitation = join(place, "invitation.txt");
  await acme.must("init", "--name", "Acme", "--key", "ACME");
  await nordwind.must("init", "--name", "Nordwind", "--key", "NW");
  await acme.must("connect", "nordwind", "--exchange", exchange, "--share", "all", "--out", invitation);
  await nordwind.must("join", invitation, "--exchange", exchange, "--share", "all", "--name", "acme");
  const sync = async (): Promise<void> => {
    for (const side of [nordwind, acme, nordwind, acme]) await side.must("sync", "--until-idle");
  };
  await sync();
  await acme.must("config", "publish", "nordwind", "--unverified");
  await sync();
  await nordwind.must("config", "accept", "acme", "--unverified");
  await sync();
  await acme.must("start", "nordwind");
  await nordwind.must("start", "acme");
}

async function killAgainAndAgain(side: Side, times: number, random: Random, say: (kill: Kill) => void): Promise<void> {
  for (let n = 0; n < times; n++) {
    // Half of them on the way between two steps, a fifth inside one, the rest at any moment.
    const draw = random.next();
    const [after, step] = random.pick(WAYS);
    const at = random.between(1, 3);
    const moment = random.between(60, 900);
    const plan: Plan | null = draw < 0.5 ? { mode: "between", after, step, n: at } : draw < 0.7 ? { mode: "inside", step: random.pick(STEPS), n: at } : null;
    side.start(plan);
    const hit = await side.killed(plan === null ? moment : null);
    say({ side: side.name, ...hit });
  }
}

/** No more faults, no more edits: both go on until nothing moves, and then have everything. */
async function judged(acme: Side, nordwind: Side, exchange: string, edits: readonly Edit[]): Promise<string[]> {
  const sides = [acme, nordwind];
  for (const side of sides) side.start(null);
  let waits: string[] = [];
  for (const end = Date.now() + QUIET_MS; Date.now() < end; await pause(250)) {
    waits = await waitsFor(sides, exchange);
    if (waits.length === 0 || sides.some((side) => !side.isWorking)) break;
  }
  const stopped = sides.filter((side) => !side.isWorking).map((side) => `${side.name} stopped working: ${side.lastErrors()}`);
  for (const side of sides) await side.stop();
  const [ours, theirs] = sides.map((side) => idsOf(side.issues));
  return [
    ...stopped,
    ...sides.flatMap((side) => side.crashes.map((crash) => `${crash}: ${side.lastErrors()}`)),
    ...waits,
    ...sides.flatMap((side) => judge(side.name, side.issues, edits)),
    ...(JSON.stringify(ours) === JSON.stringify(theirs) ? [] : ["the issues have other ids at acme than at nordwind"]),
    ...sides.flatMap((side) => leftIn(side)),
  ];
}

/** What is not at rest, at either side or between them. */
async function waitsFor(sides: readonly Side[], exchange: string): Promise<string[]> {
  const waits: string[] = [];
  for (const side of sides) {
    const { json, errors } = await side.ferry("issues", "--limit", "100000");
    const found = json as { connections: { queue: { out: number; in: number } }[]; issues: { key: string; syncStatus: string }[] } | null;
    if (!Array.isArray(found?.issues)) return [`issues at ${side.name}: ${errors}`];
    for (const { queue } of found.connections) if (queue.out + queue.in > 0) waits.push(`${side.name}: ${queue.out} wait to be sent, ${queue.in} to be applied`);
    for (const { key, syncStatus } of found.issues) if (syncStatus !== "up to date") waits.push(`${side.name}: ${key} is ${syncStatus}`);
    const files = readdirSync(side.issues).filter((name) => name.endsWith(".md")).length;
    if (files !== found.issues.length) waits.push(`${side.name}: ${files} files, ${found.issues.length} issues`);
  }
  for (const writer of readdirSync(exchange)) {
    const offered = readdirSync(join(exchange, writer), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ferry"));
    if (offered.length !== 1 || !offered[0]?.includes("ack-")) waits.push(`not only one acknowledgement in the exchange folder: ${offered.join(", ")}`);
  }
  return waits;
}

/** Nobody deleted anything, so the trash is empty; and what was prepared is gone. */
function leftIn(side: Side): string[] {
  const trash = join(side.issues, ".trash");
  return [
    ...(existsSync(trash) ? readdirSync(trash).map((name) => `${side.name}: ${name} is in the trash`) : []),
    ...readdirSync(side.issues)
      .filter((name) => name !== ".trash" && !name.endsWith(".md"))
      .map((name) => `${side.name}: ${name} was left behind`),
  ];
}
