import { beforeEach, expect, test } from "vitest";
import { MemoryFolder } from "../../support/memory-folder.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
let folder: MemoryFolder;
const seen = (machine: string) =>
  Object.fromEntries([...folder.view(machine)].map(([path, found]) => [path, new TextDecoder().decode(found)]));

beforeEach(() => {
  let state = 1;
  folder = new MemoryFolder(() => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647);
  folder.join("here");
  folder.join("there");
});

test("a delayed change is seen by its maker at once and by others when delivered", () => {
  folder.delay(true);
  folder.change("here", "a", bytes("1"));
  expect([seen("here"), seen("there")]).toEqual([{ a: "1" }, {}]);
  expect(folder.deliver("there")).toBe(1);
  expect(seen("there")).toEqual({ a: "1" });
  expect(folder.deliver()).toBe(0);
});

test("the newest version wins, also a withdrawal", () => {
  folder.delay(true);
  folder.change("here", "a", bytes("1"));
  folder.change("there", "a", bytes("2"));
  folder.change("here", "b", bytes("1"));
  folder.change("here", "b", null);
  folder.deliver();
  expect([seen("here"), seen("there")]).toEqual([{ a: "2" }, { a: "2" }]);
});

test("part of the changes arrives, the same part for the same numbers", () => {
  folder.delay(true);
  for (let i = 0; i < 100; i++) folder.change("here", `${i}`, bytes("x"));
  const arrived = folder.deliver("there", 0.5);
  expect(arrived).toBe(Object.keys(seen("there")).length);
  expect(arrived).toBeGreaterThan(20);
  expect(arrived).toBeLessThan(80);
});

test("faults befall what everybody sees", () => {
  folder.change("here", "w/c/1-0-a.ferry", bytes("whole"));
  folder.corrupt("w/c/1-0-a.ferry");
  expect(seen("there")["w/c/1-0-a.ferry"]).toHaveLength(5);
  expect(seen("there")["w/c/1-0-a.ferry"]).not.toBe("whole");
  folder.cut("w/c/1-0-a.ferry", 2);
  expect(seen("there")["w/c/1-0-a.ferry"]).toHaveLength(2);
  folder.conflictCopy("w/c/1-0-a.ferry");
  expect(folder.paths()).toEqual(["w/c/1-0-a.ferry", "w/c/1-0-a.sync-conflict-1.ferry"]);
  folder.lose("w/c/1-0-a.ferry");
  expect(folder.gone()).toEqual(["w/c/1-0-a.ferry"]);
  expect(folder.bringBack("w/c/1-0-a.ferry")).toBe(true);
  expect(folder.bringBack("w/c/1-0-a.ferry")).toBe(false);
  expect(seen("here")["w/c/1-0-a.ferry"]).toHaveLength(2);
});

test("a machine may see what stood there before", () => {
  folder.change("here", "a", bytes("1"));
  folder.change("here", "a", null);
  expect(folder.showOld("there", "a")).toBe(true);
  expect([seen("here"), seen("there")]).toEqual([{}, { a: "1" }]);
  folder.deliver();
  expect(seen("there")).toEqual({});
});

test("yesterday's folder comes back for everybody", () => {
  folder.change("here", "a", bytes("1"));
  const old = folder.snapshot();
  folder.change("there", "a", null);
  folder.change("there", "b", bytes("2"));
  folder.restore(old);
  expect([seen("here"), seen("there")]).toEqual([{ a: "1" }, { a: "1" }]);
});
