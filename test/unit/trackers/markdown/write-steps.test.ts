import { afterEach, beforeEach, expect, it } from "vitest";
import type { TrackerChange, TrackerIssue } from "../../../../src/model/tracker-issue.ts";
import { MemoryDraft } from "../../../../src/trackers/markdown/memory-rows.ts";
import { MarkdownWorkspace, issuesOf } from "../../../support/markdown-workspace.ts";

let space: MarkdownWorkspace;
let issue: TrackerIssue;
beforeEach(async () => {
  space = new MarkdownWorkspace();
  issue = await space.create({ fields: { title: "Valve", status: "New" } });
  await space.quiet();
});
afterEach(() => space.close());

const CHANGE = { fields: { status: "Done", priority: "high" }, via: { status: ["Open", "Review"] } };
const textsOf = (id: string) => new MemoryDraft(space.memory).texts(id).map(({ text }) => /status: (.*)/.exec(text)?.[1]);

it("each step is a write of its own, and the rest comes with the last", async () => {
  const outcome = await space.put1(issue.id, issue.version, CHANGE);
  expect(outcome).toMatchObject({ kind: "applied", issue: { fields: { status: "Done", priority: "high" } }, refused: [] });
  expect(textsOf(issue.id)).toEqual(["New", "Open", "Review", "Done"]);
  expect(issuesOf(await space.scan())).toEqual([]);
});

it.each([["Open"], ["Review"]])("a try that got as far as %s is ended by the next one, and nothing of it is an edit", async (reached) => {
  const steps = CHANGE.via.status.slice(0, CHANGE.via.status.indexOf(reached) + 1);
  let version = issue.version;
  for (const status of steps) {
    // The process ended before any of that was committed.
    const [done] = await space.tracker.write([
      { effect: "e", issue: issue.id, expectedVersion: version, action: { kind: "put", change: { fields: { status } } } },
    ]);
    if (done?.kind !== "applied" || !done.issue) throw new Error("not written");
    version = done.issue.version;
  }
  space.open();
  const outcome = await space.put1(issue.id, issue.version, CHANGE);
  expect(outcome).toMatchObject({ kind: "applied", issue: { fields: { status: "Done", priority: "high" } } });
  expect(issuesOf(await space.scan())).toEqual([]);
});

it("the same again changes nothing; what somebody edited since is stale", async () => {
  await space.put1(issue.id, issue.version, CHANGE);
  expect(await space.put1(issue.id, issue.version, CHANGE)).toMatchObject({ kind: "applied", issue: { fields: { status: "Done" } } });
  space.put(`${issue.key}.md`, space.read(`${issue.key}.md`).replace("status: Done", "status: Reopened"));
  expect((await space.put1(issue.id, issue.version, { ...CHANGE, fields: { status: "Shut" } })).kind).toBe("stale");
});

it("what was edited between two steps is stale, and the outcome says which steps stand there", async () => {
  let reads = 0;
  const name = `${issue.key}.md`;
  // The disk asks three times in each step who has the file open: somebody saves at the first of the second.
  space.unsaved.has = () => {
    if (++reads === 4) space.put(name, space.read(name).replace("Valve", "Valve leaks"));
    return false;
  };
  const outcome = await space.put1(issue.id, issue.version, CHANGE);
  expect(outcome).toMatchObject({ kind: "stale", steps: { fields: { status: "Open" }, issue: { fields: { status: "Open" } } } });
});

it("what the partner changed is all the steps together", async () => {
  const changed = () => {
    const change = new MemoryDraft(space.memory).partnerChange(issue.id);
    return change && "before" in change ? [change.before, change.after].map((text) => /status: (.*)/.exec(text)?.[1]) : null;
  };
  const write = (expectedVersion: string, change: TrackerChange) =>
    space.tracker.write([{ effect: "e", issue: issue.id, expectedVersion, from: "c1", action: { kind: "put", change } }]);
  const [done] = await write(issue.version, CHANGE);
  if (done?.kind !== "applied") throw new Error("not written");
  space.memory.commit(done.memory);
  expect(changed()).toEqual(["New", "Done"]);
  const [next] = await write(done.issue?.version ?? "", { fields: { status: "Open" } });
  if (next?.kind === "applied") space.memory.commit(next.memory);
  expect(changed()).toEqual(["Done", "Open"]);
});
