import { expect, test } from "vitest";
import type { ErrorGroup, IssueView } from "../../../src/model/snapshot.ts";
import { issueNeedLines } from "../../../src/view/need-lines.ts";

const issue = (key: string, syncStatus: IssueView["syncStatus"], heldBecause?: string): IssueView => ({
  id: key,
  key,
  title: key,
  status: null,
  syncStatus,
  stamp: 1,
  fields: {},
  connections: [],
  ...(heldBecause !== undefined && { heldBecause }),
});
const cause = (value: string, ...keys: readonly string[]): ErrorGroup => ({
  id: value,
  connection: "nordwind",
  failure: { code: "NO_MAPPING", field: "status", value },
  issues: keys.length,
  keys,
  mend: null,
});
const MORE = "`issue-ferry show KEY` says what to do.";

test("an error is named with its keys and its cause, a conflict and a question with their keys", () => {
  const issues = [issue("A-1", "error"), issue("A-2", "conflict"), issue("A-3", "held", "missing"), issue("A-4", "held", "unsaved")];
  const lines = issueNeedLines(issues, [cause("Reopened", "A-1")]);
  expect(lines).toEqual([
    expect.stringMatching(/^error: nordwind: .*"Reopened".*: 1 issue \(A-1\)\.$/),
    MORE,
    `conflict: A-2. ${MORE}`,
    `a question: A-3. ${MORE}`,
  ]);
});

test("of many causes the most frequent are named, and that there are more", () => {
  const causes = ["a", "b", "c", "d", "e"].map((value) => cause(value, "A-1"));
  const lines = issueNeedLines([issue("A-1", "error")], causes);
  expect(lines).toHaveLength(4);
  expect(lines.at(-1)).toBe(`2 more causes. ${MORE}`);
});
