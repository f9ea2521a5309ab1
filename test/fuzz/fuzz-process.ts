import { readFileSync, writeFileSync } from "node:fs";
import { SeededRandom } from "../simulation/seeded-random.ts";
import { mutated, shrunk } from "./mutations.ts";
import { PARSERS, type ParserName } from "./parsers.ts";

/**
 * Feeds one parser until the time is over or something is found: a process of its own, since a parser may hang or take all memory. It says that it
 * lives, and at the end what came of it, a line each.
 */
export interface FuzzTask {
  readonly parser: ParserName;
  readonly seed: number;
  readonly milliseconds: number;
  /** Inputs that are read first: files. */
  readonly first: readonly string[];
  /** Where each input is written before it is read; null: nowhere, which is quicker. The inputs are the same. */
  readonly trace: string | null;
}

export type FuzzLine =
  | { readonly kind: "lives"; readonly executions: number }
  | { readonly kind: "done"; readonly executions: number; readonly ways: number }
  | { readonly kind: "fault"; readonly executions: number; readonly input: string; readonly what: string };

/** Slower than this for one short input is a fault, in milliseconds; twice, since others use the machine, too. */
const SLOW_MS = 3_000;
const SAYS_MS = 250;
const MOST_INPUTS = 2_000;
/** On a busy machine, too. */
const AT_LEAST = 50;

const task = JSON.parse(process.argv[2] ?? "") as FuzzTask;
const parser = await PARSERS[task.parser]();
const say = (line: FuzzLine): boolean => process.stdout.write(`${JSON.stringify(line)}\n`);
say(await fuzz());
parser.close?.();

async function fuzz(): Promise<FuzzLine> {
  const random = new SeededRandom(task.seed);
  const corpus = [...parser.seeds];
  const ways = new Set<string>();
  const least = parser.seeds.length + task.first.length + AT_LEAST;
  const end = performance.now() + task.milliseconds;
  let executions = 0;
  let said = 0;
  for (const input of inputs(() => mutated(random, corpus, parser.words))) {
    const now = performance.now();
    if (executions >= least && now >= end) break;
    if (now > said + SAYS_MS) {
      say({ kind: "lives", executions });
      said = now;
      // What was said goes out before the next input is read.
      await new Promise((resolve) => setImmediate(resolve));
    }
    executions++;
    if (task.trace !== null) writeFileSync(task.trace, input);
    const tried = await attempt(input);
    if (tried.fault !== null)
      return { kind: "fault", executions, input: Buffer.from(smallest(input)).toString("base64"), what: tried.fault };
    if (ways.has(tried.way) || corpus.length >= MOST_INPUTS) continue;
    ways.add(tried.way);
    corpus.push(input.slice());
  }
  return { kind: "done", executions, ways: ways.size };
}

function* inputs(make: () => Uint8Array): Generator<Uint8Array> {
  yield* parser.seeds;
  for (const file of task.first) yield new Uint8Array(readFileSync(file));
  for (;;) yield make();
}

async function attempt(input: Uint8Array, again = true): Promise<{ readonly way: string; readonly fault: string | null }> {
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
function smallest(input: Uint8Array): Uint8Array {
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
