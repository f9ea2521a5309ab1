import { expect, onTestFinished, test } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import { CONNECTION } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { connectedWorld } from "../../simulation/world.ts";

test("a message is stored by the commit that advances the sequence: no process that ends there has taken a file without what it says", async () => {
  const world = await connectedWorld({ seed: 5, natures: { P: exact, S: exact }, terms: DEFAULT_TERMS });
  const { P, S, clock, random } = world;
  onTestFinished(() => {
    for (const side of [P, S]) side.close();
  });
  const taken: string[] = [];
  let before = S.connection().stream.received.sequence;
  S.points.met = (where) => {
    if (where !== "after a commit") return;
    const { id, stream } = S.connection();
    if (stream.received.sequence === before) return;
    before = stream.received.sequence;
    taken.push(...S.store.inbox(id, 0, 100).flatMap(({ sequence, issue }) => (sequence === before && issue !== null ? [issue] : [])));
  };
  const issues: string[] = [];
  for (let i = 0; i < 3; i++) {
    const issue = newId(clock.now++, random.bytes(10));
    issues.push(issue);
    P.tracker.add(issue, { fields: { title: `Valve ${i}` }, share: [CONNECTION] });
    await P.pass();
    await S.pass();
  }
  expect(taken).toEqual(issues);
});
