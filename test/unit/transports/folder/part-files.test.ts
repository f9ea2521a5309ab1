import { execFileSync } from "node:child_process";
import { link, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { newId } from "../../../../src/model/ids.ts";
import type { Transport } from "../../../../src/ports/transport.ts";
import { folderTransport } from "../../../../src/transports/folder/folder-transport.ts";
import { type FolderPlace, READER, WRITER, everythingIn, folderPlace, offer, readerRoute, writerRoute } from "./folder-place.ts";

const transfer = newId(1_780_000_000_000, new Uint8Array(10).fill(7));
const part = { transfer, number: 0 };
const content = new TextEncoder().encode("a part");
const nothing = { kind: "none" };

let place: FolderPlace;
let writer: Transport;
let reader: Transport;
beforeEach(async () => {
  place = await folderPlace();
  writer = folderTransport(place.exchange);
  reader = folderTransport(place.exchange);
});
afterEach(() => place.close());

const files = (): string => join(place.offers, "files");
const file = (): string => join(files(), `${transfer}.0`);
const outside = (): string => join(place.outside, `${transfer}.0`);

test("a part is one file under the name of its transfer, and nothing is left aside", async () => {
  expect(await writer.parts.place(writerRoute, part, content)).toBeNull();
  expect(await readFile(file(), "utf8")).toBe("a part");
  expect(await readdir(place.tmp)).toEqual([]);
  expect((await everythingIn(place.exchange)).filter((path) => path.includes(READER))).toEqual([]);
});

const HOSTILE: Readonly<Record<string, () => Promise<void>>> = {
  "a symbolic link": () => symlink(outside(), file()),
  "a hard link": () => link(outside(), file()),
  "a FIFO": async () => {
    execFileSync("mkfifo", [file()]);
  },
  "a directory": () => mkdir(file()),
};

test("where nothing of ours stands at all, as where a disk is away, nobody knows whether parts do", async () => {
  expect(await writer.parts.own(writerRoute)).toMatchObject({ kind: "unreachable" });
  await writer.parts.place(writerRoute, part, content);
  const away = join(place.outside, "away");
  await rename(place.offers, away);
  expect(await writer.parts.own(writerRoute)).toMatchObject({ kind: "unreachable" });
  await rename(away, place.offers);
  expect(await writer.parts.own(writerRoute)).toMatchObject({ parts: [part] });
  await rm(files(), { recursive: true });
  expect(await writer.parts.own(writerRoute)).toEqual({ parts: [], foreign: 0 });
});

test.each(Object.entries(HOSTILE))("%s in the place of a part is not read, and gives way to the part", async (_, make) => {
  await mkdir(files(), { recursive: true });
  await writeFile(outside(), "a part");
  await make();
  expect(await reader.parts.fetch(readerRoute, WRITER, part, content.length)).toEqual(nothing);
  expect(await writer.parts.own(writerRoute)).toMatchObject({ parts: [{ ...part, size: -1 }] });
  await writeFile(outside(), "secret");
  expect(await writer.parts.place(writerRoute, part, content)).toBeNull();
  expect(await reader.parts.fetch(readerRoute, WRITER, part, content.length)).toMatchObject({ kind: "bytes" });
  expect(await readFile(outside(), "utf8")).toBe("secret");
});

test.each(Object.entries(HOSTILE))("%s is withdrawn without being followed", async (_, make) => {
  await mkdir(files(), { recursive: true });
  await writeFile(outside(), "secret");
  await make();
  expect(await writer.parts.withdraw(writerRoute, [part])).toBeNull();
  expect(await readdir(files())).toEqual([]);
  expect(await readFile(outside(), "utf8")).toBe("secret");
});

test("a link in the place of the directory of parts is never entered", async () => {
  await mkdir(place.offers, { recursive: true });
  await writeFile(outside(), "secret");
  await symlink(place.outside, files());
  expect(await reader.parts.fetch(readerRoute, WRITER, part, 6)).toEqual(nothing);
  expect(await writer.parts.own(writerRoute)).toEqual({ parts: [], foreign: 0 });
  expect(await writer.parts.withdraw(writerRoute, [part])).toBeNull();
  expect(await writer.parts.place(writerRoute, part, content)).toMatchObject({ kind: "unreachable" });
  expect(await readdir(place.outside)).toEqual([`${transfer}.0`]);
  expect(await readFile(outside(), "utf8")).toBe("secret");
});

test("a pass that cleans up leaves alone what is being written for a part", async () => {
  await writer.maintain(writerRoute, [offer("1-0-a.ferry", "x")], false);
  const large = new Uint8Array(4 * 1024 * 1024).fill(5);
  const placing = Promise.all([0, 1, 2].map((number) => writer.parts.place(writerRoute, { transfer, number }, large)));
  for (let pass = 0; pass < 5; pass++) await writer.maintain(writerRoute, [offer("1-0-a.ferry", "x")], false);
  expect(await placing).toEqual([null, null, null]);
});
