import { parentPort, workerData } from "node:worker_threads";
import { SeededRandom } from "../simulation/seeded-random.ts";
import { mutated, shrunk } from "./mutations.ts";
import { PARSERS, type ParserName } from "./parsers.ts";

/**
 * Feeds one parser until the time is over or something is found. The input that is being read lies in memory that the starter sees: where this
 * thread hangs or dies of memory, it is known of what.
 */
export interface FuzzTask {
  readonly parser: ParserName;
  readonly seed: number;
  readonly milliseconds: number;
  /** Length in its first four bytes, then the input. */
  readonly shared: SharedArrayBuffer;
  /** Inputs that are read first, and alone where there is no time. */
  readonly first: readonly Uint8Array[];
}

export type FuzzReport =
  | { readonly kind: "done"; readonly executions: number; readonly ways: number }
  | { readonly kind: "fault"; readonly executions: number; readonly input: Uint8Array; readonly what: string };

/** Slower than this for one short input is a fault, in milliseconds; twice, since others use the machine, too. */
const SLOW_MS = 3_000;
const MOST_INPUTS = 2_000;
/** On a busy machine, too. */
const AT_LEAST = 50;

const task = workerData as FuzzTask;
const length = new Uint32Array(task.shared, 0, 1);
const place = new Uint8Array(task.shared, 4);

const parser = await PARSERS[task.parser]();
const report = await fuzz();
parser.close?.();
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- of windows; this is a thread
parentPort?.postMessage(report);

async function fuzz(): Promise<FuzzReport> {
  const random = new SeededRandom(task.seed);
  const corpus = [...parser.seeds];
  const ways = new Set<string>();
  const end = performance.now() + task.milliseconds;
  let executions = 0;
  for (const input of inputs(() => mutated(random, corpus, parser.words))) {
    if (executions >= parser.seeds.length + task.first.length + AT_LEAST && performance.now() >= end) break;
    executions++;
    const tried = await attempt(input);
    if (tried.fault !== null) return { kind: "fault", executions, input: await smallest(input), what: tried.fault };
    if (ways.has(tried.way) || corpus.length >= MOST_INPUTS) continue;
    ways.add(tried.way);
    corpus.push(input.slice());
  }
  return { kind: "done", executions, ways: ways.size };
}

function* inputs(make: () => Uint8Array): Generator<Uint8Array> {
  yield* parser.seeds;
  yield* task.first;
  for (;;) yield make();
}

async function attempt(input: Uint8Array, again = true): Promise<{ readonly way: string; readonly fault: string | null }> {
  place.set(input);
  length[0] = input.length;
  const began = performance.now();
  try {
    const way = await parser.run(input);
    if (performance.now() - began < SLOW_MS) return { way, fault: null };
    return again ? await attempt(input, false) : { way, fault: "slow" };
  } catch (error) {
    return { way: "", fault: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** Only where the parser answers at once. */
async function smallest(input: Uint8Array): Promise<Uint8Array> {
  const fails = (given: Uint8Array): boolean => {
    try {
      const way = parser.run(given);
      if (way instanceof Promise) way.catch(() => undefined);
      return false;
    } catch {
      return true;
    }
  };
  return fails(input) ? shrunk(input, fails) : input;
}
