import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type OpenProject, openProject } from "../src/app/open-project.ts";
import { sync } from "../src/app/worker.ts";
import { type Hub, type Partner, holds, hubWith, writeIssue } from "../test/support/hub.ts";
import type { User } from "../test/support/command-line.ts";
import { postHostile } from "./hostile-operations.ts";
import { canMount, mountHanging } from "../test/support/hanging-mount.ts";

/** Connections of the hub, the one of good will included. */
const CONNECTIONS = 20;
const JUNK = 100_000;
const FLOOD = 3_000;
const QUESTIONS = 10_000;
const TITLE = "# The valve leaks";
const LOOK_MS = 5;
const GIVEN_UP_MS = 120_000;

type Beside = "alone" | "idle" | "bad";

export interface HubRound {
  readonly beside: Beside;
  /** Seconds from saving to the partner's Confirmation, one for each edit. */
  readonly confirmed: readonly number[];
  /** Of the hub's process, while nobody does anything: CPU milliseconds a minute. Absent where not measured. */
  readonly idleCpuMs?: number;
  /** Of the hub's process, at its highest: bytes. Absent where the system does not tell. */
  readonly peakBytes?: number;
}

/** The hub and its partner of good will work as `watch`; the others have left behind what they have, and are away. */
export async function hubRound(directory: string, beside: Beside, edits: number, idleSeconds: number): Promise<HubRound> {
  const others = Array.from({ length: beside === "alone" ? 0 : CONNECTIONS - 1 }, (_, number) => `other-${number}`);
  const made = await hubWith(directory, ["good", ...others], "marked");
  const ends: (() => Promise<unknown>)[] = [];
  try {
    if (beside === "bad") ends.push(...(await spoil(made)));
    const [good] = made.partners as [Partner];
    const workers = [made.hub.start(["watch"]), good.user.start(["watch"])];
    ends.unshift(...workers.map((worker) => () => worker.stop()));
    const confirmed = await delays(made.hub, good, edits);
    const pid = workers[0]?.child.pid;
    const round = { beside, confirmed, ...peakOf(pid) };
    if (idleSeconds === 0 || pid === undefined) return round;
    // The back-off goes up to half a minute.
    await sleep(90_000);
    const before = cpuMs(pid);
    await sleep(idleSeconds * 1000);
    return { ...round, idleCpuMs: ((cpuMs(pid) - before) * 60) / idleSeconds };
  } finally {
    for (const end of ends) await end();
  }
}

async function delays(hub: User, good: Partner, edits: number): Promise<readonly number[]> {
  const follower = opened(hub);
  const connection = follower.store.connections().find(({ name }) => name === good.name)?.id ?? "";
  const seconds: number[] = [];
  try {
    for (let edit = 0; edit < edits; edit++) {
      const mark = `Edit ${edit} of ${edits}.`;
      const file = edit === 0 ? "report.md" : fileHolding(hub, TITLE);
      const head =
        edit === 0 ? `---\nshare:\n  - ${good.name}\n---\n\n` : readFileSync(join(hub.workspace, "issues", file), "utf8").split(TITLE)[0];
      const saved = performance.now();
      writeIssue(hub, file, `${head}${TITLE}\n\n${mark}\n`);
      const isConfirmed = (): boolean => holds(good.user, mark) && (follower.store.countSyncs(connection)["pending"] ?? 0) === 0;
      while (!isConfirmed()) {
        if (performance.now() - saved > GIVEN_UP_MS) throw new Error(`edit ${edit} was not confirmed`);
        await sleep(LOOK_MS);
      }
      seconds.push((performance.now() - saved) / 1000);
      await sleep(300 + ((edit * 137) % 400));
    }
  } finally {
    follower.close();
  }
  return seconds;
}

function fileHolding({ workspace }: User, text: string): string {
  const folder = join(workspace, "issues");
  const found = readdirSync(folder).find((name) => name.endsWith(".md") && readFileSync(join(folder, name), "utf8").includes(text));
  if (found === undefined) throw new Error(`nothing holds ${text}`);
  return found;
}

/**
 * A third hang, where the machine lets us mount what hangs; a third have left junk, and of the others the half three thousand issues each, the half ten
 * thousand questions and alarms.
 */
async function spoil({ partners }: Hub): Promise<readonly (() => Promise<unknown>)[]> {
  const ends: (() => Promise<unknown>)[] = [];
  for (const [number, partner] of partners.slice(1).entries()) {
    const end = number % 3 === 0 && canMount() ? await mountHanging(partner.exchange) : null;
    if (end) ends.push(end);
    else if (number % 3 === 1) await flood(partner, number % 2 === 0 ? "issues" : "operations");
    else leaveJunk(partner);
  }
  return ends;
}

async function flood({ user }: Partner, what: "issues" | "operations"): Promise<void> {
  if (what === "issues")
    for (let number = 0; number < FLOOD; number++) writeIssue(user, `flood-${number}.md`, `# Flood ${number}\n\nOne of very many.\n`);
  const project = opened(user);
  if (what === "operations") postHostile(project, QUESTIONS);
  await sync(project, { untilIdle: true, timeoutMs: 0 });
  project.close();
}

function leaveJunk({ offers }: Partner): void {
  mkdirSync(offers, { recursive: true });
  for (let number = 0; number < JUNK; number++) writeFileSync(join(offers, `copy ${number}.tmp`), "");
  const file = openSync(join(offers, `9-0-${"0".repeat(32)}.ferry`), "w");
  ftruncateSync(file, 10 * 1024 ** 3);
  closeSync(file);
}

function opened({ workspace, state }: User): OpenProject {
  const project = openProject(workspace, { state, author: "bench" });
  if (!project.ok) throw new Error(project.failure.kind);
  return project.value;
}

function peakOf(pid: number | undefined): Pick<HubRound, "peakBytes"> {
  try {
    const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kib === undefined ? {} : { peakBytes: Number(kib) * 1024 };
  } catch {
    return {};
  }
}

/** User and system time of a process so far; Linux counts in hundredths of a second. NaN elsewhere. */
function cpuMs(pid: number): number {
  try {
    const [, after = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ");
    const words = after.split(" ");
    return (Number(words[11]) + Number(words[12])) * 10;
  } catch {
    return NaN;
  }
}
