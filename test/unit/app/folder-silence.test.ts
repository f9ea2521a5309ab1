import { afterEach, expect, onTestFinished, test, vi } from "vitest";
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
  const ask = ({ place, ask }: (typeof share)[number]): ReturnType<typeof silenceOf> => silenceOf(place, 1, ask);
  const counts = (folders: typeof share): number[] => folders.map((folder) => folder.asked());
  // What lies beside one that does not answer does not, either.
  for (const told of await Promise.all(share.map(ask))) expect(told).toMatchObject({ detail: "SILENT" });
  expect(counts(share)).toEqual([1, 0, 0]);
  const others = ["d", "e", "f"].map((name) => ({ ...hanging(), place: `/Volumes/${name}/x` }));
  expect((await Promise.all(others.map(ask))).map((told) => told?.detail)).toEqual(["SILENT", "UNASKED", "UNASKED"]);
  expect(counts(others)).toEqual([1, 0, 0]);
  // Each is asked in its turn, once what came before it answers.
  for (const folder of [...share, ...others]) folder.answer();
  while (counts([...share, ...others]).includes(0)) await new Promise((resolve) => setImmediate(resolve));
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

test("two known shares that hang keep no other folder from being asked; where a third one hangs, too, what is not asked is not called silent", async () => {
  const { isSilent, lanes, silenceOf } = await window();
  const project = lanes("/home");
  const calls = ["g", "h"].map((mount) => known(project, mount));
  for (const call of calls) call.enter();
  const folders = ["g", "h", "i", "j"].map((name) => ({ ...hanging(), place: `/Volumes/${name}/x` }));
  expect(await silenceOf("/Volumes/healthy", 2 ** 31 - 1, async () => undefined)).toBeNull();
  const told = await Promise.all(folders.map(({ place, ask }) => silenceOf(place, 1, ask)));
  expect(told.map((one) => one?.detail)).toEqual(["SILENT", "SILENT", "SILENT", "UNASKED"]);
  expect([...calls, ...folders].map((one) => one.asked())).toEqual([1, 1, 0, 0, 1, 0]);
  expect(isSilent("/Volumes/j/x")).toBe(false);
  // Who asks again does not wait: this would take a month.
  expect(await silenceOf("/Volumes/j/x", 2 ** 31 - 1, hanging().ask)).toMatchObject({ detail: "UNASKED" });
  // The project's own file system is asked all the same.
  expect(await silenceOf("/home/ada/Sync", 2 ** 31 - 1, async () => undefined)).toBeNull();
  for (const one of [...calls, ...folders]) one.answer();
  while (folders.some((folder) => folder.asked() === 0)) await new Promise((resolve) => setImmediate(resolve));
  for (const { place } of folders) while (isSilent(place)) await new Promise((resolve) => setImmediate(resolve));
  expect(folders.map((folder) => folder.asked())).toEqual([1, 1, 1, 1]);
});

test("two folders that were asked and hang keep no third one from being asked, while who asks waits", async () => {
  const { silenceOf } = await window();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  onTestFinished(() => void vi.useRealTimers());
  const hung = ["p", "q"].map((name) => ({ ...hanging(), place: `/Volumes/${name}/x` }));
  const told = hung.map(({ place, ask }) => silenceOf(place, 30_000, ask));
  const healthy = silenceOf("/Volumes/r/x", 30_000, async () => undefined);
  await vi.advanceTimersByTimeAsync(29_000);
  expect(await Promise.race([healthy, Promise.resolve("not asked")])).toBeNull();
  await vi.advanceTimersByTimeAsync(2_000);
  expect((await Promise.all(told)).map((one) => one?.detail)).toEqual(["SILENT", "SILENT"]);
});

test("a share that hangs holds one thread, in however many projects it is known, and another one is called as before", async () => {
  const { lanes } = await window();
  const calls = [1, 2, 3].map(() => known(lanes("/home"), "s"));
  for (const call of calls) call.enter();
  const other = known(lanes("/home"), "t");
  other.enter();
  expect([...calls, other].map((call) => call.asked())).toEqual([1, 0, 0, 1]);
  for (const call of [...calls, other]) call.answer();
  while (calls.some((call) => call.asked() === 0)) await new Promise((resolve) => setImmediate(resolve));
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
  expect(await copy.silenceOf(third.place, 1, third.ask)).toMatchObject({ detail: "UNASKED" });
  expect(third.asked()).toBe(0);
  for (const folder of [...folders, third]) folder.answer();
  while (third.asked() === 0) await new Promise((resolve) => setImmediate(resolve));
});
