import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { folderTransport } from "../../../../src/transports/folder/folder-transport.ts";
import { hintCounter } from "../../../support/hint-counter.ts";
import { folderPlace, type FolderPlace, offer, READER, readerRoute, WRITER, writerRoute } from "./folder-place.ts";

const LONG = 20_000;
const timeout = { timeout: 3 * LONG };

let place: FolderPlace;
let watching: AbortController;
let hints: ReturnType<typeof hintCounter>;
beforeEach(async () => {
  place = await folderPlace();
  watching = new AbortController();
  hints = hintCounter();
});
afterEach(async () => {
  watching.abort();
  await place.close();
});

async function hintAfter(change: () => Promise<unknown>): Promise<boolean> {
  const before = hints.count();
  await change();
  return hints.moreThan(before, LONG);
}

test("an exchange folder that comes later is noticed", timeout, async () => {
  const later = join(place.exchange, "not yet", "later");
  folderTransport(later).watch(readerRoute, hints.hint, watching.signal);
  expect(await hints.moreThan(0, LONG)).toBe(true);
  const appears = async () => {
    await mkdir(later, { recursive: true });
    await folderTransport(later).maintain(writerRoute, [offer("1-0-a.ferry", "x")], false);
  };
  expect(await hintAfter(appears)).toBe(true);
});

test("what we write ourselves, other connections and junk give no hint", timeout, async () => {
  const reader = folderTransport(place.exchange);
  const writer = folderTransport(place.exchange);
  await reader.maintain(readerRoute, [offer("1-0-a.ferry", "x")], false);
  await writer.maintain(writerRoute, [offer("1-0-a.ferry", "x")], false);
  reader.watch(readerRoute, hints.hint, watching.signal);
  expect(await hints.moreThan(0, LONG)).toBe(true);
  const before = hints.count();
  await reader.maintain(readerRoute, [offer("1-1-b.ferry", "x")], false);
  await writer.maintain({ ...writerRoute, connection: READER }, [offer("1-1-b.ferry", "x")], false);
  await mkdir(join(place.exchange, "Photos"));
  await mkdir(join(place.offers, "conflict copy.ferry"));
  // Events come in order, so a second watcher that saw a later change is the sign that the first had its chance.
  const second = hintCounter();
  reader.watch({ ...readerRoute, connection: READER }, second.hint, watching.signal);
  expect(await second.moreThan(0, LONG)).toBe(true);
  const seen = second.count();
  await writer.maintain({ ...writerRoute, connection: READER }, [offer("1-2-c.ferry", "x")], false);
  expect(await second.moreThan(seen, LONG)).toBe(true);
  expect(hints.count()).toBe(before);
});

test("a folder that vanishes under the watcher does no harm", timeout, async () => {
  const writer = folderTransport(place.exchange);
  await writer.maintain(writerRoute, [offer("1-0-a.ferry", "x")], false);
  writer.watch(readerRoute, hints.hint, watching.signal);
  expect(await hints.moreThan(0, LONG)).toBe(true);
  expect(await hintAfter(() => rename(join(place.exchange, WRITER), join(place.outside, WRITER)))).toBe(true);
  await rm(place.exchange, { recursive: true });
  expect(await writer.check()).toMatchObject({ kind: "unreachable" });
});

test("the first change of a burst is a hint at once, all the others together one more", timeout, async () => {
  const writer = folderTransport(place.exchange);
  await writer.maintain(writerRoute, [offer("1-0-a.ferry", "x")], false);
  writer.watch(readerRoute, hints.hint, watching.signal);
  expect(await hints.moreThan(0, LONG)).toBe(true);
  const before = hints.count();
  const burst = Array.from({ length: 100 }, (_, i) => offer(`1-${i}-a.ferry`, "x"));
  const written = performance.now();
  await writer.maintain(writerRoute, burst, false);
  expect(await hints.moreThan(before + 1, LONG)).toBe(true);
  // Gathered for 50 ms each: as many hints as files would be one for each event.
  expect(hints.count() - before).toBeLessThan(3 + (performance.now() - written) / 50);
});

test("no hint after the end", timeout, async () => {
  const writer = folderTransport(place.exchange);
  writer.watch(readerRoute, hints.hint, watching.signal);
  expect(await hints.moreThan(0, LONG)).toBe(true);
  watching.abort();
  const before = hints.count();
  const second = new AbortController();
  const other = hintCounter();
  writer.watch(readerRoute, other.hint, second.signal);
  expect(await other.moreThan(0, LONG)).toBe(true);
  const seen = other.count();
  await writer.maintain(writerRoute, [offer("1-0-a.ferry", "x")], false);
  expect(await other.moreThan(seen, LONG)).toBe(true);
  second.abort();
  expect(hints.count()).toBe(before);
});
