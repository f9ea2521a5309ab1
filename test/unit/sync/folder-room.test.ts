import { expect, test } from "vitest";
import { type ContentState, beginning } from "../../../src/model/content-state.ts";
import type { Context } from "../../../src/sync/context.ts";
import { folderRoom } from "../../../src/sync/contents/folder-room.ts";

const GIB = 1024 ** 3;
const file = { issue: "i", id: "a", size: 100 * GIB, sha256: "0".repeat(64) };
const leaving = (part: number, parts: number): ContentState => ({
  ...beginning(file, "out"),
  transfer: { id: "t", key: "k", from: 0, part, parts: 1_000_000 },
  ready: parts,
  window: parts,
});

function context(links: Readonly<Record<string, string>>, open: Readonly<Record<string, readonly ContentState[]>>): Context {
  const store = {
    connections: () => Object.entries(links).map(([id, link]) => ({ id, facts: { link } })),
    askedParts: () => [],
    answeredIn: (id: string) => (open[id] ?? []).map((content) => ({ content })),
  };
  return { store } as unknown as Context;
}

test("each connection has an equal share of what contents may hold in exchange folders, whatever the others hold", () => {
  const [theirs, ours] = [leaving(1024 ** 2, 512), leaving(1024 ** 2, 128)];
  const two = context({ a: "connected", b: "connected", old: "closed" }, { a: [theirs, theirs], b: [ours] });
  expect(folderRoom(two, { id: "a" }, theirs)).toBe(0);
  expect(folderRoom(two, { id: "b" }, ours)).toBe(GIB / 2);
  expect(folderRoom(two, { id: "b" }, beginning(file, "out"))).toBe(GIB / 2 - 128 * 1024 ** 2);
  expect(folderRoom(context({ a: "connected" }, {}), { id: "a" }, beginning(file, "out"))).toBe(GIB);
});

test("however many connections there are, one part of one content may always stand", () => {
  const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`c${at}`, "connected"]));
  const part = 4 * 1024 ** 2;
  expect(folderRoom(context(many, {}), { id: "c1" }, beginning(file, "out"))).toBeGreaterThanOrEqual(part);
  expect(folderRoom(context(many, { c1: [leaving(part, 1)] }), { id: "c1" }, leaving(part, 1))).toBeGreaterThanOrEqual(part);
  // The share is used by then.
  expect(folderRoom(context(many, { c1: [leaving(part, 1)] }), { id: "c1" }, beginning(file, "out"))).toBeLessThan(part);
});
