import { type History, type HistoryOptions, type Step, runHistory } from "./history.ts";
import type { Variant } from "./variants.ts";

/** A history of a few steps that still breaks the promise that a long one broke. */
interface Shrunk {
  readonly problem: string;
  readonly steps: readonly Step[];
  /** Of so many that the long one had. */
  readonly of: number;
  /** What it does and says, for people. */
  readonly story: readonly string[];
}

/** A shrunk history as it is kept in test/simulation/kept, to be run again by every run of the tests. */
export interface KeptHistory {
  readonly was: string;
  readonly seed: number;
  readonly variant: string;
  readonly story: readonly string[];
  readonly steps: NonNullable<HistoryOptions["steps"]>;
}

/**
 * Removes steps as long as the same promise stays broken (delta debugging: halves, then smaller parts, then one by one, from the end, on which the least
 * depends). Each step keeps its own chance, so that it does again what it did, as far as that with which it did it is still there. Null: nothing is broken.
 */
export async function shrink(seed: number, variant: Variant): Promise<Shrunk | null> {
  let history = await runHistory(seed, variant);
  const promise = promiseOf(history);
  if (promise === null) return null;
  const of = history.steps.length;
  for (
    let size = Math.ceil(of / 2), before = Infinity;
    size > 1 || history.steps.length < before;
    size = Math.max(1, Math.floor(size / 2))
  ) {
    before = history.steps.length;
    for (let end = before; end > 0; end -= size) {
      const fewer = history.steps.filter((_, i) => i < end - size || i >= end);
      const shorter = await runHistory(seed, variant, { steps: fewer });
      if (promiseOf(shorter) === promise) history = shorter;
    }
  }
  return { problem: history.problems[0] ?? "", steps: history.steps, of, story: storyOf(history) };
}

/** The promise that is broken first, without the values with which it was. */
function promiseOf({ problems: [problem] }: History): string | null {
  return problem === undefined ? null : (/^(P\d+|keys): /.exec(problem)?.[1] ?? problem.slice(0, 60));
}

/** Of the messages after the last step: where nothing comes to rest they have no end. */
const MOST_SAID = 12;

function storyOf({ steps, lines, problems }: History): readonly string[] {
  const names = new Map<string, string>();
  const named = (line: string): string =>
    line.replaceAll(/\b[0-9a-z]{26}\b/g, (id) => {
      const name = names.get(id) ?? `#${names.size + 1}`;
      names.set(id, name);
      return name;
    });
  const rest = lines.slice(lines.lastIndexOf("rest")).filter((line) => line === "rest" || SAYS.test(line));
  const told = rest.length > MOST_SAID ? [...rest.slice(0, MOST_SAID), "..."] : rest;
  return [
    ...steps.flatMap(({ number, lines: own }) => own.map((line) => named(`${number}: ${inWords(line)}`))),
    ...(lines.includes("rest") ? told.map((line) => named(inWords(line))) : []),
    ...problems.slice(0, 3).map((problem) => named(`broken: ${problem}`)),
  ];
}

const SAYS = /^([PS]) says (\{.*)$/s;

/** The same in each message of a history. */
const DULL: ReadonlySet<string> = new Set(["v", "min", "kind", "contract", "key", "version", "capabilities", "time"]);

/** What matters of a message, in a line. */
function inWords(line: string): string {
  const [, letter, body] = SAYS.exec(line) ?? [];
  if (body === undefined) return line;
  const message = JSON.parse(body) as Record<string, unknown>;
  const parts = Object.entries(message).filter(([name, value]) => !DULL.has(name) && !["[]", "{}"].includes(JSON.stringify(value)));
  return `${letter} says ${String(message["kind"])}: ${parts.map(([name, value]) => `${name} ${JSON.stringify(value).replaceAll('"', "")}`).join(", ")}`;
}
