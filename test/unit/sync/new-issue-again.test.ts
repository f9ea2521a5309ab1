import { expect, onTestFinished, test } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import { CONNECTION } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { connectedWorld } from "../../simulation/world.ts";

/** Another window asked for a new issue, and the process that made it ended before it said so: the next one is asked again. */
test.each([
  ["edited", "before a commit", 2],
  ["edited", "after a tracker write", 1],
  ["deleted", "after a commit", 1],
] as const)("a new issue that was made and then %s stays so: the worker ended %s", async (since, where, times) => {
  const { P, S, clock, random } = await connectedWorld({ seed: 7, natures: { P: exact, S: exact }, terms: DEFAULT_TERMS });
  onTestFinished(() => {
    for (const side of [P, S]) side.close();
  });
  P.restart();
  await P.pass();
  const issue = newId(clock.now, random.bytes(10));
  P.store.submit("asked", {
    kind: "new issue",
    issue,
    change: { fields: { title: "Valve" }, share: [CONNECTION] },
    author: "Ada",
  });
  P.points.arm(times, where);
  expect(await P.pass()).toBeNull();
  expect(P.tracker.issue(issue)?.fields["title"]).toBe("Valve");
  if (since === "edited") P.tracker.edit(issue, { fields: { title: "Pump" } });
  else P.tracker.remove(issue);
  for (let i = 0; i < 5; i++) for (const side of [P, S]) await side.pass();
  expect(P.store.command("asked")?.outcome).toMatchObject({ kind: "done", data: { id: issue } });
  const stands = since === "edited" ? "Pump" : undefined;
  expect([P, S].map((side) => side.tracker.issue(issue)?.fields["title"])).toEqual([stands, stands]);
});

test.each([
  // The row is committed, the outcome is not.
  ["before anybody was told", "after a commit", false],
  ["before it was recorded, and the issue was edited since", "after a tracker write", true],
] as const)("what the tracker refused of it is told all the same: the worker ended %s", async (_, where, edited) => {
  const unkind = { ...exact, refuses: (field: string) => field === "status" };
  const { P, S, clock, random } = await connectedWorld({ seed: 7, natures: { P: unkind, S: exact }, terms: DEFAULT_TERMS });
  onTestFinished(() => {
    for (const side of [P, S]) side.close();
  });
  P.restart();
  await P.pass();
  const issue = newId(clock.now, random.bytes(10));
  P.store.submit("asked", { kind: "new issue", issue, change: { fields: { title: "Valve", status: "open" } }, author: "Ada" });
  P.points.arm(1, where);
  expect(await P.pass()).toBeNull();
  expect([P.store.issue(issue) === null, P.store.command("asked")?.outcome ?? null]).toEqual([edited, null]);
  if (edited) P.tracker.edit(issue, { fields: { title: "Pump" } });
  for (let i = 0; i < 3; i++) await P.pass();
  expect(P.store.command("asked")?.outcome).toMatchObject({ kind: "failed", code: "PARTLY_TAKEN", data: { id: issue, field: "status" } });
});
