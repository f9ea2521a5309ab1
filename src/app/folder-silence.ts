import { stat } from "node:fs/promises";
import type { TransportFailure } from "../ports/transport.ts";

/** What has not answered for this long does not answer. Milliseconds: shares that a server has to wake take up to twenty seconds. */
const SILENT_MS = 30_000;

/** Questions under way, by folder: each that never comes back holds a thread, so one at most. */
const asked = new Map<string, Promise<void>>();
const silent = new Set<string>();

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
    ask(place)
      .then(
        () => undefined,
        () => undefined,
      )
      .finally(() => {
        asked.delete(place);
        silent.delete(place);
      });
  asked.set(place, answer);
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

/** Those of these folders that answer, all asked at the same time. */
export async function answering(places: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(places.map(async (place) => ((await silenceOf(place)) === null ? [place] : [])));
  return found.flat();
}

/** Whether it was asked and did not answer: known without waiting. */
export function isSilent(place: string): boolean {
  return silent.has(place);
}
