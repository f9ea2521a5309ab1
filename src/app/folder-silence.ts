import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import type { TransportFailure } from "../ports/transport.ts";
import { mountPoints } from "../transports/folder/lanes.ts";
import { LATE_MS, heldSince, noteHome, takeThread, whenFree } from "../transports/folder/threads.ts";

/** What has not answered for this long does not answer. Milliseconds: shares that a server has to wake take up to twenty seconds. */
const SILENT_MS = 30_000;

interface Question {
  readonly mount: string;
  readonly answer: Promise<void>;
  readonly begin: (done: () => void) => void;
  /** What was said of it after it was waited for: it does not answer, or it could not be asked, since others hang. */
  told: "SILENT" | "UNASKED" | null;
}

/** Questions that are not answered yet, by folder. */
const asked = new Map<string, Question>();

/** Each that never comes back holds one of Node's few threads: one for each file system at most, and no more than leave some. The others wait. */
const waiting = new Set<Question>();
const mountOf = mountPoints();
let stopWaiting: (() => void) | null = null;

function inTurn(place: string, ask: (path: string) => Promise<unknown>): Question {
  let resolve: () => void = () => undefined;
  const answer = new Promise<void>((done) => (resolve = done));
  const begin = (done: () => void): void => {
    const end = (): void => {
      asked.delete(place);
      resolve();
      done();
    };
    ask(place).then(end, end);
  };
  const question = { mount: mountOf(place), answer, begin, told: null };
  asked.set(place, question);
  waiting.add(question);
  return question;
}

function isUnasked(question: Question): boolean {
  return waiting.has(question) && heldSince(question.mount) === undefined;
}

/** Whether it answers within so many milliseconds, counted from when it, or what holds its file system, was begun; if that was late, twice as many at most. */
async function answers(question: Question, milliseconds: number): Promise<boolean> {
  const began = performance.now();
  for (;;) {
    const since = Math.min(Math.max(began, heldSince(question.mount) ?? began), began + milliseconds);
    const left = since + milliseconds - performance.now();
    if (left <= 0) return false;
    let timer: NodeJS.Timeout | undefined;
    const end = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), Math.min(left, LATE_MS))));
    const hasAnswered = await Promise.race([question.answer.then(() => true), end]);
    clearTimeout(timer);
    if (hasAnswered) return true;
    // What is late by now may have left it a thread.
    beginNext();
  }
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
 * answers, if only that it is not there. What could not be asked, since others hang, is not said to be silent.
 */
export async function silenceOf(
  place: string,
  milliseconds = SILENT_MS,
  ask: (path: string) => Promise<unknown> = stat,
): Promise<TransportFailure | null> {
  const question = asked.get(place) ?? inTurn(place, ask);
  noteHome(mountOf(homedir()));
  beginNext();
  // Who was waited for once is not waited for again; who could not be asked is, once that was done.
  const isKnown = question.told === "SILENT" || (question.told === "UNASKED" && isUnasked(question));
  if (!isKnown) {
    if (await answers(question, milliseconds)) return null;
    question.told = isUnasked(question) ? "UNASKED" : "SILENT";
  }
  return { kind: "unreachable", place, detail: question.told ?? "SILENT" };
}

/** Those of these folders that answer; all are waited for at the same time. */
export async function answering(places: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(places.map(async (place) => ((await silenceOf(place)) === null ? [place] : [])));
  return found.flat();
}

/** Whether it was asked and did not answer: known without waiting. */
export function isSilent(place: string): boolean {
  return asked.get(place)?.told === "SILENT";
}
