import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openedStore, temporaryDirectory } from "./directory.ts";
import { startChild } from "./processes/child.ts";

const COMMIT_LOOP = new URL("./processes/commit-loop.ts", import.meta.url);
const STAMP_LOOP = new URL("./processes/stamp-loop.ts", import.meta.url);
const OPENER = new URL("./processes/opener.ts", import.meta.url);

describe("real processes on one store", () => {
  test.each([1, 7, 60])("kill -9 after %i commits: everything reported is there, and nothing is there by half", async (commits) => {
    const file = join(temporaryDirectory(), "s.sqlite");
    const child = startChild(COMMIT_LOOP, file);
    let reported = 0;
    for (let line = await child.line(); line !== null; line = await child.line()) {
      reported = Number(line);
      if (reported === commits) child.signal("SIGKILL");
    }
    expect(reported).toBeGreaterThanOrEqual(commits);
    const store = openedStore(file);
    const last = Number(store.fact("last"));
    // The commit that was killed before it could be reported may be there, whole.
    expect([reported, reported + 1]).toContain(last);
    expect(store.countIssues().local).toBe(last);
    expect(store.audits(0, last + 9).map((event) => event.time)).toEqual(Array.from({ length: last }, (_, n) => n + 1));
    expect(store.stamp()).toBe(last);
  });

  test("kill -9 in a loop on one file: it goes on where it was", async () => {
    const file = join(temporaryDirectory(), "s.sqlite");
    let before = 0;
    for (let round = 0; round < 4; round++) {
      const child = startChild(COMMIT_LOOP, file);
      await child.line();
      child.signal("SIGKILL");
      await child.ended;
      const store = openedStore(file);
      const events = store.audits(0, 1_000_000);
      expect(events.length).toBeGreaterThan(before);
      expect(events.map((event) => event.sequence)).toEqual(events.map((_, n) => n + 1));
      expect(store.stamp()).toBe(events.length);
      before = events.length;
      store.close();
    }
  });

  test("several that open a new store at the same moment: all do", async () => {
    const directory = temporaryDirectory();
    const children = [1, 2, 3, 4].map(() => startChild(OPENER));
    await Promise.all(children.map((child) => child.line()));
    for (let round = 0; round < 60; round++) {
      const file = join(directory, `${round}.sqlite`);
      for (const child of children) child.tell(file);
      expect(await Promise.all(children.map((child) => child.line()))).toEqual(["ok", "ok", "ok", "ok"]);
    }
  });

  test("two that take stamps at once, on a store that both create: none lost, none twice, each growing", async () => {
    const file = join(temporaryDirectory(), "s.sqlite");
    const each = 300;
    const children = [1, 2].map(() => startChild(STAMP_LOOP, file, `${each}`));
    const printed = await Promise.all(children.map((child) => child.line()));
    const taken = printed.map((line) => (line ?? "").split(" ").map(Number));
    for (const stamps of taken) expect(stamps).toEqual(stamps.toSorted((a, b) => a - b));
    const all = taken.flat().toSorted((a, b) => a - b);
    expect(all).toEqual(Array.from({ length: 2 * each }, (_, n) => n + 1));
    const store = openedStore(file);
    expect([store.stamp(), store.fact("taken")]).toEqual([2 * each, `${2 * each}`]);
  });
});
