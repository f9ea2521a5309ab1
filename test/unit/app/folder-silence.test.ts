import { afterEach, expect, test, vi } from "vitest";
import { answering, isSilent, silenceOf } from "../../../src/app/folder-silence.ts";
import type { lanes } from "../../../src/transports/folder/lanes.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A process of its own, with as few threads as a window has: what other tests left hanging holds none of them. */
async function window() {
  vi.stubEnv("UV_THREADPOOL_SIZE", "4");
  vi.resetModules();
  Reflect.deleteProperty(globalThis, Symbol.for("issue-ferry.folder-threads"));
  return { ...(await import("../../../src/app/folder-silence.ts")), ...(await import("../../../src/transports/folder/lanes.ts")) };
}

/** A folder that answers when it is let go. */
function hanging(): { ask: () => Promise<unknown>; asked: () => number; answer: () => void } {
  let asked = 0;
  let answer = (): void => undefined;
  const answered = new Promise<void>((resolve) => (answer = resolve));
  return { ask: () => (asked++, answered), asked: () => asked, answer: () => answer() };
}

test("a folder that does not answer in time is told, asked once, and known as silent until it answers", async () => {
  const place = "/nowhere/hangs";
  const folder = hanging();
  const silence = { kind: "unreachable", place, detail: "SILENT" };
  expect(await silenceOf(place, 1, folder.ask)).toEqual(silence);
  expect(isSilent(place)).toBe(true);
  // Who asks again does not wait: this would take a month.
  expect(await silenceOf(place, 2 ** 31 - 1, folder.ask)).toEqual(silence);
  expect(folder.asked()).toBe(1);
  folder.answer();
  while (isSilent(place)) await new Promise((resolve) => setImmediate(resolve));
  expect(await silenceOf(place, 2 ** 31 - 1, folder.ask)).toBeNull();
  expect(folder.asked()).toBe(2);
});

test("a folder that is not there answers: what is wrong with it is for others to say", async () => {
  expect(await silenceOf("/nowhere/gone")).toBeNull();
  expect(await answering(["/nowhere/gone", import.meta.dirname])).toEqual(["/nowhere/gone", import.meta.dirname]);
});

test("however many folders hang, few are asked at a time: one of each file system, and threads are left", async () => {
  const { isSilent, silenceOf } = await window();
  const share = ["a", "b", "c"].map((name) => ({ ...hanging(), place: `/Volumes/share/${name}` }));
  const ask = ({ place, ask }: (typeof share)[number]): Promise<unknown> => silenceOf(place, 1, ask);
  const counts = (folders: typeof share): number[] => folders.map((folder) => folder.asked());
  for (const told of await Promise.all(share.map(ask))) expect(told).toMatchObject({ detail: "SILENT" });
  expect(counts(share)).toEqual([1, 0, 0]);
  const others = ["d", "e", "f"].map((name) => ({ ...hanging(), place: `/Volumes/${name}/x` }));
  expect(await Promise.all(others.map(ask))).toHaveLength(3);
  expect(counts(others)).toEqual([1, 0, 0]);
  // Each is asked in its turn, once what came before it answers.
  for (const folder of [...share, ...others]) folder.answer();
  for (const { place } of [...share, ...others]) while (isSilent(place)) await new Promise((resolve) => setImmediate(resolve));
  expect(counts([...share, ...others])).toEqual([1, 1, 1, 1, 1, 1]);
});

/** A lane of a folder that answered once, and hangs now when it is called. */
function known(project: ReturnType<typeof lanes>, mount: string) {
  const lane = project.of(`/Volumes/${mount}`);
  lane.came(0, 1);
  const folder = hanging();
  const enter = (): void => lane.enter("x", "x", async () => void (await folder.ask()));
  return { ...folder, enter };
}

test("a share that is being called is not asked besides, and asked once that call came back", async () => {
  const { isSilent, lanes, silenceOf } = await window();
  const call = known(lanes("/home"), "g");
  call.enter();
  const folder = { ...hanging(), place: "/Volumes/g/x" };
  expect(await silenceOf(folder.place, 1, folder.ask)).toMatchObject({ detail: "SILENT" });
  expect(folder.asked()).toBe(0);
  call.answer();
  while (folder.asked() === 0) await new Promise((resolve) => setImmediate(resolve));
  folder.answer();
  while (isSilent(folder.place)) await new Promise((resolve) => setImmediate(resolve));
});

test("two known shares that hang at once, and the questions about them and others, leave two threads", async () => {
  const { isSilent, lanes, silenceOf } = await window();
  const project = lanes("/home");
  const calls = ["g", "h"].map((mount) => known(project, mount));
  for (const call of calls) call.enter();
  const folders = ["g", "h", "i"].map((name) => ({ ...hanging(), place: `/Volumes/${name}/x` }));
  const told = await Promise.all(folders.map(({ place, ask }) => silenceOf(place, 1, ask)));
  expect(told).toHaveLength(3);
  expect([...calls, ...folders].map((one) => one.asked())).toEqual([1, 1, 0, 0, 0]);
  for (const one of [...calls, ...folders]) one.answer();
  for (const { place } of folders) while (isSilent(place)) await new Promise((resolve) => setImmediate(resolve));
  expect(folders.map((folder) => folder.asked())).toEqual([1, 1, 1]);
});

test("a share that is being asked is not called besides, however well it is known; another one is, as long as a thread stays free", async () => {
  const { isSilent, lanes, silenceOf } = await window();
  const folders = ["i", "j"].map((name) => ({ ...hanging(), place: `/Volumes/${name}/x` }));
  await Promise.all(folders.map(({ place, ask }) => silenceOf(place, 1, ask)));
  expect(folders.map((folder) => folder.asked())).toEqual([1, 1]);
  const project = lanes("/home");
  const calls = ["i", "k", "l"].map((mount) => known(project, mount));
  for (const call of calls) call.enter();
  expect(calls.map((call) => call.asked())).toEqual([0, 1, 0]);
  for (const folder of [...folders, ...calls]) folder.answer();
  for (const { place } of folders) while (isSilent(place)) await new Promise((resolve) => setImmediate(resolve));
  while (calls.some((call) => call.asked() === 0)) await new Promise((resolve) => setImmediate(resolve));
});

test("another copy of this code in the process counts the same threads", async () => {
  const first = await window();
  const folders = ["m", "n"].map((name) => ({ ...hanging(), place: `/Volumes/${name}/x` }));
  await Promise.all(folders.map(({ place, ask }) => first.silenceOf(place, 1, ask)));
  vi.resetModules();
  const copy = await import("../../../src/app/folder-silence.ts");
  const third = { ...hanging(), place: "/Volumes/o/x" };
  expect(await copy.silenceOf(third.place, 1, third.ask)).toMatchObject({ detail: "SILENT" });
  expect(third.asked()).toBe(0);
  for (const folder of [...folders, third]) folder.answer();
  while (copy.isSilent(third.place)) await new Promise((resolve) => setImmediate(resolve));
});
