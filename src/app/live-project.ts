import type { Command, CommandOutcome } from "../model/command.ts";
import type { PassReport } from "../sync/engine.ts";
import { type IssueIndex, issueIndex } from "./issue-index.ts";
import type { OpenProject } from "./open-project.ts";
import { type Interruption, interruptionOf } from "./store-trouble.ts";
import { type UnsavedFiles, registerWindow } from "./unsaved-files.ts";
import { carryOutAnywhere } from "./worker.ts";
import { watch } from "./watch.ts";

/** Who makes the passes: this process, another one, or nobody because a person paused them. */
export type WorkMode = "working" | "following" | "paused";

/** How the work goes, for a status bar. */
export interface Activity {
  readonly mode: WorkMode;
  /** A pass is being made here. */
  readonly busy: boolean;
  /** Exchange folders that could not be used in the last pass. */
  readonly failures: PassReport["failures"];
  /** What kept the last pass from its end. */
  readonly interrupted: Interruption | null;
  /** A bug ended the work of this window; what it was went to `onBug`. `restart` begins again. */
  readonly failed: boolean;
}

/** A project in an open window: works for it, or follows whoever does, and says when what is to be shown has changed. */
export interface LiveProject {
  readonly project: OpenProject;
  readonly index: IssueIndex;
  /** What this window holds unsaved edits to. */
  readonly unsaved: Pick<UnsavedFiles, "set">;
  activity(): Activity;
  /** For all windows of the project, until somebody resumes it. A command line that is asked to synchronise still does. */
  setPaused(paused: boolean): void;
  /** Begins to work again, where a bug ended it. */
  restart(): void;
  carryOut(command: WithoutAuthor<Command>): Promise<CommandOutcome>;
  /** Calls until the returned function is called: something in the store or the activity has changed. */
  onChange(listener: () => void): () => void;
  /** Ends the work, then closes the project. */
  close(): Promise<void>;
}

type WithoutAuthor<T> = T extends unknown ? Omit<T, "author"> : never;

/** How often a window looks whether another process changed something. The look costs some microseconds. */
const LOOK_MS = 200;
const PAUSED = "paused";
/** What passes met is known only as long as this process makes them. */
const NOT_WORKING = { busy: false, failures: [], interrupted: null } as const;

/** `onRefused`: git's words about a commit that was asked for in the project file, each once. */
export function liveProject(
  project: OpenProject,
  onBug: (error: unknown) => void,
  onRefused: (said: string) => void = () => undefined,
): LiveProject {
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const index = issueIndex(project.store);
  const unsaved = registerWindow(project.store, project.stateDirectory);
  let activity: Activity = { ...NOT_WORKING, mode: "following", failed: false };
  const now = (changed: Partial<Activity>): void => {
    activity = { ...activity, ...changed };
    tell();
  };
  let refused: string | null = null;
  let stop: AbortController | null = null;
  let ended: Promise<void> = Promise.resolve();
  const closing = new AbortController();
  /** Commands that are being carried out: one that nobody else works for makes passes of its own. */
  const running = new Set<Promise<CommandOutcome>>();

  const watching = (signal: AbortSignal): Promise<unknown> =>
    watch(project, signal, {
      begins: () => now({ mode: "working", busy: true }),
      pass: ({ failures }) => now({ busy: false, failures, interrupted: null }),
      interrupted: (interrupted) => now({ busy: false, interrupted }),
      committed: (committed) => {
        const said = committed.kind === "refused" ? committed.said : null;
        if (said !== null && said !== refused) onRefused(said);
        refused = said;
      },
    }).catch((error: unknown) => {
      onBug(error);
      now({ failed: true });
    });
  const work = (): void => {
    const controller = new AbortController();
    stop = controller;
    now({ ...NOT_WORKING, mode: "following", failed: false });
    // A pass that was told to stop may still run: the next work begins when it has ended, and whoever waits for the end waits for both.
    ended = ended.then(() => watching(controller.signal)).then(() => now({ ...NOT_WORKING, mode: "following" }));
  };
  const rest = async (): Promise<void> => {
    stop?.abort();
    stop = null;
    await ended;
    if (stop === null) now({ mode: "paused" });
  };
  let seen = project.store.changeCount();
  const look = (): void => {
    const count = project.store.changeCount();
    if (count === seen) return;
    const paused = isPaused(project);
    seen = count;
    if (paused && stop) void rest();
    if (!paused && !stop) work();
    tell();
  };
  const timer = setInterval(() => {
    try {
      unsaved.again();
      look();
    } catch (error) {
      // A store that cannot be read now is met by the passes, which say so; the next look tries again.
      if (interruptionOf(error) === null) onBug(error);
    }
  }, LOOK_MS);

  if (isPaused(project)) activity = { ...activity, mode: "paused" };
  else work();
  return {
    project,
    index,
    unsaved,
    activity: () => activity,
    setPaused(paused) {
      project.store.transaction(() => project.store.setFact(PAUSED, paused ? "yes" : "no"));
    },
    restart() {
      if (activity.failed && stop) work();
    },
    async carryOut(command) {
      const outcome = carryOutAnywhere(project, { ...command, author: project.author }, closing.signal);
      running.add(outcome);
      try {
        return await outcome;
      } finally {
        running.delete(outcome);
        tell();
      }
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      clearInterval(timer);
      listeners.clear();
      // A pass that still runs must see what is unsaved, and have a store, until its end.
      closing.abort();
      await rest();
      // How they ended is for whoever asked.
      await Promise.allSettled(running);
      try {
        unsaved.close();
      } catch (error) {
        // On a full disk the registration stays; the lock is free, so that it counts no more.
        if (interruptionOf(error) === null) onBug(error);
      } finally {
        project.close();
      }
    },
  };
}

function isPaused({ store }: OpenProject): boolean {
  return store.fact(PAUSED) === "yes";
}
