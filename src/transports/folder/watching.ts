import { type FSWatcher, watch as watchDirectory } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isId } from "../../model/ids.ts";
import { readMessageName } from "../../model/message-name.ts";
import type { Route } from "../../ports/transport.ts";
import { namesIn, standing, unreachable } from "./directories.ts";

/** Milliseconds after a hint in which events are gathered for the next: a burst of files is one reason to look, its first one at once. */
const GATHER = 50;
/** Writers whose directories are watched: each takes something of the system. Of more than these the listing tells. */
const MOST_WRITERS = 200;

/** Whether what has this name in a watched directory concerns us; no name: the system does not say which. */
type Concerns = (name: string | null) => boolean;

/**
 * Hints about the other writers' directories of this connection, until the signal aborts; one as soon as watching has begun, since
 * something may have come before. Only a convenience (docs/PROTOCOL.md 1): on network shares it may stay silent for ever, and
 * what goes wrong with it is not reported, because the listing is the truth. The directories need not be there yet. It is directories
 * that are watched: how many files lie in them, and whose, costs nothing.
 */
export function watch(exchange: string, route: Route, hint: () => void, signal: AbortSignal): void {
  if (signal.aborted) return;
  const watchers = new Map<string, FSWatcher>();
  const gather = gathered(hint, signal);
  let looking = false;
  let again = false;

  const forget = (path: string): void => {
    watchers.get(path)?.close();
    watchers.delete(path);
  };

  const begin = (path: string, concerns: Concerns): void => {
    const seen = (name: string | null): void => {
      const isItself = name === basename(path);
      if (isItself) forget(path);
      if (isItself || concerns(name)) {
        // What bore the name may be another directory now.
        if (name !== null) for (const other of watchers.keys()) if (isBelow(other, join(path, name))) forget(other);
        gather();
        void look();
      }
    };
    try {
      const watcher = watchDirectory(path, (_, name) => seen(name));
      watcher.on("error", () => forget(path));
      watchers.set(path, watcher);
    } catch {
      // No right, no more watches to be had, gone meanwhile: the listing is the truth.
    }
  };

  /** Watches what is there now and was not watched; what came between the look and the watch is found by looking once more. */
  const look = async (): Promise<void> => {
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    let isNew = watchers.size === 0;
    do {
      again = false;
      const found = await directories(exchange, route).catch(() => new Map<string, Concerns>());
      if (signal.aborted) break;
      for (const path of watchers.keys()) if (!found.has(path)) forget(path);
      for (const [path, concerns] of found) {
        if (watchers.has(path)) continue;
        begin(path, concerns);
        again ||= watchers.has(path);
      }
      isNew ||= again;
    } while (again);
    looking = false;
    if (isNew) gather();
  };

  signal.addEventListener("abort", () => [...watchers.keys()].forEach(forget), { once: true });
  void look();
}

/** Calls `hint` at the first event, and once for all that follow within a moment. */
function gathered(hint: () => void, signal: AbortSignal): () => void {
  let gathering: NodeJS.Timeout | null = null;
  let more = false;
  signal.addEventListener("abort", () => gathering !== null && clearTimeout(gathering), { once: true });
  const gather = (): void => {
    if (signal.aborted) return;
    if (gathering !== null) {
      more = true;
      return;
    }
    gathering = setTimeout(() => {
      gathering = null;
      if (more) gather();
    }, GATHER);
    more = false;
    hint();
  };
  return gather;
}

/** The exchange folder, the other writers and their directories for this connection, as far as they are there; else what the folder will appear in. */
async function directories(exchange: string, route: Route): Promise<ReadonlyMap<string, Concerns>> {
  if ((await unreachable(exchange)) !== null) return new Map([await awaiting(exchange)]);
  const isWriter = (name: string): boolean => isId(name) && name !== route.self;
  const found = new Map<string, Concerns>([[exchange, (name) => name === null || isWriter(name)]]);
  for (const writer of (await namesIn(exchange)).filter(isWriter).slice(0, MOST_WRITERS)) {
    const directory = join(exchange, writer);
    if ((await standing(directory)) !== "directory") continue;
    found.set(directory, (name) => name === null || name === route.connection);
    const offers = join(directory, route.connection);
    if ((await standing(offers)) === "directory") found.set(offers, (name) => name === null || readMessageName(name) !== null);
  }
  return found;
}

/** The nearest directory above that is there, and the name that is missing in it. */
async function awaiting(path: string): Promise<[string, Concerns]> {
  const above = dirname(path);
  if (above !== path && (await unreachable(above)) !== null) return awaiting(above);
  return [above, (name) => name === null || name === basename(path)];
}

function isBelow(path: string, top: string): boolean {
  return path === top || dirname(path) === top;
}
