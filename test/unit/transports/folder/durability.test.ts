import { existsSync, readdirSync } from "node:fs";
import { type FileHandle, mkdir, open, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ensureDirectory } from "../../../../src/transports/folder/directories.ts";
import { folderTransport } from "../../../../src/transports/folder/folder-transport.ts";
import { folderPlace, type FolderPlace, listed, offer, WRITER, writerRoute } from "./folder-place.ts";

let place: FolderPlace;
beforeEach(async () => {
  place = await folderPlace();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await place.close();
});

/** What is synced, in order: `file` with the names that stood ready then, or `directory`. */
async function syncs(during: () => Promise<unknown>): Promise<readonly string[]> {
  const seen: string[] = [];
  const any = await open(place.exchange);
  const prototype = Object.getPrototypeOf(any) as FileHandle;
  await any.close();
  const { sync: real } = Object.getOwnPropertyDescriptors(prototype) as unknown as { sync: { value: (this: FileHandle) => Promise<void> } };
  vi.spyOn(prototype, "sync").mockImplementation(async function (this: FileHandle) {
    const ready = existsSync(place.offers) ? readdirSync(place.offers).toSorted() : [];
    seen.push(`${(await this.stat()).isDirectory() ? "directory" : "file"} [${ready.join(" ")}]`);
    return real.value.call(this);
  });
  await during();
  return seen;
}

test("each file is synced before it has its name, and the directory once after all names", async () => {
  const transport = folderTransport(place.exchange);
  await transport.maintain(writerRoute, [offer("1-0-a.ferry", "a")], false);
  const offers = ["1-0-a.ferry", "1-1-b.ferry", "1-2-c.ferry"].map((name) => offer(name, "text"));
  expect(await syncs(() => transport.maintain(writerRoute, offers.slice(1), false))).toEqual([
    "file [1-0-a.ferry]",
    "file [1-0-a.ferry 1-1-b.ferry]",
    "directory [1-0-a.ferry 1-1-b.ferry 1-2-c.ferry]",
  ]);
  expect(await syncs(() => transport.maintain(writerRoute, offers.slice(1), false))).toEqual([]);
});

test("new directories are synced into their parents", async () => {
  const seen = await syncs(() => folderTransport(place.exchange).maintain(writerRoute, [offer("1-0-a.ferry", "a")], false));
  expect(seen).toEqual(["directory []", "directory []", "file []", "directory [1-0-a.ferry]"]);
});

test("a directory is made only in one that is there: never the place of a share that went away", async () => {
  await expect(ensureDirectory(join(place.exchange, "gone", WRITER))).rejects.toThrow("ENOENT");
  expect(existsSync(join(place.exchange, "gone"))).toBe(false);
});

test("the layout is the protocol's, and nothing is left in tmp", async () => {
  await folderTransport(place.exchange).maintain(writerRoute, [offer("1-0-a.ferry", "a")], false);
  expect(await readdir(place.exchange)).toEqual([WRITER]);
  expect(await readFile(join(place.offers, "1-0-a.ferry"), "utf8")).toBe("a");
  expect(await readdir(place.tmp)).toEqual([]);
});

test("what a crash left in tmp is cleaned, and never offered", async () => {
  await mkdir(place.tmp, { recursive: true });
  await writeFile(join(place.tmp, "leftover"), "half");
  await mkdir(join(place.tmp, "empty directory"));
  const transport = folderTransport(place.exchange);
  await transport.maintain(writerRoute, [], false);
  expect(await readdir(place.tmp)).toEqual([]);
  expect((await listed(transport)).messages).toEqual([]);
});

test("passes over two connections at once do not clean each other's files away", async () => {
  const transport = folderTransport(place.exchange);
  const offers = Array.from({ length: 40 }, (_, i) => offer(`1-${i}-a.ferry`, "x".repeat(1000)));
  const ended = new AbortController();
  const pass = transport.maintain(writerRoute, offers, false).finally(() => ended.abort());
  while (!ended.signal.aborted) {
    expect(await transport.maintain({ ...writerRoute, connection: WRITER }, [], false)).toMatchObject({ failure: null });
  }
  expect(await pass).toMatchObject({ written: 40, failure: null });
});

test("an exchange folder that is missing is never made", async () => {
  const missing = join(place.exchange, "not", "mounted");
  const transport = folderTransport(missing);
  expect(await transport.check()).toEqual({ kind: "unreachable", place: missing, detail: "ENOENT" });
  expect(await transport.maintain(writerRoute, [offer("1-0-a.ferry", "a")], false)).toMatchObject({ failure: { kind: "unreachable" } });
  expect(await readdir(place.exchange)).toEqual([]);
});

test("a file in the place of the exchange folder is unreachable", async () => {
  const path = join(place.exchange, "file");
  await writeFile(path, "");
  expect(await folderTransport(path).check()).toMatchObject({ kind: "unreachable", detail: "ENOTDIR" });
});
