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
  readonly running: Set<Holder>;
  /** File systems that are asked whether they answer, and since when. */
  readonly asking: Map<string, number>;
  /** Called when a thread is given back: questions first, since many wait for one answer. */
  readonly questions: Set<() => void>;
  readonly calls: Set<() => void>;
}

const ACCOUNT = Symbol.for("issue-ferry.folder-threads");

function account(): Account {
  const known = globalThis as { [ACCOUNT]?: Account };
  return (known[ACCOUNT] ??= { running: new Set(), asking: new Map(), questions: new Set(), calls: new Set() });
}

/** Threads that are left for all the rest: issues, keys, the folders that answer. */
const KEPT_FREE = 2;

/** Four, unless whoever started the process said otherwise in time. */
export function threadsOfProcess(): number {
  return Number(process.env["UV_THREADPOOL_SIZE"]) || 4;
}

/** Where nobody knows whether the folder answers. */
function mostUnknown(threads: number): number {
  return Math.max(1, threads - KEPT_FREE);
}

function away(): readonly Holder[] {
  return [...account().running].filter(({ isHome }) => !isHome);
}

/**
 * A thread to ask whether a file system answers, which may take for ever; not while a call of it is under way, which answers the same. What is returned
 * gives it back; null: there is none to be had now.
 */
export function takeThread(mount: string, threads = threadsOfProcess()): (() => void) | null {
  const { asking } = account();
  const calls = away();
  if (asking.has(mount) || calls.some((call) => call.mount === mount) || asking.size + calls.length >= mostUnknown(threads)) return null;
  asking.set(mount, performance.now());
  return () => {
    asking.delete(mount);
    wakeAll();
  };
}

/** The thread of a call, if it may begin: one always stays free, and two where nobody knows whether the folder answers. What is returned gives it back. */
export function beginCall(call: Holder, isKnown: boolean, threads: number): (() => void) | null {
  const { asking, running } = account();
  const others = away();
  const late = others.filter((other) => other.isLate()).length;
  const isFree = asking.size + others.length < Math.max(1, threads - 1) && (isKnown || asking.size + late < mostUnknown(threads));
  if (!call.isHome && (asking.has(call.mount) || !isFree)) return null;
  running.add(call);
  return () => {
    running.delete(call);
    wakeAll();
  };
}

/** For how long a call that waits for a thread waits for what does not come back. Milliseconds. */
export function waitOf({ mount }: Holder): number {
  const since = account().asking.get(mount);
  if (since !== undefined) return performance.now() - since;
  return away().every((other) => other.isLate()) ? Infinity : 0;
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
