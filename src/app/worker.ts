import { setTimeout as sleep } from "node:timers/promises";
import { type Command, type CommandOutcome, done, notDone } from "../model/command.ts";
import type { Connection } from "../model/connection.ts";
import { newId } from "../model/ids.ts";
import { isFileOperation } from "../model/operation.ts";
import { FILES } from "../protocol/version.ts";
import { tryLock } from "../store/worker-lock.ts";
import type { Engine, PassReport } from "../sync/engine.ts";
import { OPEN_STATES } from "../sync/operations-end.ts";
import type { Committed } from "../trackers/markdown/commit-files.ts";
import { commitIssues } from "./commit-issues.ts";
import { isWholeHere } from "./contents.ts";
import { isGateway } from "./gateway.ts";
import type { OpenProject } from "./open-project.ts";
import { worksElsewhere } from "./work-place.ts";

/** What a machine does that is not the gateway: edits of files, which travel to it by themselves. Never a new key, nothing to partners. */
const ELSEWHERE: ReadonlySet<Command["kind"]> = new Set(["edit issue", "delete issue", "bring back", "answer", "stand here", "sync"]);

/** How often a follower looks whether the worker has done what it handed over. */
export const ANSWER_POLL_MS = 50;

/** Loaded when this process begins to work: whoever follows never needs it. */
export async function engineOf({ context }: OpenProject): Promise<Engine> {
  return (await import("../sync/engine.ts")).createEngine(context);
}

/** How long to wait for another worker. */
const ANSWER_MS = 30_000;

/**
 * Carries a command out: as the worker, if nobody else is, else by handing it over through the store and waiting for the outcome.
 * `signal`: the asker waits no longer. What was handed over is done all the same, and what was begun ends with the pass that runs.
 */
export async function carryOutAnywhere(project: OpenProject, command: Command, signal?: AbortSignal): Promise<CommandOutcome> {
  const gateway = project.gateway();
  if (!isGateway(gateway) && !ELSEWHERE.has(command.kind))
    return notDone("NOT_GATEWAY", gateway.kind === "elsewhere" ? { name: gateway.name, person: gateway.person } : {});
  const lock = tryLock(project.stateDirectory);
  const path = worksElsewhere(project);
  if (path !== null) {
    lock?.release();
    return notDone("WORKED_ON_ELSEWHERE", { path });
  }
  if (lock && command.kind === "sync") {
    // Nobody works, such as while it is paused: whoever asks for a pass makes it.
    lock.release();
    const { failures } = await sync(project, { untilIdle: true, timeoutMs: 0, ...(signal && { signal }) });
    return foldersUsed(failures);
  }
  if (lock) {
    try {
      return await (await engineOf(project)).carryOut(command);
    } finally {
      lock.release();
    }
  }
  const id = newId(Date.now(), project.context.crypto.random(10));
  project.store.submit(id, command);
  for (const end = Date.now() + ANSWER_MS; Date.now() < end;) {
    if (signal?.aborted) break;
    const outcome = project.store.command(id)?.outcome;
    if (outcome) return outcome;
    // The worker may have ended before it saw the command: then it is ours to do.
    const free = worksElsewhere(project) === null ? tryLock(project.stateDirectory) : null;
    if (free) {
      try {
        const engine = await engineOf(project);
        if (command.kind === "sync") await engine.pass();
        else await engine.carryOutSubmitted();
      } finally {
        free.release();
      }
    } else await sleep(ANSWER_POLL_MS);
  }
  return notDone("WORKER_SILENT");
}

/** Whoever asked for the passes hears of the folders that could not be used: nobody else shows them while nobody works. */
function foldersUsed([first, ...others]: PassReport["failures"]): CommandOutcome {
  if (!first) return done();
  const { kind, place, detail } = first.failure;
  return notDone("EXCHANGE_UNUSABLE", { kind, place, detail, others: others.length });
}

export interface SyncOutcome {
  readonly passes: number;
  /** True when another process works for this project; then it was asked, and followed until nothing moved. */
  readonly followed: boolean;
  readonly timedOut: boolean;
  readonly failures: PassReport["failures"];
  /** What became of the commit of the issue files; null: nobody asked for one. */
  readonly committed: Committed | null;
}

export interface SyncOptions {
  /** Passes until nothing is left to do here; otherwise one pass. */
  readonly untilIdle: boolean;
  /** How long to wait, besides, for what the partner still has to answer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** What the asker waits for; absent: all that is on its way. `away`: names of connections whose exchange folder cannot be used now, in vain to wait for. */
  readonly waitsFor?: (away: ReadonlySet<string>) => boolean;
}

/** What waits for the partner, or is not settled in the tracker, is looked at this often. */
export const WAIT_POLL_MS = 100;
/** A file that is being written for longer than this is left to a later call. */
const SETTLE_MS = 5_000;

export async function sync(project: OpenProject, options: SyncOptions): Promise<SyncOutcome> {
  const began = Date.now();
  const end = began + options.timeoutMs;
  const lock = tryLock(project.stateDirectory);
  if (!lock) return follow(project, options, end);
  try {
    const engine = await engineOf(project);
    let passes = 0;
    let report: PassReport;
    for (;;) {
      report = await engine.pass();
      passes++;
      if (!options.untilIdle || options.signal?.aborted) break;
      if (report.progress) continue;
      const now = Date.now();
      const settles = report.unsettled && now < began + SETTLE_MS;
      const away = new Set(report.failures.map(({ connection }) => connection));
      const isWaiting = (options.waitsFor !== undefined || away.size === 0) && waits(project, options, away);
      if (!settles && (!isWaiting || now >= end)) break;
      await sleep(WAIT_POLL_MS);
    }
    const committed = await commitIssues(project);
    return { passes, followed: false, timedOut: options.timeoutMs > 0 && waits(project, options), failures: report.failures, committed };
  } finally {
    lock.release();
  }
}

/** Somebody else works: ask for a pass and watch until nothing waits. */
async function follow(project: OpenProject, options: SyncOptions, end: number): Promise<SyncOutcome> {
  const outcome = await carryOutAnywhere(project, { kind: "sync", author: project.author }, options.signal);
  // Ctrl+C ends the wait, not the work of the other process.
  while (options.untilIdle && !options.signal?.aborted && waits(project, options) && Date.now() < end) await sleep(WAIT_POLL_MS);
  const timedOut = outcome.kind === "failed" || (options.timeoutMs > 0 && waits(project, options));
  return { passes: 0, followed: true, timedOut, failures: [], committed: null };
}

function waits(project: OpenProject, { waitsFor }: SyncOptions, away: ReadonlySet<string> = new Set()): boolean {
  return waitsFor ? waitsFor(away) : waitsForPartner(project);
}

/** Something is on its way, a deletion among it, or waits to be dealt with, on a connection that runs. */
function waitsForPartner({ store }: OpenProject): boolean {
  return store.reading(() =>
    store.connections().some((connection) => {
      const { link, run } = connection.facts;
      if (link === "handshake") return connection.partner !== null && connection.invitation.refused === null;
      if (link !== "connected") return false;
      const isPending = run === "running" && store.syncsWithStatus(connection.id, "pending", 1).length > 0;
      const travels = isContentDue(store, connection);
      return store.queues(connection.id).out > 0 || isPending || travels || connection.facts.contract === "waiting for secondary";
    }),
  );
}

/** Whether a sync waits for the content of a file. */
export function contentsDue({ store }: OpenProject): boolean {
  return store.reading(() =>
    store.connections().some((connection) => connection.facts.link === "connected" && isContentDue(store, connection)),
  );
}

/** The content of a file travels, or is about to come by itself, on a connection that runs. What is whole here lacks a last word of the partner at most. */
function isContentDue(store: OpenProject["store"], { id, partner, facts }: Connection): boolean {
  if (facts.run !== "running") return false;
  const isAsked = store
    .askedParts(null, OPEN_STATES)
    .some(
      ({ connection, operation, content }) => connection === id && isFileOperation(operation) && !(content && isWholeHere(store, content)),
    );
  if (isAsked || !partner?.capabilities.includes(FILES)) return isAsked;
  return store.unaskedContents(id, ["waits", "asked"], Date.now(), 1).length > 0;
}
