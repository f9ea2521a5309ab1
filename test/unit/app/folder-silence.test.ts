import { afterEach, expect, test, vi } from "vitest";
import { answering, isSilent, silenceOf } from "../../../src/app/folder-silence.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A process of its own, with as few threads as a window has: what other tests left hanging holds none of them. */
async function window() {
  vi.stubEnv("UV_THREADPOOL_SIZE", "4");
  vi.resetModules();
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

test("what calls of folders hold already is not held twice: a question more begins only where a thread stays free", async () => {
  const { isSilent, lanes, silenceOf } = await window();
  const project = lanes("/home");
  const calls = ["g", "h"].map((name) => ({ ...hanging(), lane: project.of(`/Volumes/${name}`) }));
  for (const { lane, ask } of calls) {
    lane.enter("x", "x", async () => void (await ask()));
    lane.isSlow = true;
  }
  const folders = ["g", "h"].map((name) => ({ ...hanging(), place: `/Volumes/${name}/x` }));
  await Promise.all(folders.map(({ place, ask }) => silenceOf(place, 1, ask)));
  expect(folders.map((folder) => folder.asked())).toEqual([1, 0]);
  for (const folder of [...calls, ...folders]) folder.answer();
  for (const { place } of folders) while (isSilent(place)) await new Promise((resolve) => setImmediate(resolve));
  expect(folders.map((folder) => folder.asked())).toEqual([1, 1]);
});

test("where questions hold threads, folders that nobody knows are not called with the last ones", async () => {
  const { isSilent, lanes, silenceOf } = await window();
  const folders = ["i", "j"].map((name) => ({ ...hanging(), place: `/Volumes/${name}/x` }));
  await Promise.all(folders.map(({ place, ask }) => silenceOf(place, 1, ask)));
  expect(folders.map((folder) => folder.asked())).toEqual([1, 1]);
  const project = lanes("/home");
  const calls = ["i", "j"].map((name) => ({ ...hanging(), lane: project.of(`/Volumes/${name}`) }));
  for (const { lane, ask } of calls) {
    lane.enter("x", "x", async () => void (await ask()));
    lane.isSlow = true;
  }
  expect(calls.map((call) => call.asked())).toEqual([1, 0]);
  for (const folder of [...folders, ...calls]) folder.answer();
  for (const { place } of folders) while (isSilent(place)) await new Promise((resolve) => setImmediate(resolve));
});
