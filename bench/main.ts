import { mkdtempSync, rmSync, statfsSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { type FerryRound, ferryRound } from "./ferry-round.ts";
import { type HubRound, hubRound } from "./hub.ts";
import { filesRound } from "./files-round.ts";
import { latencies } from "./latency.ts";
import { markdownRound } from "./markdown-round.ts";
import { type Options, readOptions } from "./options.ts";
import { type PouchRound, pouchRound } from "./pouch-round.ts";
import { listRounds, reconcileRounds } from "./reconcile-round.ts";
import { type Machine, filesReport, hubReport, latencyReport, reconcileReport, speedReport } from "./report.ts";

const LATENCY_ISSUES = 20;
const LATENCY_EDITS = 50;
const HUB_EDITS = 20;
const HUB_IDLE_SECONDS = 60;
const TMPFS = 0x01021994;

const options = readOptions(process.argv.slice(2));
if (options) await run(options);
else {
  console.error("npm run bench [-- --json] [--rounds N] [--issues N] [--latency] [--reconcile] [--hub] [--files]");
  process.exitCode = 2;
}

async function run(options: Options): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "issue-ferry-bench-"));
  const say = (line: string): void => {
    if (!options.json) console.log(line);
  };
  try {
    const report = options.hub
      ? hubReport(machine(directory), await hubRounds(directory, say))
      : options.files
        ? filesReport(machine(directory), [await filesRound(directory, 256), await filesRound(directory, 1024)])
        : options.reconcile
          ? reconcileReport(machine(directory), reconcileRounds(), listRounds())
          : options.latency
            ? latencyReport(machine(directory), await latencies(directory, LATENCY_ISSUES, LATENCY_EDITS))
            : await speed(options, directory, say);
    console.log(options.json ? JSON.stringify(report.data, null, 2) : `\n${report.lines.join("\n")}`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function hubRounds(directory: string, say: (line: string) => void): Promise<readonly HubRound[]> {
  const rounds: HubRound[] = [];
  for (const [beside, idleSeconds] of [
    ["alone", 0],
    ["idle", HUB_IDLE_SECONDS],
    ["bad", 0],
  ] as const) {
    say(`a healthy partner, ${beside === "alone" ? beside : `beside 19 ${beside} ones`}...`);
    rounds.push(await inside(directory, beside, (at) => hubRound(at, beside, HUB_EDITS, idleSeconds)));
  }
  return rounds;
}

async function speed(options: Options, directory: string, say: (line: string) => void): Promise<ReturnType<typeof speedReport>> {
  const ferry: FerryRound[] = [];
  const pouch: PouchRound[] = [];
  const { issues, changes } = options;
  for (let round = 1; round <= options.rounds; round++) {
    // Who comes first changes, so that neither always finds the disk as the other left it.
    const ours = async (): Promise<void> =>
      void ferry.push(await inside(directory, `ferry-${round}`, (at) => ferryRound(at, issues, changes)));
    const theirs = async (): Promise<void> =>
      void pouch.push(await inside(directory, `pouch-${round}`, (at) => pouchRound(at, issues, changes)));
    for (const contestant of round % 2 === 1 ? [ours, theirs] : [theirs, ours]) await contestant();
    const [a, b] = [ferry.at(-1), pouch.at(-1)];
    if (a && b)
      say(
        `round ${round}: full ${a.fullSeconds.toFixed(2)} s (PouchDB ${b.fullSeconds.toFixed(2)} s), changes ${a.changesSeconds.toFixed(2)} s (PouchDB ${b.changesSeconds.toFixed(2)} s)`,
      );
  }
  const markdownSeconds = await inside(directory, "markdown", (at) => markdownRound(at, options.markdownIssues));
  return speedReport(machine(directory), options, { ferry, pouch, markdownSeconds });
}

/** Each round begins with nothing, and leaves nothing that could slow down the next. */
async function inside<T>(directory: string, name: string, work: (at: string) => Promise<T>): Promise<T> {
  const at = join(directory, name);
  try {
    return await work(at);
  } finally {
    rmSync(at, { recursive: true, force: true });
  }
}

function machine(directory: string): Machine {
  return {
    node: process.version,
    system: `${process.platform} ${process.arch}`,
    cores: cpus().length,
    processor: cpus()[0]?.model ?? "unknown",
    inMemoryDisk: process.platform === "linux" && statfsSync(directory).type === TMPFS,
  };
}
