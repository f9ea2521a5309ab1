import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { copyContent } from "../../../src/app/contents.ts";
import type { ContentReader, Contents } from "../../../src/ports/contents.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "issue-ferry-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const SIZE = 3 * 1024 * 1024;
const file = { issue: "i", id: "a", size: SIZE, sha256: "0".repeat(64) };
const out = (): string => join(folder, "copy.bin");

/** A content of which each piece is read by `read`. */
function project(read: (from: number, length: number) => Uint8Array | null) {
  const reader: ContentReader = {
    size: SIZE,
    read: async (from, length) => read(from, Math.min(length, SIZE - from)),
    [Symbol.asyncDispose]: async () => undefined,
  };
  return { context: { contents: { open: async () => reader } as unknown as Contents } };
}

test("a copy stands under its name when it is whole, and not before", async () => {
  const seen: string[][] = [];
  const whole = project((_, length) => (seen.push(readdirSync(folder)), new Uint8Array(length).fill(7)));
  expect(await copyContent(whole, file, out())).toBe(true);
  expect(seen.flat()).not.toContain("copy.bin");
  expect([readdirSync(folder), readFileSync(out()).length]).toEqual([["copy.bin"], SIZE]);
});

test("a copy that cannot be ended leaves nothing, by whatever way it ends", async () => {
  const cut = project((from, length) => (from > 0 ? null : new Uint8Array(length)));
  expect(await copyContent(cut, file, out())).toBe(false);
  const broken = project((from, length) => {
    if (from > 0) throw new Error("broken");
    return new Uint8Array(length);
  });
  await expect(copyContent(broken, file, out())).rejects.toThrow("broken");
  expect(readdirSync(folder)).toEqual([]);
});

test("a file that cannot be seen now is not said to be gone", async () => {
  const away = { context: { contents: { open: async () => "busy" } as unknown as Contents } };
  expect(await copyContent(away, file, out())).toBe("busy");
});

test("a copy never takes the place of what stands there", async () => {
  const made = project((_, length) => (writeFileSync(out(), "mine"), new Uint8Array(length)));
  await expect(copyContent(made, file, out())).rejects.toMatchObject({ code: "EEXIST" });
  expect([readdirSync(folder), readFileSync(out(), "utf8")]).toEqual([["copy.bin"], "mine"]);
});
