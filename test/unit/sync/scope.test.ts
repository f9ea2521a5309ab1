import { describe, expect, test } from "vitest";
import type { Scope } from "../../../src/model/mapping.ts";
import { parseFilter } from "../../../src/model/parse-filter.ts";
import { inScope } from "../../../src/sync/scope.ts";

const ALL: Scope = { kind: "all" };
const MARKED: Scope = { kind: "marked" };
const FILTER: Scope = { kind: "filter", labels: ["pump"], statuses: ["New", "Open"] };

/** Whether an issue is shared over the connection `nordwind`. */
function shared(
  scope: Scope,
  issue: { share?: string[]; fields?: Record<string, string | string[]> },
  received = false,
  forward = false,
): boolean {
  return inScope({ share: issue.share ?? [], fields: issue.fields ?? {} }, { scope, forward }, "nordwind", received);
}

describe("an issue is shared", () => {
  test("under `all`, and not under `marked`, unless it is marked or excluded by name", () => {
    expect([shared(ALL, {}), shared(MARKED, {})]).toEqual([true, false]);
    for (const scope of [ALL, MARKED, FILTER]) {
      expect(shared(scope, { share: ["nordwind"] })).toBe(true);
      expect(shared(scope, { share: ["-nordwind"] })).toBe(false);
      expect(shared(scope, { share: ["nordwind", "-nordwind"] })).toBe(false);
    }
    expect([shared(ALL, { share: ["-other"] }), shared(MARKED, { share: ["other"] })]).toEqual([true, false]);
  });

  test("under a filter with one of its labels and one of its statuses", () => {
    expect(shared(FILTER, { fields: { labels: ["winter", "pump"], status: "Open" } })).toBe(true);
    expect(shared(FILTER, { fields: { labels: ["pump"], status: "Done" } })).toBe(false);
    expect(shared(FILTER, { fields: { labels: ["winter"], status: "New" } })).toBe(false);
    expect(shared(FILTER, { fields: { labels: "pump", status: "New" } })).toBe(false);
    expect(shared(FILTER, { fields: { labels: ["pump"] } })).toBe(false);
    expect(shared(FILTER, {})).toBe(false);
  });

  test("under a filter of the language, in this project's own words", () => {
    const read = parseFilter("status = Open and not labels contains pump");
    if (!read.ok) throw new Error(read.failure.code);
    const scope: Scope = { kind: "query", text: "", query: read.value };
    expect(shared(scope, { fields: { status: "Open" } })).toBe(true);
    expect(shared(scope, { fields: { status: "Open", labels: ["pump"] } })).toBe(false);
    expect(shared(scope, { fields: { status: "Open" }, share: ["-nordwind"] })).toBe(false);
  });

  test("on to a third project only where that connection says so, however it is marked", () => {
    for (const share of [[], ["nordwind"]]) {
      expect(shared(ALL, { share }, true)).toBe(false);
      expect(shared(ALL, { share }, true, true)).toBe(true);
    }
    expect(shared(ALL, { share: ["-nordwind"] }, true, true)).toBe(false);
  });
});

describe("under a filter that asks for a value which is mistyped", () => {
  const query = parseFilter("not confidential = true");
  if (!query.ok) throw new Error(query.failure.code);
  const choice = { scope: { kind: "query" as const, text: "", query: query.value }, forward: false };
  const held = new Map([["confidential", { kinds: ["boolean" as const] }]]);
  const issue = { share: [], fields: { confidential: "yes" } };

  test("nothing changes: it stays here, or stays shared", () => {
    expect(inScope(issue, choice, "nordwind", false, held)).toBe(false);
    expect(inScope(issue, choice, "nordwind", false, held, true)).toBe(true);
    expect(inScope({ ...issue, share: ["nordwind"] }, choice, "nordwind", false, held)).toBe(true);
    expect(inScope({ ...issue, fields: { confidential: false } }, choice, "nordwind", false, held)).toBe(true);
    expect(inScope({ ...issue, fields: { confidential: true } }, choice, "nordwind", false, held, true)).toBe(false);
  });
});
