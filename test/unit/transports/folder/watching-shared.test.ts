import fs, { type FSWatcher } from "node:fs";
import disk, { mkdir, rm, symlink, unlink, writeFile } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { newId } from "../../../../src/model/ids.ts";
import { folderTransport } from "../../../../src/transports/folder/folder-transport.ts";
import { hintCounter } from "../../../support/hint-counter.ts";
import { CONNECTION, folderPlace, type FolderPlace, READER, readerRoute, WRITER } from "./folder-place.ts";

const timeout = { timeout: 60_000 };
/** What is awaited in vain ends with the test: timers stand here, unless a test lets them go on. */
const FOR_EVER = 2 ** 30;
const GATHERED_MS = 50;
const PAUSE_MS = 1_000;
const HALF_A_MINUTE_MS = 30_000;

const id = (number: number): string => newId(1_780_000_000_000 + number, new Uint8Array(10).fill(9));
/** Real ones, for a test stands in for some calls. */
const { lstat, opendir } = disk;

let place: FolderPlace;
let watching: AbortController;
let begun: FSWatcher[];
beforeEach(async () => {
  place = await folderPlace();
  watching = new AbortController();
  begun = [];
  const { watch } = fs;
  vi.spyOn(fs, "watch").mockImplementation((...given: Parameters<typeof watch>) => {
    const watcher = watch(...given);
    begun.push(watcher);
    return watcher;
  });
  syncBuiltinESMExports();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(async () => {
  watching.abort();
  vi.useRealTimers();
  vi.restoreAllMocks();
  syncBuiltinESMExports();
  await place.close();
});

/** Somebody listens, and what there was to hint at is said. */
async function listening(exchange = place.exchange, connection = CONNECTION, signal = watching.signal) {
  const hints = hintCounter();
  folderTransport(exchange).watch({ ...readerRoute, connection }, hints.hint, signal);
  expect(await hints.moreThan(0, FOR_EVER)).toBe(true);
  vi.advanceTimersByTime(GATHERED_MS);
  return hints;
}

/** Somebody has listened since before, and all looks that have a reason are over. */
async function settled(looks: () => number): Promise<void> {
  const before = looks();
  vi.advanceTimersByTime(HALF_A_MINUTE_MS);
  await until(() => looks() > before);
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

async function offersOf(exchange: string, writer: string, connection = CONNECTION): Promise<string> {
  const offers = join(exchange, writer, connection);
  await mkdir(offers, { recursive: true });
  return offers;
}

async function hintAt(hints: ReturnType<typeof hintCounter>, path: string): Promise<void> {
  const before = hints.count();
  await writeFile(path, "x");
  expect(await hints.moreThan(before, FOR_EVER)).toBe(true);
  vi.advanceTimersByTime(GATHERED_MS);
}

function refusal(code: string): Error {
  return Object.assign(new Error(code), { code, errno: -1 });
}

/** How often the names in the folder were read. */
function looksAt(exchange: string): () => number {
  const spy = vi.spyOn(disk, "opendir");
  syncBuiltinESMExports();
  return () => spy.mock.calls.filter(([path]) => path === exchange).length;
}

test("a directory that may not be entered ends no hints from the others", timeout, async () => {
  const offers = await offersOf(place.exchange, WRITER);
  const closed = await offersOf(place.exchange, id(1));
  vi.spyOn(disk, "lstat").mockImplementation(((path: string) =>
    path === closed ? Promise.reject(refusal("EACCES")) : lstat(path)) as typeof lstat);
  syncBuiltinESMExports();
  const hints = await listening();
  const before = hints.count();
  await hintAt(hints, join(offers, "1-0-a.ferry"));
  expect(hints.count()).toBeGreaterThan(before);
});

test("a folder that does not tell for once leaves what is watched", timeout, async () => {
  const offers = await offersOf(place.exchange, WRITER);
  const hints = await listening();
  let failed = 0;
  vi.spyOn(disk, "stat").mockImplementation(() => {
    failed++;
    return Promise.reject(refusal("EIO"));
  });
  syncBuiltinESMExports();
  vi.advanceTimersByTime(HALF_A_MINUTE_MS);
  await until(() => failed > 0);
  await hintAt(hints, join(offers, "1-0-a.ferry"));
  expect(failed, "nothing but a look in between").toBe(1);
});

test("all connections share the watchers, each hears what concerns it, and the last one that ends closes all", timeout, async () => {
  const connections = Array.from({ length: 20 }, (_, number) => id(number));
  const offers = await Promise.all(connections.map((connection) => offersOf(place.exchange, WRITER, connection)));
  const ends = connections.map(() => new AbortController());
  const hints = connections.map((connection, at) => {
    const { hint, ...counter } = hintCounter();
    folderTransport(place.exchange).watch({ connection, self: READER }, hint, ends[at]!.signal);
    return { ...counter, hint };
  });
  await until(() => {
    vi.advanceTimersByTime(PAUSE_MS);
    return begun.length >= 22 && hints.every(({ count }) => count() > 0);
  });
  vi.advanceTimersByTime(GATHERED_MS);
  const before = hints.map(({ count }) => count());
  for (const at of [7, 3]) await hintAt(hints[at]!, join(offers[at]!, "1-0-a.ferry"));
  expect(hints.flatMap(({ count }, at) => (count() > before[at]! ? [at] : []))).toEqual([3, 7]);
  expect(begun.length, "the folder, the writer, and a directory for each connection").toBe(22);
  let open = begun.length;
  for (const watcher of begun) watcher.on("close", () => open--);
  for (const end of ends.slice(1)) end.abort();
  await hintAt(hints[0]!, join(offers[0]!, "1-0-a.ferry"));
  ends[0]!.abort();
  await until(() => open === 0);
  expect(vi.getTimerCount()).toBe(0);
});

test("of two projects in one program each hears what the other writes, and not what it writes itself", timeout, async () => {
  const offers = await Promise.all([WRITER, READER].map((writer) => offersOf(place.exchange, writer)));
  const [reader, writer] = [WRITER, READER].map((other) => {
    const counter = hintCounter();
    const self = other === WRITER ? READER : WRITER;
    folderTransport(place.exchange).watch({ connection: CONNECTION, self }, counter.hint, watching.signal);
    return counter;
  });
  await until(() => {
    vi.advanceTimersByTime(PAUSE_MS);
    return begun.length === 5 && reader!.count() > 0 && writer!.count() > 0;
  });
  vi.advanceTimersByTime(GATHERED_MS);
  const told = writer!.count();
  await hintAt(reader!, join(offers[0]!, "1-0-a.ferry"));
  expect(writer!.count()).toBe(told);
  const heard = reader!.count();
  await hintAt(writer!, join(offers[1]!, "1-0-a.ferry"));
  expect(reader!.count()).toBe(heard);
});

test("whoever ends while somebody looks hears nothing of it", timeout, async () => {
  const ended = new AbortController();
  const [gone, stays] = [hintCounter(), hintCounter()];
  const { stat } = disk;
  vi.spyOn(disk, "stat").mockImplementation((async (path: string) => {
    ended.abort();
    return stat(path);
  }) as typeof stat);
  syncBuiltinESMExports();
  folderTransport(place.exchange).watch(readerRoute, gone.hint, ended.signal);
  folderTransport(place.exchange).watch(readerRoute, stays.hint, watching.signal);
  await until(() => {
    vi.advanceTimersByTime(PAUSE_MS);
    return stays.count() > 0;
  });
  expect([ended.signal.aborted, gone.count()]).toEqual([true, 0]);
});

test("however much happens in the folder, there is a pause between two looks", timeout, async () => {
  const other = join(dirname(place.exchange), "other");
  await mkdir(other);
  const looks = looksAt(place.exchange);
  await listening();
  const sign = await listening(other);
  expect(looks()).toBe(1);
  for (let number = 0; number < 20; number++) {
    await mkdir(join(place.exchange, id(number)));
    await rm(join(place.exchange, id(number)), { recursive: true });
  }
  // Events come in order: when this one is heard the others were.
  await hintAt(sign, join(other, id(1)));
  expect(looks()).toBe(1);
  vi.advanceTimersByTime(HALF_A_MINUTE_MS);
  await until(() => looks() === 2);
});

test("of very many writers those count in which something of ours stands, and no more are watched than a bound", timeout, async () => {
  for (let number = 0; number < 450; number++) await mkdir(join(place.exchange, id(number)));
  const offers = await offersOf(place.exchange, await lastIn(place.exchange));
  const hints = await listening();
  await hintAt(hints, join(offers, "1-0-a.ferry"));
  expect(begun.length).toBe(1 + 200 + 2);
});

test("of more names than are looked at in one look the others have their turn", timeout, async () => {
  for (let number = 0; number < 900; number++) await writeFile(join(place.exchange, id(number)), "");
  const last = await lastIn(place.exchange);
  await rm(join(place.exchange, last));
  const offers = await offersOf(place.exchange, last);
  vi.spyOn(disk, "opendir").mockImplementation((async (path: string) => {
    const entries = [];
    for await (const entry of await opendir(path)) if (entry.name !== last) entries.push(entry);
    return path === place.exchange ? [...entries, { name: last }] : entries;
  }) as unknown as typeof opendir);
  syncBuiltinESMExports();
  const hints = await listening();
  const before = hints.count();
  await until(() => {
    vi.advanceTimersByTime(PAUSE_MS);
    return hints.count() > before;
  });
  const told = hints.count();
  await hintAt(hints, join(offers, "1-0-a.ferry"));
  expect(hints.count()).toBeGreaterThan(told);
});

test("names that come later do not crowd out what is watched", timeout, async () => {
  const offers = await offersOf(place.exchange, WRITER);
  const looks = looksAt(place.exchange);
  const hints = await listening();
  await settled(looks);
  let closed = 0;
  for (const watcher of begun) watcher.on("close", () => closed++);
  for (let number = 0; number < 600; number++) await writeFile(join(place.exchange, id(number)), "");
  const before = looks();
  vi.advanceTimersByTime(HALF_A_MINUTE_MS);
  await until(() => looks() > before);
  // A look that has begun is over when the next one begins.
  await until(() => {
    vi.advanceTimersByTime(PAUSE_MS);
    return looks() > before + 1;
  });
  expect(closed).toBe(0);
  await hintAt(hints, join(offers, "1-0-a.ferry"));
});

test("of one file system one call of all looks is under way: a share that hangs takes one thread", timeout, async () => {
  let under = 0;
  let most = 0;
  const { stat } = disk;
  vi.spyOn(disk, "stat").mockImplementation((async (path: string) => {
    most = Math.max(most, ++under);
    for (let turns = 0; turns < 20; turns++) await new Promise((resolve) => setImmediate(resolve));
    const found = await stat(path);
    under--;
    return found;
  }) as typeof stat);
  syncBuiltinESMExports();
  const places = await Promise.all(
    ["one", "two", "three"].map(async (name) => {
      const path = join(dirname(place.exchange), name);
      await mkdir(path);
      return path;
    }),
  );
  await Promise.all(places.map((path) => listening(path)));
  expect(most).toBe(1);
});

test("another folder under the same path is watched anew without any event", timeout, async () => {
  const link = join(dirname(place.exchange), "link");
  const other = join(dirname(place.exchange), "other");
  await offersOf(place.exchange, WRITER);
  const offers = await offersOf(other, WRITER);
  await symlink(place.exchange, link, "junction");
  const looks = looksAt(link);
  const hints = await listening(link);
  await settled(looks);
  await unlink(link);
  await symlink(other, link, "junction");
  const before = hints.count();
  await until(() => {
    vi.advanceTimersByTime(PAUSE_MS);
    return begun.length === 6;
  });
  expect(hints.count()).toBeGreaterThan(before);
  await hintAt(hints, join(offers, "1-0-a.ferry"));
});

/** As the system lists them. */
async function lastIn(path: string): Promise<string> {
  let last = "";
  for await (const { name } of await opendir(path)) last = name;
  return last;
}
