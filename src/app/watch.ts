import { setTimeout as sleep } from "node:timers/promises";
import type { TransportFailure } from "../ports/transport.ts";
import { type WorkerLock, tryLock } from "../store/worker-lock.ts";
import type { Engine, PassReport } from "../sync/engine.ts";
import type { Committed } from "../trackers/markdown/commit-files.ts";
import { commitIssues } from "./commit-issues.ts";
import type { OpenProject } from "./open-project.ts";
import { exchangeFact } from "./places.ts";
import { selfOn } from "../sync/own-identity.ts";
import { type Interruption, interruptionOf } from "./store-trouble.ts";
import { unsavedNames } from "./unsaved-files.ts";
import { worksElsewhere } from "./work-place.ts";
import { ANSWER_POLL_MS, WAIT_POLL_MS, engineOf } from "./worker.ts";

/** Between two passes while something is going on, and the longest wait when nothing is (docs/PROTOCOL.md 1). */
const ACTIVE_POLL_MS = 2_000;
const IDLE_POLL_MS = 30_000;
/** A tracker's hints come while a file is being written: wait this long for the rest. Messages of a partner are whole when they appear. */
const HINT_SETTLE_MS = 20;

/** Passes that partners' folders hint at without anything in them for us; after so many in a row they wait, since anybody may write there for ever. */
const VAIN_HINTS = 20;
const CALM_MS = 500;

/** Who follows what `watch` does. */
export interface Watching {
  /** What each pass did. */
  readonly pass: (report: PassReport) => void;
  /** A pass begins. */
  readonly begins?: () => void;
  /** Another process works for the project. Said once. */
  readonly waiting?: () => void;
  /** What became of the commit after a pass, where the project asks for commits. */
  readonly committed?: (committed: Committed) => void;
  /** The project has to be opened anew before anything is exchanged again; told with each pass until then. */
  readonly outdated?: () => void;
  /** A pass could not end, such as on a full disk: nothing is lost, and it is made again soon. */
  readonly interrupted?: (because: Interruption) => void;
}

/**
 * Works for the project until the signal aborts. Watchers and the clock only say "look again"; what there is to see is read by the passes.
 * Waits for the lock while another process works. A full disk or a place that cannot be used does not end it (docs/PROMISES.md P4).
 * Ends, too, when another folder has become the one that works for this project, and names that; null otherwise.
 */
export async function watch(project: OpenProject, signal: AbortSignal, tells: Watching): Promise<string | null> {
  const lock = await lockWhenFree(project, signal, tells.waiting ?? (() => undefined));
  if (!lock) return null;
  const hints = new AbortController();
  const stop = (): void => hints.abort();
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await passesOnHints(project, await engineOf(project), signal, hints.signal, tells);
  } finally {
    signal.removeEventListener("abort", stop);
    hints.abort();
    lock.release();
  }
}

async function lockWhenFree(project: OpenProject, signal: AbortSignal, onWaiting: () => void): Promise<WorkerLock | null> {
  for (let told = false; !signal.aborted; told = true) {
    const lock = tryLock(project.stateDirectory);
    if (lock) return lock;
    if (!told) onWaiting();
    await sleep(ACTIVE_POLL_MS / 4, undefined, { signal }).catch(() => undefined);
  }
  return null;
}

async function passesOnHints(
  project: OpenProject,
  engine: Engine,
  signal: AbortSignal,
  hints: AbortSignal,
  tells: Watching,
): Promise<string | null> {
  let hinted = false;
  let settles = false;
  let wake: (() => void) | null = null;
  const hint = (): void => {
    hinted = true;
    wake?.();
  };
  project.tracker.watch(() => {
    settles = true;
    hint();
  }, hints);
  signal.addEventListener("abort", () => wake?.(), { once: true });
  let vain = 0;
  const isCalm = (): boolean => vain > VAIN_HINTS;
  /** Edits here are never kept waiting for what comes from there. */
  const hintFromFolder = (): void => {
    if (isCalm()) hinted = true;
    else hint();
  };
  project.folders.hurry(hintFromFolder);
  const watched = new Set<string>();
  // Before the first pass nobody knows what changed while nobody worked.
  let edited = true;
  let quiet = 0;
  while (!signal.aborted) {
    hinted = false;
    edited ||= settles;
    settles = false;
    let elsewhere: string | null = null;
    let held: ReadonlySet<string> = new Set();
    const report = await unlessInterrupted(tells, () => {
      held = unsavedNames(project.store);
      elsewhere = worksElsewhere(project);
      if (elsewhere !== null) return null;
      for (const connection of project.store.connections()) {
        // A folder chosen anew is watched, too.
        const place = `${connection.id} ${project.store.fact(exchangeFact(connection.id)) ?? ""}`;
        if (watched.has(place)) continue;
        watched.add(place);
        project.context
          .transportOf(connection)
          ?.watch({ connection: connection.id, self: selfOn(project.context, connection) }, hintFromFolder, hints);
      }
      return engine.pass();
    });
    if (elsewhere !== null) return elsewhere;
    if (!report) {
      // Whatever hints: on a full disk trying at once would only fail again.
      await sleep(ACTIVE_POLL_MS, undefined, { signal }).catch(() => undefined);
      continue;
    }
    if (project.isOutdated()) tells.outdated?.();
    // As long as something goes on the next pass follows at once, and the commit comes after the last.
    if (!report.progress && edited) {
      const committed = await commitIssues(project);
      edited = committed !== null && committed.kind !== "done";
      if (committed !== null) tells.committed?.(committed);
    } else edited ||= report.progress;
    quiet = report.progress ? 0 : quiet + 1;
    vain = report.progress || settles || !hinted ? 0 : vain + 1;
    if (report.progress || settles || (hinted && !isCalm())) continue;
    const wait = isCalm()
      ? CALM_MS
      : report.unsettled
        ? WAIT_POLL_MS
        : Math.min(ACTIVE_POLL_MS * 2 ** Math.max(0, quiet - 5), IDLE_POLL_MS);
    await new Promise<void>((resolve) => {
      const poll = watchStore(project, held, () => wake?.());
      const timer = setTimeout(() => wake?.(), wait);
      wake = () => {
        clearTimeout(timer);
        clearInterval(poll);
        wake = null;
        resolve();
      };
      if ((hinted && !isCalm()) || settles || signal.aborted) wake();
    });
    if (settles) await sleep(HINT_SETTLE_MS);
  }
  return null;
}

/** What it answers is taken up when it comes; nobody has to do anything about it. */
function isOnlySlow({ detail }: TransportFailure): boolean {
  return detail === "SLOW";
}

/** Makes a pass and tells of it; null when there was none, or when something outside this program kept it from its end. */
async function unlessInterrupted(tells: Watching, pass: () => Promise<PassReport> | null): Promise<PassReport | null> {
  try {
    tells.begins?.();
    const report = await pass();
    if (report) tells.pass({ ...report, failures: report.failures.filter(({ failure }) => !isOnlySlow(failure)) });
    return report;
  } catch (error) {
    const because = interruptionOf(error);
    if (!because) throw error;
    tells.interrupted?.(because);
    return null;
  }
}

/**
 * Commands that followers hand over must not wait for the next poll, nor must what waits for files that were unsaved when the last pass began
 * (`held`) and are no more. A store that cannot be read now is for the next pass to meet.
 */
function watchStore({ store }: OpenProject, held: ReadonlySet<string>, found: () => void): NodeJS.Timeout {
  const isReleased = (): boolean => {
    const now = unsavedNames(store);
    return [...held].some((name) => !now.has(name));
  };
  return setInterval(() => {
    try {
      if (store.openCommands().length > 0 || (held.size > 0 && isReleased())) found();
    } catch {
      found();
    }
  }, ANSWER_POLL_MS);
}
