import type { Stats } from "node:fs";
import { lstat, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isId } from "../../model/ids.ts";
import { readMessageName } from "../../model/message-name.ts";
import type { Route } from "../../ports/transport.ts";
import { namesIn } from "./directories.ts";
import { MISSING, saysOneOf } from "./failures.ts";
import { mountPoints } from "./lanes.ts";
import { takeThread, whenFree } from "./threads.ts";

/** Names of writers that are looked at in one look; of more, the others have their turn in the next. */
const MOST_LOOKED_AT = 500;
/** Directories that are watched: each takes something of the system. Of more than these the listing tells. */
const MOST_WATCHED = 1_000;
/** Of them, those of writers in which nothing of ours stands yet. */
const MOST_EMPTY = 200;
/** Of so many connections each is looked for by its name in a writer's directory; of more, those that stand there are listed. */
const FEW = 8;
const NAMES_OF_WRITER = 5_000;

/** A directory that is worth watching. */
export interface Place {
  /** Another directory under the same path has another one. */
  readonly identity: string;
  /** Messages appear in it, no directories. */
  readonly isOffers: boolean;
  readonly writer: string | null;
  /** Whether what has this name in it concerns who listens on this route; no name: the system does not say which. */
  concerns(name: string | null, route: Route): boolean;
}
export type Places = ReadonlyMap<string, Place>;

/**
 * What is worth watching of an exchange folder for these routes: the folder, the other writers and their directories of the connections, as far as they are
 * there; else what the folder will appear in. What was found `before` goes first, those with directories of the connections before the others; then the
 * names from number `from` on. Throws the system's error where the folder does not tell; of a writer that does not, all stays as it was.
 */
export async function placesOf(exchange: string, routes: readonly Route[], before: Places, from: number): Promise<[Places, next: number]> {
  const identity = await inTurn(exchange, () => identityOf(exchange, stat));
  if (identity === null) return [new Map([await awaiting(exchange)]), 0];
  const concerns = (name: string | null, { self }: Route): boolean => name === null || (isId(name) && name !== self);
  const found = new Map<string, Place>([[exchange, { identity, isOffers: false, writer: null, concerns }]]);
  const names = (await inTurn(exchange, () => namesIn(exchange))).filter((name) => routes.some((route) => concerns(name, route)));
  const known = new Set([...before.values()].toSorted((a, b) => Number(b.isOffers) - Number(a.isOffers)).map(({ writer }) => writer));
  const others = names.filter((name) => !known.has(name));
  const first = from < others.length ? from : 0;
  const inOrder = [...known].flatMap((name) => name ?? []).concat(others.slice(first), others.slice(0, first));
  let empty = 0;
  for (const writer of inOrder.slice(0, MOST_LOOKED_AT)) {
    const places = await placesOfWriter(exchange, writer, routes).catch(() => [...before].filter(([, place]) => place.writer === writer));
    if (places.length === 1 && ++empty > MOST_EMPTY) continue;
    for (const [path, place] of places) if (found.size < MOST_WATCHED) found.set(path, place);
  }
  return [found, first + Math.max(0, MOST_LOOKED_AT - known.size)];
}

/** Its directory and those in it that somebody listens for; none where no directory stands. */
async function placesOfWriter(exchange: string, writer: string, routes: readonly Route[]): Promise<[string, Place][]> {
  const directory = join(exchange, writer);
  const identity = await inTurn(exchange, () => identityOf(directory, lstat));
  if (identity === null) return [];
  const isReader = ({ self }: Route): boolean => self !== writer;
  const concerns = (name: string | null, route: Route): boolean => isReader(route) && (name === null || name === route.connection);
  const places: [string, Place][] = [[directory, { identity, isOffers: false, writer, concerns }]];
  const wanted = new Set(routes.filter(isReader).map(({ connection }) => connection));
  const names = wanted.size <= FEW ? [...wanted] : await inTurn(exchange, () => namesIn(directory, NAMES_OF_WRITER));
  for (const connection of names.filter((name) => wanted.has(name))) {
    const offers = join(directory, connection);
    const standing = await inTurn(exchange, () => identityOf(offers, lstat));
    const tells = (name: string | null, route: Route): boolean =>
      isReader(route) && route.connection === connection && (name === null || readMessageName(name) !== null);
    if (standing !== null) places.push([offers, { identity: standing, isOffers: true, writer, concerns: tells }]);
  }
  return places;
}

/** The nearest directory above that is there, and the name that is missing in it. */
async function awaiting(path: string): Promise<[string, Place]> {
  const above = dirname(path);
  const identity = await inTurn(above, () => identityOf(above, stat));
  if (identity === null && above !== path) return awaiting(above);
  return [above, { identity: identity ?? "", isOffers: false, writer: null, concerns: (name) => name === null || name === basename(path) }];
}

async function identityOf(path: string, look: (path: string) => Promise<Stats>): Promise<string | null> {
  try {
    const found = await look(path);
    return found.isDirectory() ? `${found.dev} ${found.ino}` : null;
  } catch (error) {
    if (saysOneOf(error, MISSING)) return null;
    throw error;
  }
}

const mountOf = mountPoints();

/** One call for each file system, and not with the last threads: of a folder that hangs, looks hold no more than passes would. */
async function inTurn<T>(path: string, call: () => Promise<T>): Promise<T> {
  const giveBack = await new Promise<() => void>((resolve) => {
    const take = (): boolean => {
      const thread = takeThread(mountOf(path));
      if (thread) resolve(thread);
      return thread !== null;
    };
    if (take()) return;
    const stop = whenFree("questions", () => take() && stop());
  });
  return call().finally(giveBack);
}
