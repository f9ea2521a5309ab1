/**
 * Who holds one of Node's few threads with a call to a folder that may never come back, and who may begin one. One account for the process: the
 * extension's bundles each have this code, and hold the same threads.
 */
export interface Holder {
  readonly mount: string;
  /** The file system of a project: it is taken to answer, since without it nothing goes. */
  readonly isHome: boolean;
  /** It has not come back in time. */
  isLate(): boolean;
}

interface Account {
  /** Since when. */
  readonly running: Map<Holder, number>;
  /** File systems that are asked whether they answer, and since when. */
  readonly asking: Map<string, number>;
  /** File systems of the projects and of the user: asked at once, since without them nothing goes. */
  readonly homes: Set<string>;
  /** Called when a thread is given back: questions first, since many wait for one answer. */
  readonly questions: Set<() => void>;
  readonly calls: Set<() => void>;
}

const ACCOUNT = Symbol.for("issue-ferry.folder-threads");

function account(): Account {
  const known = globalThis as { [ACCOUNT]?: Account };
  return (known[ACCOUNT] ??= { running: new Map(), asking: new Map(), homes: new Set(), questions: new Set(), calls: new Set() });
}

/** Threads that are left for all the rest: issues, keys, the folders that answer. */
const KEPT_FREE = 2;

/** A question that is not answered for this long keeps the next one from being asked no more, as long as one thread stays free. Milliseconds. */
export const LATE_MS = 5_000;

/** Four, unless whoever started the process said otherwise in time. */
export function threadsOfProcess(): number {
  return Number(process.env["UV_THREADPOOL_SIZE"]) || 4;
}

/** Where nobody knows whether the folder answers. */
function mostUnknown(threads: number): number {
  return Math.max(1, threads - KEPT_FREE);
}

function away(): readonly Holder[] {
  return [...account().running.keys()].filter(({ isHome }) => !isHome);
}

function areLate(): boolean {
  return [...account().asking.values()].every((since) => performance.now() - since >= LATE_MS);
}

/** A file system of a project or of the user: what is asked of it waits for no other one. */
export function noteHome(mount: string): void {
  account().homes.add(mount);
}

/** Since when a question or a call holds a thread for this file system; undefined: none does. */
export function heldSince(mount: string): number | undefined {
  const { asking, running } = account();
  return asking.get(mount) ?? [...running].find(([call]) => !call.isHome && call.mount === mount)?.[1];
}

/**
 * A thread to ask whether a file system answers, which may take for ever; not while a call of it is under way, which answers the same. Two stay free, or one
 * where no other question may still be answered: what hangs does not keep a folder that would answer from being asked. What is returned gives it back;
 * null: there is none to be had now.
 */
export function takeThread(mount: string, threads = threadsOfProcess()): (() => void) | null {
  const { asking, homes } = account();
  const calls = away();
  const most = areLate() ? Math.max(1, threads - 1) : mostUnknown(threads);
  const isHeld = calls.some((call) => call.mount === mount) || asking.size + calls.length >= most;
  if (asking.has(mount) || (isHeld && !homes.has(mount))) return null;
  asking.set(mount, performance.now());
  return () => {
    asking.delete(mount);
    wakeAll();
  };
}

/**
 * The thread of a call, if it may begin: no other one of its file system is under way, in whichever project; one always stays free, and two where nobody
 * knows whether the folder answers. What is returned gives it back.
 */
export function beginCall(call: Holder, isKnown: boolean, threads: number): (() => void) | null {
  const { asking, running } = account();
  const others = away();
  const late = others.filter((other) => other.isLate()).length;
  const isFree = asking.size + others.length < Math.max(1, threads - 1) && (isKnown || asking.size + late < mostUnknown(threads));
  const isTaken = asking.has(call.mount) || others.some((other) => other.mount === call.mount);
  if (!call.isHome && (isTaken || !isFree)) return null;
  running.set(call, performance.now());
  return () => {
    running.delete(call);
    wakeAll();
  };
}

/** For how long a call that waits for a thread waits for what its file system does not give back. Milliseconds; Infinity: others hold all that may be held. */
export function waitOf({ mount }: Holder): number {
  const since = heldSince(mount);
  if (since !== undefined) return performance.now() - since;
  return areLate() && away().every((other) => other.isLate()) ? Infinity : 0;
}

/** Called whenever a thread was given back, until what is returned is called. */
export function whenFree(kind: "questions" | "calls", wake: () => void): () => void {
  const { [kind]: waiting } = account();
  waiting.add(wake);
  return () => void waiting.delete(wake);
}

function wakeAll(): void {
  const { questions, calls } = account();
  for (const wake of [...questions, ...calls]) wake();
}
