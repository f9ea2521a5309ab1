import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { partnerAnswer } from "../../../src/app/operations.ts";
import type { OpenProject } from "../../../src/app/open-project.ts";
import type { IssueSync, LostValue } from "../../../src/model/issue-sync.ts";
import type { SyncStatus } from "../../../src/model/status.ts";
import { openStore } from "../../../src/store/sqlite-store.ts";
import { comparisonLines } from "../../../src/view/operation-words.ts";
import { sampleConnection, sampleDocument, sampleIssue, sampleSync } from "../../contract/store/samples.ts";
import { place } from "./opened-project.ts";

interface Row {
  readonly issue: string;
  readonly status: SyncStatus;
  readonly isGone?: true;
  readonly sync?: Partial<IssueSync>;
}

/** What is named beside a comparison with the only partner, by which everything is the same. */
function apart(rows: readonly Row[]): { readonly apart: unknown; readonly lines: readonly string[] } {
  const opened = openStore(join(place(), "store.sqlite"));
  if (!opened.ok) throw new Error(opened.failure.kind);
  const store = opened.value;
  onTestFinished(() => store.close());
  store.transaction(() => {
    store.putConnection(sampleConnection("c", { name: "north" }));
    for (const { issue, status, isGone, sync } of rows) {
      store.putIssue(sampleIssue(issue, { key: issue, gone: isGone ? "deleted" : null }));
      store.putSync({ sync: sampleSync("c", issue, sync), status, due: false });
    }
    const comparison = { salt: "", asked: [], waiting: [], rounds: 1, characters: 1, differences: [], found: 0, underWay: 0 };
    store.putAsked({ id: "c", connection: "c", operation: "GetChecksums", begun: 0, until: 1, state: "completed", ended: 1, comparison });
  });
  const told = partnerAnswer({ store } as unknown as OpenProject, "north", "GetChecksums");
  if (!told) throw new Error("no answer");
  return { apart: told.apart, lines: comparisonLines(told, 1).slice(1) };
}

test("a deletion that the partner has not confirmed counts beside a comparison, and is not named as an issue that is here", () => {
  const { apart: found, lines } = apart([{ issue: "A-1", status: "pending", isGone: true }]);
  expect(found).toEqual([{ status: "pending", issues: 1, keys: [], deleted: 1 }]);
  expect(lines).toEqual(["Not as at north: 1 issue deleted here (pending: something is not confirmed there yet)."]);
});

test("many deletions do not stand in the place of an issue that is here", () => {
  const gone = Array.from({ length: 10 }, (_, i): Row => ({ issue: `A-${i}`, status: "error", isGone: true }));
  const { apart: found, lines } = apart([...gone, { issue: "B-1", status: "error" }, { issue: "B-2", status: "up to date" }]);
  expect(found).toEqual([{ status: "error", issues: 11, keys: ["B-1"], deleted: 10 }]);
  expect(lines[0]).toMatch(/^Not as at north: B-1; 10 issues deleted here \(error: .* says why\.$/);
});

test("what is edited, or waits, beside a conflict is named, and a conflict alone is not", () => {
  const lost: readonly LostValue[] = [
    { field: "title", value: "Mine", winner: "Theirs", revision: { era: 0, number: 1 }, resolved: false },
  ];
  const { apart: found } = apart([
    { issue: "A-1", status: "conflict", sync: { lost } },
    { issue: "A-2", status: "conflict", sync: { lost, agreed: { era: 0, number: 7 } } },
    { issue: "A-3", status: "conflict", sync: { lost, pendingWrite: { target: sampleDocument("x"), waits: "open" } as never } },
  ]);
  expect(found).toEqual([
    { status: "held", issues: 1, keys: ["A-3"] },
    { status: "pending", issues: 1, keys: ["A-2"] },
  ]);
});
