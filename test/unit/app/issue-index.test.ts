import { describe, expect, onTestFinished, test } from "vitest";
import { join } from "node:path";
import { issueIndex } from "../../../src/app/issue-index.ts";
import { type SqliteStore, openStore } from "../../../src/store/sqlite-store.ts";
import { sampleConnection, sampleIssue, sampleSync } from "../../contract/store/samples.ts";
import { place } from "./opened-project.ts";

function store(): SqliteStore {
  const opened = openStore(join(place(), "store.sqlite"));
  if (!opened.ok) throw new Error(opened.failure.kind);
  onTestFinished(() => opened.value.close());
  opened.value.transaction(() => opened.value.putConnection(sampleConnection("c")));
  return opened.value;
}

function put(into: SqliteStore, id: string, partnerKey: string | null): void {
  into.transaction(() => {
    into.putSync({ sync: { ...sampleSync("c", id), partnerKey }, status: "pending", due: false });
    into.putIssue(sampleIssue(id));
  });
}

describe("the index of issues", () => {
  test("tells all that listen what a refresh found, whoever asked for it", () => {
    const from = store();
    const index = issueIndex(from);
    const heard: string[][] = [[], []];
    const stop = index.onChange((changed) => heard[0]?.push(...changed));
    index.onChange((changed) => heard[1]?.push(...changed));
    put(from, "a", null);
    index.refresh();
    stop();
    put(from, "b", null);
    expect([...index.refresh()]).toEqual(["b"]);
    expect(heard).toEqual([["a"], ["a", "b"]]);
    expect([...index.refresh()]).toEqual([]);
    expect(heard[1]).toEqual(["a", "b"]);
  });

  test("knows where an issue is shared, as of the last refresh", () => {
    const from = store();
    const index = issueIndex(from);
    put(from, "a", null);
    index.refresh();
    expect(index.shares("a")).toMatchObject([{ connection: "c", status: "pending", partnerKey: null }]);
    put(from, "a", "NW-1");
    index.refresh();
    expect(index.shares("a")).toMatchObject([{ connection: "c", partnerKey: "NW-1" }]);
    from.transaction(() => from.putIssue(sampleIssue("a", { gone: "deleted" })));
    index.refresh();
    expect(index.shares("a")).toEqual([]);
  });

  test("where most are shared with nobody, all are read once", () => {
    const from = store();
    const ids = Array.from({ length: 3000 }, (_, i) => `i${i}`);
    from.transaction(() => {
      for (const id of ids) from.putIssue(sampleIssue(id));
    });
    const reads: (string | null)[] = [];
    const index = issueIndex({
      issuesSince: (since, limit) => from.issuesSince(since, limit),
      issueShares: (issue) => (reads.push(issue), from.issueShares(issue)),
    });
    index.refresh();
    for (const id of [...ids, ...ids]) expect(index.shares(id)).toEqual([]);
    expect(reads.filter((issue) => issue === null)).toHaveLength(1);
    expect(reads.length).toBeLessThan(600);
    put(from, "i2999", "NW-1");
    put(from, "new", "NW-2");
    index.refresh();
    reads.length = 0;
    expect(["i2998", "i2999", "new", "i2999"].map((id) => index.shares(id).length)).toEqual([0, 1, 1, 1]);
    expect(reads).toEqual(["i2999", "new"]);
  });

  test("many that are asked for one by one are read at once, and are the same", () => {
    const from = store();
    const ids = Array.from({ length: 1100 }, (_, i) => `i${i}`);
    from.transaction(() => {
      for (const id of ids) {
        from.putSync({ sync: { ...sampleSync("c", id), partnerKey: `NW-${id}` }, status: "pending", due: false });
        from.putIssue(sampleIssue(id));
      }
    });
    let reads = 0;
    const index = issueIndex({
      issuesSince: (since, limit) => from.issuesSince(since, limit),
      issueShares: (issue) => (reads++, from.issueShares(issue)),
    });
    index.refresh();
    expect(ids.flatMap((id) => index.shares(id).map(({ partnerKey }) => partnerKey))).toEqual(ids.map((id) => `NW-${id}`));
    expect(reads).toBeLessThan(600);
  });
});
