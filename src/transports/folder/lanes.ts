import { readFileSync } from "node:fs";
import { parse, resolve, sep } from "node:path";
import { type Holder, beginCall, noteHome, threadsOfProcess, waitOf, whenFree } from "./threads.ts";

/**
 * Folders of one file system share their fate: where it does not answer, none of them does. A call that never comes back holds one of Node's few threads
 * for ever, so that of each file system one call at most is under way, and those that did not answer in time are together fewer than the threads.
 */
export interface Lanes {
  /** The one of this folder, as file systems are mounted now. Known without touching it: what does not answer would hold whoever asks. */
  of(folder: string): Lane;
  /** Calls that have not come back in time. */
  late(): number;
  /** Listings that cost much (`prompt-transport.ts`), of all folders: together they get their part of the time. */
  readonly costly: Set<string>;
}

export class Lane implements Holder {
  readonly mount: string;
  readonly isHome: boolean;
  readonly #threads: number;
  readonly #running: Set<Lane>;
  readonly #waiting = new Map<string, { readonly question: string; readonly call: () => Promise<void> }>();
  #now: { readonly question: string; readonly since: number } | null = null;
  #stopWaiting: (() => void) | null = null;
  /** What came last came late: nobody waits for the next. */
  isSlow = false;
  /** Something came back in time once. */
  #isKnown: boolean;

  /** `running`: the lanes of one project that have a call under way. */
  constructor(mount: string, isHome: boolean, threads: number, running: Set<Lane>) {
    this.mount = mount;
    this.isHome = isHome;
    this.#isKnown = isHome;
    this.#threads = threads;
    this.#running = running;
  }

  /** Milliseconds that the call which is under way has taken so far; for ever, where there are too many others that do not come back to begin one. */
  underWay(): number {
    if (this.#now !== null) return performance.now() - this.#now.since;
    return this.#waiting.size > 0 ? waitOf(this) : 0;
  }

  isLate(): boolean {
    return this.isSlow && this.#now !== null;
  }

  /**
   * Runs it now, or when its turn comes. Nothing, when just that is under way or waits; another one that waits under the same name gives it its place.
   * The call never throws.
   */
  enter(name: string, question: string, call: () => Promise<void>): void {
    if (this.#now?.question === question || this.#waiting.get(name)?.question === question) return;
    this.#waiting.set(name, { question, call });
    this.#next();
  }

  /** Something came back after so many milliseconds; `prompt` of them and more are late. */
  came(took: number, prompt: number): void {
    this.isSlow = took >= prompt;
    if (!this.isSlow) this.#isKnown = true;
  }

  #next(): void {
    const [first] = this.#waiting;
    if (this.#now !== null || !first) return;
    const giveBack = beginCall(this, this.#isKnown, this.#threads);
    if (giveBack === null) {
      this.#stopWaiting ??= whenFree("calls", () => this.#next());
      return;
    }
    this.#stopWaiting?.();
    this.#stopWaiting = null;
    const [name, { question, call }] = first;
    this.#waiting.delete(name);
    this.#now = { question, since: performance.now() };
    this.#running.add(this);
    void call().finally(() => {
      this.#now = null;
      this.#running.delete(this);
      giveBack();
      this.#next();
    });
  }
}

/** How long the system's table of file systems is taken to be as it was. Milliseconds: a stick that is put in meanwhile is not in use yet. */
const TABLE_GOOD_MS = 1_000;

/** `threads`: how many calls this process has under way at most. `home`: the file system of the project; it is taken to answer, since without it nothing goes. */
export function lanes(home: string, threads = threadsOfProcess(), mountOf = mountPoints()): Lanes {
  const running = new Set<Lane>();
  const known = new Map<string, Lane>([[mountOf(home), new Lane(mountOf(home), true, threads, running)]]);
  noteHome(mountOf(home));
  return {
    of: (folder) => {
      const mount = mountOf(folder);
      const lane = known.get(mount) ?? new Lane(mount, false, threads, running);
      known.set(mount, lane);
      return lane;
    },
    late: () => [...running].filter((lane) => lane.isLate()).length,
    costly: new Set(),
  };
}

/** Says on which file system a folder lies, without touching it. */
export function mountPoints(): (folder: string) => string {
  let table: readonly string[] = [];
  let until = -Infinity;
  return (folder) => {
    if (performance.now() > until) {
      table = mountTable();
      until = performance.now() + TABLE_GOOD_MS;
    }
    return mountPointOf(folder, table);
  };
}

/** Where the file system begins that holds the folder, by the system's table of them; where there is none, the drive, share or volume in its name. */
export function mountPointOf(folder: string, table: readonly string[]): string {
  const path = resolve(folder);
  const { root } = parse(path);
  const [first, second] = path.slice(root.length).split(sep);
  const byName = first === "Volumes" && second !== undefined ? `${root}${first}${sep}${second}` : root;
  return table
    .filter((mount) => path === mount || path.startsWith(mount.endsWith(sep) ? mount : mount + sep))
    .reduce((longest, mount) => (mount.length > longest.length ? mount : longest), byName);
}

function mountTable(): readonly string[] {
  try {
    // The fifth word; spaces in it are written as octal numbers.
    return readFileSync("/proc/self/mountinfo", "utf8")
      .split("\n")
      .flatMap((line) => line.split(" ").slice(4, 5))
      .map((point) => point.replaceAll(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))));
  } catch {
    return [];
  }
}
