import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Impossible } from "../../../../src/model/failure.ts";
import type { Listing, Maintained, Transport } from "../../../../src/ports/transport.ts";
import { type Lanes, lanes } from "../../../../src/transports/folder/lanes.ts";
import { PROMPT_MS, promptTransport } from "../../../../src/transports/folder/prompt-transport.ts";

const ROUTE = { connection: "c", self: "s" };
const EMPTY: Listing = { messages: [], foreign: 0, foreignNames: [] };
const KEPT: Maintained = { written: 0, repaired: 0, withdrawn: 0, failure: null };

/** A folder whose calls come back when the test says so. */
interface Told {
  readonly transport: Transport;
  /** Calls that have begun, in order. */
  readonly calls: string[];
  /** The oldest that is under way comes back. */
  back(answer: unknown): Promise<void>;
  breaks(error: Error): Promise<void>;
}

let all: Lanes;
let came = 0;
let waits = (isSlow: boolean): number => (isSlow ? 0 : PROMPT_MS);

beforeEach(() => {
  vi.useFakeTimers();
  // What other tests left hanging holds no thread of this one.
  Reflect.deleteProperty(globalThis, Symbol.for("issue-ferry.folder-threads"));
  came = 0;
  waits = (isSlow) => (isSlow ? 0 : PROMPT_MS);
  // One file system for each first name below the root; with four threads two may hang.
  all = lanes("/home", 4, (folder) => folder.split("/")[1] ?? "");
});
afterEach(() => {
  vi.useRealTimers();
});

function folder(path: string): Told {
  const calls: string[] = [];
  const open: { resolve: (answer: unknown) => void; reject: (error: Error) => void }[] = [];
  const call = (name: string) => async (): Promise<never> => {
    calls.push(name);
    return new Promise<unknown>((resolve, reject) => open.push({ resolve, reject })) as Promise<never>;
  };
  const inner: Transport = {
    largest: 1,
    check: call("check"),
    writers: call("writers"),
    list: call("list"),
    fetch: call("fetch"),
    maintain: call("maintain"),
    parts: { place: call("place"), own: call("own parts"), fetch: call("part"), withdraw: call("withdraw") },
    watch: () => void calls.push("watch"),
  };
  const patience = { wait: (isSlow: boolean) => waits(isSlow), waited: () => {}, came: () => void came++ };
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) await vi.advanceTimersByTimeAsync(0);
  };
  return {
    transport: promptTransport(path, inner, all, patience),
    calls,
    back: async (answer) => (open.shift()?.resolve(answer), settled()),
    breaks: async (error) => (open.shift()?.reject(error), settled()),
  };
}

const list = (told: Told) => told.transport.list(ROUTE, "partner");
const SLOW = { kind: "unreachable", detail: "SLOW" };

describe("a folder that answers in time", () => {
  test("gives its answers straight away, asked each time", async () => {
    const told = folder("/a");
    for (let time = 1; time <= 2; time++) {
      const answer = list(told);
      await told.back(EMPTY);
      expect(await answer).toEqual(EMPTY);
    }
    expect(told.calls).toEqual(["list", "list"]);
    expect(came).toBe(0);
  });

  test("shows a bug behind it", async () => {
    const told = folder("/a");
    const answer = told.transport.maintain(ROUTE, [], false);
    const caught = answer.catch((error: unknown) => error);
    await told.breaks(new Impossible("a bug"));
    expect(await caught).toMatchObject({ message: "a bug" });
  });
});

describe("a folder that is slow", () => {
  test("is waited for once and a moment; what comes later is the answer to the same question, until the turn is over", async () => {
    const told = folder("/a");
    const first = list(told);
    await vi.advanceTimersByTimeAsync(PROMPT_MS);
    expect(await first).toMatchObject(SLOW);
    // Nobody waits any more, and nothing begins twice.
    expect(await list(told)).toMatchObject(SLOW);
    expect(told.calls).toEqual(["list"]);
    await vi.advanceTimersByTimeAsync(9_500);
    await told.back({ ...EMPTY, foreign: 3 });
    expect(came).toBe(1);
    expect(await list(told)).toMatchObject({ foreign: 3 });
    expect(await list(told)).toMatchObject({ foreign: 3 });

    expect(await told.transport.fetch(ROUTE, "partner", "n")).toMatchObject({ kind: "none", late: { kind: "unreachable" } });
    await vi.advanceTimersByTimeAsync(10_000);
    await told.back({ kind: "bytes", bytes: new Uint8Array([7]) });
    expect(await told.transport.fetch(ROUTE, "partner", "n")).toMatchObject({ kind: "bytes" });

    expect((await told.transport.maintain(ROUTE, [], false)).failure).toMatchObject(SLOW);
    await vi.advanceTimersByTimeAsync(10_000);
    await told.back(KEPT);
    expect((await told.transport.maintain(ROUTE, [], false)).failure).toBe(null);
    expect(told.calls).toEqual(["list", "fetch", "maintain"]);
    // A new turn, a new look.
    expect(await list(told)).toMatchObject(SLOW);
    expect(told.calls).toEqual(["list", "fetch", "maintain", "list"]);
  });

  test("is waited for again as soon as it answers in time", async () => {
    const told = folder("/a");
    const first = list(told);
    await vi.advanceTimersByTimeAsync(PROMPT_MS);
    await first;
    await told.back(EMPTY);
    await list(told);
    const late = told.transport.writers(ROUTE);
    await told.back(["w"]);
    expect(await late).toEqual([]);
    expect(await told.transport.writers(ROUTE)).toEqual(["w"]);
    const prompt = told.transport.fetch(ROUTE, "partner", "n");
    await told.back({ kind: "none" });
    expect(await prompt).toEqual({ kind: "none" });
    expect(came).toBe(2);
  });

  test("forgets what could not be done any more when its turn came: it is asked for anew", async () => {
    const told = folder("/a");
    const first = told.transport.maintain(ROUTE, [], false);
    await vi.advanceTimersByTimeAsync(PROMPT_MS);
    await first;
    await told.breaks(new Impossible("no bytes for a file that was acknowledged since"));
    const again = told.transport.maintain(ROUTE, [], false);
    await told.back(KEPT);
    expect((await again).failure).toMatchObject(SLOW);
    expect((await told.transport.maintain(ROUTE, [], false)).failure).toBe(null);
  });

  test("takes and gives parts of files the same way", async () => {
    const told = folder("/a");
    const [part, bytes] = [{ transfer: "t", number: 0 }, new Uint8Array([1])];
    const placed = told.transport.parts.place(ROUTE, part, bytes);
    await vi.advanceTimersByTimeAsync(PROMPT_MS);
    expect(await placed).toMatchObject(SLOW);
    await told.back(null);
    expect(await told.transport.parts.place(ROUTE, part, bytes)).toBe(null);
    expect(await told.transport.parts.fetch(ROUTE, "partner", part, 1)).toMatchObject({ kind: "none", late: { kind: "unreachable" } });
    await told.back({ kind: "bytes", bytes });
    expect(await told.transport.parts.fetch(ROUTE, "partner", part, 1)).toEqual({ kind: "bytes", bytes });
    expect(told.calls).toEqual(["place", "part"]);
  });

  test("keeps what came of parts until it is taken, though passes end in time meanwhile, and gives each answer once", async () => {
    waits = () => PROMPT_MS;
    const told = folder("/a");
    const [part, bytes] = [{ transfer: "t", number: 0 }, new Uint8Array([1])];
    const { parts } = told.transport;
    const passEnds = async (): Promise<void> => {
      const kept = told.transport.maintain(ROUTE, [], false);
      await told.back(KEPT);
      expect((await kept).failure).toBe(null);
    };
    const asked: readonly [() => Promise<unknown>, unknown][] = [
      [() => parts.place(ROUTE, part, bytes), null],
      [() => parts.fetch(ROUTE, "partner", part, 1), { kind: "bytes", bytes }],
      [() => parts.own(ROUTE), { parts: [], foreign: 0 }],
      [() => parts.withdraw(ROUTE, [part]), null],
    ];
    for (const [ask, answer] of asked) {
      const first = ask();
      await vi.advanceTimersByTimeAsync(PROMPT_MS);
      expect(await first).not.toEqual(answer);
      await told.back(answer);
      await passEnds();
      expect(await ask()).toEqual(answer);
      const before = told.calls.length;
      const again = ask();
      await told.back(answer);
      expect(await again).toEqual(answer);
      expect(told.calls.length).toBe(before + 1);
    }
  });

  test("does not take a look at own parts for the newest that was begun before one was placed", async () => {
    waits = () => PROMPT_MS;
    const told = folder("/a");
    const look = told.transport.parts.own(ROUTE);
    await vi.advanceTimersByTimeAsync(PROMPT_MS);
    expect(await look).toMatchObject(SLOW);
    await told.back({ parts: [], foreign: 0 });
    const placed = told.transport.parts.place(ROUTE, { transfer: "t", number: 0 }, new Uint8Array([1]));
    await told.back(null);
    expect(await placed).toBe(null);
    const there = told.transport.parts.own(ROUTE);
    await told.back({ parts: [{ transfer: "t", number: 0, size: 1 }], foreign: 0 });
    expect(await there).toMatchObject({ parts: [{ number: 0 }] });
  });

  test("does not keep what nobody took, nor what is old by either clock: one of them stands while a machine sleeps", async () => {
    waits = () => PROMPT_MS;
    const told = folder("/a");
    const [part, bytes] = [{ transfer: "t", number: 0 }, new Uint8Array([1])];
    const first = told.transport.parts.fetch(ROUTE, "partner", part, 1);
    await vi.advanceTimersByTimeAsync(PROMPT_MS);
    await first;
    await told.back({ kind: "bytes", bytes });
    vi.setSystemTime(Date.now() + 6 * 60_000);
    const again = told.transport.parts.fetch(ROUTE, "partner", part, 1);
    await told.back({ kind: "none" });
    expect(await again).toEqual({ kind: "none" });
    expect(told.calls).toEqual(["part", "part"]);
  });

  test("is waited for by whoever makes one pass only", async () => {
    waits = () => 30_000;
    const told = folder("/a");
    for (let time = 1; time <= 2; time++) {
      const answer = list(told);
      await vi.advanceTimersByTimeAsync(10_000);
      await told.back(EMPTY);
      expect(await answer).toEqual(EMPTY);
    }
  });
});

describe("folders that never answer", () => {
  test("say so after half a minute, and hold one call, whatever is asked", async () => {
    const told = folder("/a");
    const first = list(told);
    await vi.advanceTimersByTimeAsync(PROMPT_MS);
    await first;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await list(told)).toMatchObject({ detail: "SILENT" });
    expect(await told.transport.writers(ROUTE)).toEqual([]);
    expect(await told.transport.fetch(ROUTE, "partner", "n")).toMatchObject({ kind: "none", late: { kind: "unreachable" } });
    expect((await told.transport.maintain(ROUTE, [], true)).failure).toMatchObject({ kind: "unreachable", place: "/a", detail: "SILENT" });
    expect(told.calls).toEqual(["list"]);
  });

  test("of one file system hold one call together", async () => {
    const [one, other] = [folder("/share/one"), folder("/share/other")];
    const first = list(one);
    await vi.advanceTimersByTimeAsync(PROMPT_MS);
    await first;
    expect(await list(other)).toMatchObject(SLOW);
    expect(other.calls).toEqual([]);
    await one.back(EMPTY);
    expect(other.calls).toEqual(["list"]);
  });

  test("leave threads for the others: those that answered before, and the project's own file system", async () => {
    const known = folder("/known");
    const before = list(known);
    await known.back(EMPTY);
    await before;
    for (const path of ["/b", "/c", "/d"]) {
      const answer = list(folder(path));
      await vi.advanceTimersByTimeAsync(PROMPT_MS);
      expect(await answer).toMatchObject({ kind: "unreachable" });
    }
    expect(all.late()).toBe(2);
    for (const path of ["/known", "/home/x"]) {
      const told = path === "/known" ? known : folder(path);
      const answer = list(told);
      await told.back(EMPTY);
      expect(await answer).toEqual(EMPTY);
    }
    const unknown = folder("/e");
    const asked = list(unknown);
    await vi.advanceTimersByTimeAsync(PROMPT_MS);
    expect(await asked).toMatchObject({ detail: "UNASKED" });
    expect(unknown.calls).toEqual([]);
  });

  test("leave a thread, though all of them answered before", async () => {
    const folders = ["/a", "/b", "/c", "/d"].map((path) => folder(path));
    for (const told of folders) {
      const before = list(told);
      await told.back(EMPTY);
      await before;
    }
    // With four threads; all four hang at once.
    const answers = folders.map(async (told) => told.transport.writers(ROUTE));
    await vi.advanceTimersByTimeAsync(PROMPT_MS);
    await Promise.all(answers);
    expect(folders.map(({ calls }) => calls.length)).toEqual([2, 2, 2, 1]);
    // The project's own file system is asked all the same, and who waits comes next as soon as one answers.
    const home = folder("/home/x");
    const own = list(home);
    await home.back(EMPTY);
    expect(await own).toEqual(EMPTY);
    await folders[0]?.back([]);
    expect(folders[3]?.calls).toEqual(["list", "writers"]);
  });

  test("are not watched before they have answered", async () => {
    const told = folder("/a");
    told.transport.watch(ROUTE, () => {}, new AbortController().signal);
    expect(told.calls).toEqual([]);
    const first = list(told);
    await told.back(EMPTY);
    await first;
    expect(told.calls).toEqual(["list", "watch"]);
  });
});

test("listings full of junk take a tenth of the time, all of them together", async () => {
  const junk = [folder("/a"), folder("/b")];
  for (const told of junk) {
    const answer = list(told);
    await vi.advanceTimersByTimeAsync(100);
    await told.back({ ...EMPTY, foreign: 100_000 });
    await answer;
  }
  // 100 ms each: the first was alone, the second counts two.
  await vi.advanceTimersByTimeAsync(1_999);
  for (const told of junk.slice(1)) expect(await list(told)).toMatchObject({ foreign: 100_000 });
  expect(junk[1]?.calls).toEqual(["list"]);
  await vi.advanceTimersByTimeAsync(2);
  const anew = list(junk[1] as Told);
  await junk[1]?.back(EMPTY);
  expect(await anew).toEqual(EMPTY);
});
