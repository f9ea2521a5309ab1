import { describe, expect, it } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { EMPTY_DOCUMENT } from "../../../src/model/document.ts";
import type { IssueSync, Overruled } from "../../../src/model/issue-sync.ts";
import type { Value } from "../../../src/model/value.ts";
import { startSync } from "../../../src/sync/issue-sync-start.ts";
import { keepTold } from "../../../src/sync/lost.ts";

const CONTRACT = { ...DEFAULT_TERMS, number: 1 };
const told = (field: string, value: Value, winner: Value = "theirs"): Overruled => ({
  field,
  value,
  winner,
  revision: { era: 1, number: 2 },
});
const kept = (values: readonly Overruled[], sync: IssueSync = startSync("c", "i", "us")) =>
  keepTold(CONTRACT, sync, values).map(({ field, value }) => [field, value]);

describe("lost values that the partner tells of", () => {
  it("are kept for what the contract names and what the issue had here", () => {
    const comment = { id: "c1", origin: "us", author: "A", created: "", body: "x" };
    const sync = { ...startSync("c", "i", "us"), mine: { ...EMPTY_DOCUMENT, fields: { color: "red" }, comments: [comment] } };
    const values = [told("title", "ours"), told("deleted", true, false), told("shared", false, true), told("comment:c1", "x")];
    expect(kept([...values, told("color", "red"), told("comment:c2", "y"), told("size", "big")], sync)).toEqual([
      ["title", "ours"],
      ["deleted", true],
      ["shared", false],
      ["comment:c1", "x"],
      ["color", "red"],
    ]);
  });

  it("are kept once while nobody looked at them, and not where nothing was lost", () => {
    const sync = startSync("c", "i", "us");
    const lost = keepTold(CONTRACT, sync, [told("title", "ours"), told("title", "ours"), told("title", "same", "same")]);
    expect(lost).toHaveLength(1);
    expect(keepTold(CONTRACT, { ...sync, lost }, [told("title", "ours")])).toBe(lost);
    const resolved = lost.map((value) => ({ ...value, resolved: true }));
    expect(keepTold(CONTRACT, { ...sync, lost: resolved }, [told("title", "ours")])).toHaveLength(2);
  });

  it("are bounded for each issue, however many are told", () => {
    let sync = startSync("c", "i", "us");
    for (let message = 0; message < 4; message++) {
      const values = Array.from({ length: 10_000 }, (_, i) => told("title", `${message} ${i}`));
      sync = { ...sync, lost: keepTold(CONTRACT, sync, values) };
    }
    expect(sync.lost).toHaveLength(1_000);
  });
});
