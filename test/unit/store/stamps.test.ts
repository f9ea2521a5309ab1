import * as fc from "fast-check";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { LocalIssue } from "../../../src/model/local-issue.ts";
import { type SqliteStore, openStore } from "../../../src/store/sqlite-store.ts";
import { sampleConnection, sampleIssue, sampleSync } from "../../contract/store/samples.ts";
import { openedStore, temporaryDirectory } from "./directory.ts";
import { startChild } from "./processes/child.ts";

/** Stamps and stubs (docs/PROTOCOL.md 7) against a model that knows only which commit changed what. */

const WRITER = new URL("./processes/stamp-writer.ts", import.meta.url);

type Change =
  | { readonly kind: "put" | "delete" | "state"; readonly issue: string }
  /** A connection with the states of its issues goes, and is there again without them. */
  | { readonly kind: "forget" };

interface Commit {
  readonly writer: 0 | 1;
  readonly changes: readonly Change[];
  /** All of it is undone. */
  readonly fails: boolean;
  /** Read afterwards. */
  readonly reads: boolean;
}

const issue = fc.constantFrom("a", "b", "c", "d", "e");
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom("put" as const, "delete" as const, "state" as const), issue }) },
  { weight: 1, arbitrary: fc.constant({ kind: "forget" as const }) },
);
const commit: fc.Arbitrary<Commit> = fc.record({
  writer: fc.constantFrom(0 as const, 1 as const),
  changes: fc.array(change, { minLength: 1, maxLength: 4 }),
  fails: fc.boolean(),
  reads: fc.boolean(),
});

/** What the model knows of an issue: the commit that brought it, that changed it last, and whether it is gone. */
interface Known {
  readonly first: number;
  readonly changed: number;
  readonly gone: boolean;
  readonly shared: boolean;
}

class Model {
  readonly #issues = new Map<string, Known>();
  /** Issues with a state on the connection, whether they are known or not. */
  readonly #states = new Set<string>();
  /** Commits so far. */
  time = 0;

  commit(changes: readonly Change[]): void {
    const changed = ++this.time;
    for (const one of changes) {
      if (one.kind === "forget") {
        for (const [id, known] of this.#issues)
          if (known.shared) this.#issues.set(id, { ...known, shared: false, ...(!known.gone && { changed }) });
        this.#states.clear();
        continue;
      }
      const known = this.#issues.get(one.issue);
      if (one.kind === "state") {
        this.#states.add(one.issue);
        if (known) this.#issues.set(one.issue, { ...known, shared: true, ...(!known.gone && { changed }) });
      } else
        this.#issues.set(one.issue, {
          first: known?.first ?? changed,
          changed,
          gone: one.kind === "delete",
          shared: this.#states.has(one.issue),
        });
    }
  }

  /** Ids, with a minus those of stubs, that a reader is told who read last after commit `since`; 0: who never read. */
  told(since: number): readonly string[] {
    return [...this.#issues]
      .filter(([, { changed, gone, first }]) => changed > since && (!gone || (since > 0 && first <= since)))
      .map(([id, { gone }]) => (gone ? `-${id}` : id))
      .sort();
  }
}

const names = (rows: readonly LocalIssue[]): readonly string[] => rows.map(({ id, gone }) => (gone ? `-${id}` : id)).sort();

function apply(store: SqliteStore, { changes, fails }: Commit, n: number): void {
  try {
    store.transaction(() => {
      for (const one of changes)
        if (one.kind === "forget") {
          store.removeConnection("c");
          store.putConnection(sampleConnection("c"));
        } else if (one.kind === "state")
          store.putSync({ sync: sampleSync("c", one.issue, { partnerKey: `N-${n}` }), status: "pending", due: n % 2 === 0 });
        else store.putIssue(sampleIssue(one.issue, { key: `K-${n}`, gone: one.kind === "delete" ? "deleted" : null }));
      if (fails) throw new RangeError("on purpose");
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

/** In pages of `size`, as one reading that goes on. */
function inPages(store: SqliteStore, since: number, size: number): readonly LocalIssue[] {
  const rows: LocalIssue[] = [];
  for (;;) {
    const found = store.issuesSince(since, size, rows.at(-1)?.stamp);
    rows.push(...found);
    if (found.length < size) return rows;
  }
}

test("read since any stamp that was read before: exactly what changed since, with stubs of what was there then", () => {
  const directory = temporaryDirectory();
  let run = 0;
  fc.assert(
    fc.property(fc.array(commit, { minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 4 }), (commits, size) => {
      const file = join(directory, `${run++}.sqlite`);
      const stores = [0, 1, 2].map(() => {
        const opened = openStore(file);
        if (!opened.ok) throw new Error(opened.failure.kind);
        return opened.value;
      });
      const [one, other, reader] = stores as [SqliteStore, SqliteStore, SqliteStore];
      try {
        one.transaction(() => one.putConnection(sampleConnection("c")));
        const model = new Model();
        const readings = [{ stamp: 0, time: 0 }];
        for (const [n, given] of commits.entries()) {
          apply(given.writer === 0 ? one : other, given, n);
          if (!given.fails) model.commit(given.changes);
          if (!given.reads) continue;
          const newest = readings.at(-1)?.stamp ?? 0;
          for (const { stamp, time } of readings) {
            // A reader that read when nothing was there starts at 0.
            const since = stamp === 0 ? 0 : time;
            for (const store of stores) {
              const rows = store.issuesSince(stamp, 99);
              expect(names(rows)).toEqual(model.told(since));
              expect(rows.map((row) => row.stamp)).toEqual(rows.map((row) => row.stamp).toSorted((a, b) => a - b));
              expect(inPages(store, stamp, size)).toEqual(rows);
            }
          }
          // Nothing that was committed since has a lower stamp than what was read.
          for (const row of reader.issuesSince(newest, 99)) expect(row.stamp).toBeGreaterThan(newest);
          readings.push({ stamp: reader.stamp(), time: model.time });
        }
      } finally {
        for (const store of stores) store.close();
        rmSync(file, { force: true });
      }
    }),
    { numRuns: 40 },
  );
});

test("while two processes write, a reader that goes on from stamp to stamp holds what a new one reads", async () => {
  const file = join(temporaryDirectory(), "s.sqlite");
  const reader = openedStore(file);
  reader.transaction(() => reader.putConnection(sampleConnection("c")));
  const children = [1, 2].map((seed) => startChild(WRITER, file, "250", `${seed}`));
  const known = new Map<string, LocalIssue>();
  let stamp = 0;
  let ended = 0;
  let readings = 0;
  const all = Promise.all(
    children.map(async (child) => {
      expect(await child.line()).toBe("done");
      ended += 1;
    }),
  );
  for (let last = false; ;) {
    const { since, again, newest } = reader.reading(() => ({
      since: reader.issuesSince(stamp, 3),
      again: reader.issuesSince(stamp, 3),
      newest: reader.stamp(),
    }));
    expect(again).toEqual(since);
    for (const row of since) {
      expect(row.stamp).toBeGreaterThan(stamp);
      expect(row.stamp).toBeLessThanOrEqual(newest);
      stamp = row.stamp;
      if (row.gone) known.delete(row.id);
      else known.set(row.id, row);
    }
    readings += 1;
    if (since.length > 0) continue;
    if (last) break;
    last = ended === 2;
    await new Promise((resolve) => setImmediate(resolve));
  }
  await all;
  expect([...known.values()].sort((a, b) => a.stamp - b.stamp)).toEqual(reader.issuesSince(0, 99));
  expect(readings).toBeGreaterThan(2);
});
