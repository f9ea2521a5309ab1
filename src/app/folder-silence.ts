import { stat } from "node:fs/promises";
import type { TransportFailure } from "../ports/transport.ts";
import { mountPoints } from "../transports/folder/lanes.ts";
import { takeThread, whenFree } from "../transports/folder/threads.ts";

/** What has not answered for this long does not answer. Milliseconds: shares that a server has to wake take up to twenty seconds. */
const SILENT_MS = 30_000;

/** Questions that are not answered yet, by folder. */
const asked = new Map<string, Promise<void>>();
const silent = new Set<string>();

/** Each that never comes back holds one of Node's few threads: one for each file system at most, and no more than leave some. The others wait. */
const waiting = new Set<{ readonly mount: string; readonly begin: (done: () => void) => void }>();
const mountOf = mountPoints();
let stopWaiting: (() => void) | null = null;

function inTurn(place: string, ask: (path: string) => Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const begin = (done: () => void): void => {
      const end = (): void => {
        resolve();
        done();
      };
      ask(place).then(end, end);
    };
    waiting.add({ mount: mountOf(place), begin });
  });
}

function beginNext(): void {
  for (const question of waiting) {
    const giveBack = takeThread(question.mount);
    if (giveBack === null) continue;
    waiting.delete(question);
    question.begin(giveBack);
  }
  if (waiting.size > 0) stopWaiting ??= whenFree("questions", beginNext);
  else {
    stopWaiting?.();
    stopWaiting = null;
  }
}

/**
 * Why nothing else may be asked of an exchange folder now: what asks at once waits for ever where a share or drive hangs, and Node with it. null: it
 * answers, if only that it is not there.
 */
export async function silenceOf(
  place: string,
  milliseconds = SILENT_MS,
  ask: (path: string) => Promise<unknown> = stat,
): Promise<TransportFailure | null> {
  const answer =
    asked.get(place) ??
    inTurn(place, ask).finally(() => {
      asked.delete(place);
      silent.delete(place);
    });
  asked.set(place, answer);
  beginNext();
  // Who was waited for once is not waited for again.
  if (!silent.has(place)) {
    let timer: NodeJS.Timeout | undefined;
    const end = new Promise<"silent">((resolve) => (timer = setTimeout(() => resolve("silent"), milliseconds)));
    const first = await Promise.race([answer, end]);
    clearTimeout(timer);
    if (first !== "silent") return null;
    silent.add(place);
  }
  return { kind: "unreachable", place, detail: "SILENT" };
}

/** Those of these folders that answer; all are waited for at the same time. */
export async function answering(places: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(places.map(async (place) => ((await silenceOf(place)) === null ? [place] : [])));
  return found.flat();
}

/** Whether it was asked and did not answer: known without waiting. */
export function isSilent(place: string): boolean {
  return silent.has(place);
}
