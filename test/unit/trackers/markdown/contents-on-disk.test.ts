import { createHash, randomBytes } from "node:crypto";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ContentMark, ContentReader, Contents } from "../../../../src/ports/contents.ts";
import { bringAttachmentsBack } from "../../../../src/trackers/markdown/attachment-folders.ts";
import { markdownContents } from "../../../../src/trackers/markdown/markdown-contents.ts";
import { MarkdownWorkspace } from "../../../support/markdown-workspace.ts";

/** What a disk does to contents: files that change without their times showing it, that cannot be read now, that are large. */
const bytes = new Uint8Array(randomBytes(300_000));
const mark: ContentMark = { size: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
/** Past, so that nothing counts as just changed. */
const LONG_AGO = new Date(Date.now() - 60 * 60_000);

let workspace: MarkdownWorkspace;
let issue: string;
let attachment: string;
let place: string;
let contents: Contents;

beforeEach(async () => {
  workspace = new MarkdownWorkspace();
  attachment = workspace.id();
  const announced = {
    id: attachment,
    name: "pump.bin",
    mediaType: "application/octet-stream",
    author: "Bo",
    created: null,
    content: mark,
    here: false,
  };
  const made = await workspace.create({ fields: { title: "Pump" }, attachments: [announced] });
  issue = made.id;
  place = workspace.path(`attachments/${made.key}/pump.bin`);
  mkdirSync(dirname(place), { recursive: true });
  contents = markdownContents({ workspace: workspace.root, directory: "issues", memory: workspace.memory });
});
afterEach(() => {
  vi.restoreAllMocks();
  workspace.close();
});

const arriving = (): readonly string[] => {
  const folder = workspace.path("attachments/.arriving");
  return existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith(".")) : [];
};

async function opened(): Promise<ContentReader | null> {
  const reader = await contents.open(issue, attachment, mark);
  if (reader === "busy") throw new Error("it cannot be read");
  return reader;
}

/** The same file with one other byte, and its times as before. */
function changeSilently(): void {
  const { atime, mtime } = statSync(place);
  const other = Uint8Array.from(readFileSync(place));
  other[17] = (other[17] ?? 0) ^ 1;
  writeFileSync(place, other);
  utimesSync(place, atime, mtime);
}

/** Bytes that are read of any file from now on. */
async function counted(): Promise<() => number> {
  const handle = await open(place, "r");
  const read = vi.spyOn(Object.getPrototypeOf(handle) as typeof handle, "read");
  await handle.close();
  return () => read.mock.calls.length;
}

test("a file that changes while it is read is noticed, also where its time was put back", async () => {
  writeFileSync(place, bytes);
  utimesSync(place, LONG_AGO, LONG_AGO);
  const reader = await opened();
  expect(await reader?.read(0, 100)).toEqual(bytes.slice(0, 100));
  changeSilently();
  expect(await reader?.read(0, 100)).toBeNull();
  await reader?.[Symbol.asyncDispose]();
  expect(await contents.open(issue, attachment, mark)).toBeNull();
});

test("what a scan knew of a file is not believed where the file changed since, also where its time was put back", async () => {
  writeFileSync(place, bytes);
  utimesSync(place, LONG_AGO, LONG_AGO);
  await workspace.scan();
  const reader = await opened();
  expect(reader).not.toBeNull();
  await reader?.[Symbol.asyncDispose]();
  changeSilently();
  expect(await contents.open(issue, attachment, mark)).toBeNull();
});

test("a file that is another one is not read through each time, and not at all where its size says it", async () => {
  writeFileSync(place, new Uint8Array(300_000));
  const reads = await counted();
  const now = Date.now();
  vi.spyOn(Date, "now").mockReturnValue(now + 60 * 60_000);
  expect(await contents.open(issue, attachment, mark)).toBeNull();
  const first = reads();
  expect(first).toBeGreaterThan(0);
  expect(await contents.open(issue, attachment, mark)).toBeNull();
  expect(reads()).toBe(first);
  writeFileSync(place, bytes);
  const reader = await opened();
  expect(reader).not.toBeNull();
  await reader?.[Symbol.asyncDispose]();
  const second = reads();
  writeFileSync(place, "short");
  expect(await contents.open(issue, attachment, mark)).toBeNull();
  expect(reads()).toBe(second);
});

test("what is replaced or taken back lies in the trash", async () => {
  const sumOf = (text: string): string => createHash("sha256").update(text).digest("hex");
  const trash = (): readonly string[] =>
    readdirSync(workspace.path(".trash"), { recursive: true, encoding: "utf8" }).filter((path) => path.includes("pump"));
  writeFileSync(place, "before");
  await contents.append(issue, attachment, mark, 0, bytes);
  expect(await contents.finish(issue, attachment, mark, sumOf("before"))).toBeNull();
  expect(trash().map((path) => readFileSync(workspace.path(join(".trash", path)), "utf8"))).toEqual(["before"]);
  expect(await contents.remove(issue, attachment, mark.sha256)).toBeNull();
  expect(existsSync(place)).toBe(false);
  expect(trash()).toHaveLength(2);
});

test("what arrived and cannot be read now is not taken for wrong: it stays, and is finished when it can be", async () => {
  expect(await contents.append(issue, attachment, mark, 0, bytes)).toBeNull();
  const [name = ""] = arriving();
  // Nobody commits what is collected.
  expect(readFileSync(workspace.path("attachments/.arriving/.gitignore"), "utf8")).toBe("*\n");
  const held = join(workspace.root, "held");
  // A file with a second name is not read: as good as one that a virus scanner holds.
  linkSync(workspace.path(`attachments/.arriving/${name}`), held);
  expect(await contents.finish(issue, attachment, mark)).toMatchObject({ kind: "unreachable" });
  expect(arriving()).toEqual([name]);
  unlinkSync(held);
  expect(await contents.finish(issue, attachment, mark)).toBeNull();
  expect(new Uint8Array(readFileSync(place))).toEqual(bytes);
});

test("what somebody says of a content is compared without reading it through each time, and never through a linked folder", async () => {
  writeFileSync(place, bytes);
  utimesSync(place, LONG_AGO, LONG_AGO);
  await workspace.scan();
  const reads = await counted();
  expect([await contents.stands(issue, attachment, mark.sha256), await contents.stands(issue, attachment, "0".repeat(64))]).toEqual([
    "same",
    "another",
  ]);
  expect(reads()).toBe(0);
  const elsewhere = workspace.path("elsewhere");
  renameSync(dirname(place), elsewhere);
  symlinkSync(elsewhere, dirname(place), "junction");
  expect(await contents.stands(issue, attachment, mark.sha256)).toBe("another");
});

test("what somebody saves while the new content is summed stays: what makes room is compared last", async () => {
  const old = new Uint8Array(randomBytes(100));
  const existing = createHash("sha256").update(old).digest("hex");
  writeFileSync(place, old);
  utimesSync(place, LONG_AGO, LONG_AGO);
  expect(await contents.append(issue, attachment, mark, 0, bytes)).toBeNull();
  const handle = await open(place, "r");
  const prototype = Object.getPrototypeOf(handle) as typeof handle;
  await handle.close();
  const read = Reflect.get(prototype, "read") as (...given: unknown[]) => unknown;
  vi.spyOn(prototype, "read").mockImplementation(async function (this: typeof handle, ...given: unknown[]) {
    const { size } = await this.stat();
    if (size === bytes.length) writeFileSync(place, "saved meanwhile");
    return Reflect.apply(read, this, given) as never;
  });
  expect(await contents.finish(issue, attachment, mark, existing)).toEqual({ kind: "another" });
  expect(readFileSync(place, "utf8")).toBe("saved meanwhile");
});

test("what was taken back or replaced lies apart in the trash, and does not come back with its issue", async () => {
  const sumOf = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");
  const old = new Uint8Array(randomBytes(100));
  writeFileSync(place, old);
  expect(await contents.append(issue, attachment, mark, 0, bytes)).toBeNull();
  expect(await contents.finish(issue, attachment, mark, sumOf(old))).toBeNull();
  expect(await contents.remove(issue, attachment, mark.sha256)).toBeNull();
  const folder = dirname(dirname(dirname(place)));
  await bringAttachmentsBack(folder, basename(dirname(place)));
  expect(existsSync(place)).toBe(false);
  expect(readdirSync(join(folder, ".trash/replaced", basename(dirname(place)))).toSorted()).toEqual(["pump-2.bin", "pump.bin"]);
});

test("a folder of issues that is away says nothing about the files in it", async () => {
  writeFileSync(place, bytes);
  const folder = workspace.path(".");
  renameSync(folder, `${workspace.root}/away`);
  const unreachable = { kind: "unreachable", detail: "away" };
  expect(await contents.open(issue, attachment, mark)).toBe("busy");
  expect(await contents.stands(issue, attachment, mark.sha256)).toBe("unknown");
  expect(await contents.remove(issue, attachment, mark.sha256)).toMatchObject(unreachable);
  expect(await contents.append(issue, attachment, mark, 0, bytes)).toMatchObject(unreachable);
  expect(await contents.finish(issue, attachment, mark)).toMatchObject(unreachable);
  renameSync(`${workspace.root}/away`, folder);
  expect(await contents.stands(issue, attachment, mark.sha256)).toBe("same");
});

test("what has arrived whole and has no place for long is read once, not in each pass", async () => {
  expect(await contents.append(issue, attachment, mark, 0, bytes)).toBeNull();
  writeFileSync(place, "a person's");
  const now = Date.now();
  vi.spyOn(Date, "now").mockReturnValue(now + 60 * 60_000);
  const reads = await counted();
  expect(await contents.finish(issue, attachment, mark)).toMatchObject({ kind: "taken" });
  const first = reads();
  expect(await contents.finish(issue, attachment, mark)).toMatchObject({ kind: "taken" });
  expect([first > 0, reads()]).toEqual([true, first]);
});
