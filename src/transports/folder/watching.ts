import { type FSWatcher, watch as watchDirectory } from "node:fs";
import { basename } from "node:path";
import type { Route } from "../../ports/transport.ts";
import { type Place, type Places, placesOf } from "./watched-places.ts";

/** Milliseconds after a hint in which events are gathered for the next: a burst of files is one reason to look, its first one at once. */
const GATHER = 50;
/** Between two looks at what there is to watch, in milliseconds, and in times of what the last one took: whoever may write there can cause them for ever. */
const PAUSE = 1_000;
const REST = 5;
/** A look without any event: over what is watched another folder may be mounted. As often as an idle pass (docs/PROTOCOL.md 1). Milliseconds. */
const LOOK_EVERY = 30_000;

interface Listener {
  readonly route: Route;
  readonly gather: () => void;
  isTold: boolean;
}

const folders = new Map<string, WatchedFolder>();

/**
 * Hints about the other writers' directories of this connection, until the signal aborts; one as soon as watching has begun, since
 * something may have come before. Only a convenience (docs/PROTOCOL.md 1): on network shares it may stay silent for ever, and
 * what goes wrong with it is not reported, because the listing is the truth. The directories need not be there yet. It is directories
 * that are watched, each once for all connections: how many files lie in them, and whose, costs nothing.
 */
export function watch(exchange: string, route: Route, hint: () => void, signal: AbortSignal): void {
  if (signal.aborted) return;
  const folder = folders.get(exchange) ?? new WatchedFolder(exchange);
  folders.set(exchange, folder);
  const listener = { route, gather: gathered(hint, signal), isTold: false };
  const leave = (): void => {
    if (folder.leave(listener)) folders.delete(exchange);
  };
  signal.addEventListener("abort", leave, { once: true });
  folder.join(listener);
}

/** One set of watchers and one look at a time for all who listen. */
class WatchedFolder {
  readonly #exchange: string;
  readonly #listeners = new Set<Listener>();
  readonly #watchers = new Map<string, { readonly watcher: FSWatcher; readonly identity: string }>();
  #places: Places = new Map();
  #from = 0;
  #isLooking = false;
  #again = false;
  #notBefore = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  /** The timer is that of a look for which there is a reason. */
  #isDue = false;

  constructor(exchange: string) {
    this.#exchange = exchange;
  }

  join(listener: Listener): void {
    this.#listeners.add(listener);
    this.#lookSoon();
  }

  /** True when nobody listens any more. */
  leave(listener: Listener): boolean {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0) return false;
    clearTimeout(this.#timer);
    for (const path of this.#watchers.keys()) this.#forget(path);
    return true;
  }

  #lookSoon(): void {
    if (this.#isLooking) this.#again = true;
    if (this.#isLooking || this.#isDue) return;
    const wait = this.#notBefore - performance.now();
    if (wait <= 0) return void this.#look();
    this.#isDue = true;
    this.#lookIn(wait);
  }

  #lookIn(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), milliseconds).unref();
  }

  /** Watches what is there now and was not watched; what came between the look and the watch is found by looking once more. When it fails, all stays watched. */
  async #look(): Promise<void> {
    clearTimeout(this.#timer);
    this.#isLooking = true;
    this.#isDue = this.#again = false;
    const began = performance.now();
    const listeners = [...this.#listeners];
    const routes = listeners.map(({ route }) => route);
    const found = await placesOf(this.#exchange, routes, this.#places, this.#from).catch(() => null);
    this.#isLooking = false;
    if (this.#listeners.size === 0) return;
    const watched = new Set(this.#watchers.keys());
    const begun = found ? this.#watch(...found) : [];
    const now = performance.now();
    this.#notBefore = now + Math.max(PAUSE, REST * (now - began));
    for (const listener of listeners) {
      if (!listener.isTold || begun.some(([, place]) => place.concerns(null, listener.route))) listener.gather();
      listener.isTold = true;
    }
    // Not for a mere other identity: some network shares give a directory another one each time.
    if (this.#again || begun.some(([path]) => !watched.has(path))) this.#lookSoon();
    else this.#lookIn(LOOK_EVERY);
  }

  #watch(places: Places, from: number): readonly [string, Place][] {
    this.#places = places;
    this.#from = from;
    for (const [path, { identity }] of this.#watchers) if (places.get(path)?.identity !== identity) this.#forget(path);
    return [...places].filter(([path, place]) => !this.#watchers.has(path) && this.#begin(path, place));
  }

  #begin(path: string, place: Place): boolean {
    try {
      const watcher = watchDirectory(path, (_, name) => this.#changed(path, place, name));
      watcher.on("error", () => this.#watchers.get(path)?.watcher === watcher && this.#forget(path));
      this.#watchers.set(path, { watcher, identity: place.identity });
      return true;
    } catch {
      // No right, no more watches to be had, gone meanwhile: the listing is the truth.
      return false;
    }
  }

  #changed(path: string, place: Place, name: string | null): void {
    const isItself = name === basename(path);
    if (isItself) this.#forget(path);
    const concerned = [...this.#listeners].filter(({ route }) => place.concerns(isItself ? null : name, route));
    for (const { gather } of concerned) gather();
    if (concerned.length > 0 && (isItself || !place.isOffers)) this.#lookSoon();
  }

  #forget(path: string): void {
    this.#watchers.get(path)?.watcher.close();
    this.#watchers.delete(path);
  }
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
