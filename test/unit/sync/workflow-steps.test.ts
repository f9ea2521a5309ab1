import { afterEach, beforeEach, expect, it } from "vitest";
import { type ContractTerms, DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import { CONNECTION } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";

/** A step that our program took a field through is no edit of our user, whatever he does to the issue before the next step. */
let world: World;
let id: string;

async function rest(): Promise<void> {
  for (let i = 0; i < 8; i++)
    for (const side of [world.S, world.P]) {
      world.clock.now += 1000;
      await side.pass();
    }
}

/** Both agreed on `New -> Open -> Done`, whose conflicts this side wins. */
async function agreedOn(policy: "primary" | "secondary"): Promise<void> {
  const workflow = [
    { from: "New", to: ["Open"] },
    { from: "Open", to: ["Done"] },
    { from: "Done", to: ["Open"] },
  ];
  const fields = DEFAULT_TERMS.fields.map((field) => (field.name === "status" ? { ...field, workflow, policy } : field));
  const terms: ContractTerms = { ...DEFAULT_TERMS, fields };
  world.P.settings = { ...world.P.settings, terms };
  await world.P.command({ kind: "publish", connection: CONNECTION, note: "", unverified: true, author: "Ada" });
  await rest();
  await world.S.command({ kind: "accept", connection: CONNECTION, contract: 2, note: "", unverified: true, author: "Bo" });
  await rest();
  id = newId(world.clock.now, world.random.bytes(10));
  world.P.tracker.add(id, { fields: { title: "Valve", status: "New" }, share: [CONNECTION] });
  await rest();
}

beforeEach(async () => {
  world = await connectedWorld({ seed: 7, natures: { P: exact, S: exact }, terms: DEFAULT_TERMS });
});
afterEach(() => {
  world.P.close();
  world.S.close();
});

it.each([
  ["primary", "ends"],
  ["secondary", "ends"],
  ["primary", "is told"],
  ["secondary", "is told"],
] as const)("where the %s wins and the process %s after one of two steps", async (policy, how) => {
  await agreedOn(policy);
  const write = world.S.tracker.write.bind(world.S.tracker);
  let isStopped = false;
  world.S.tracker.write = async (writes) => {
    const [first] = writes;
    if (isStopped || first?.action.kind !== "put" || !first.action.change.via) return write(writes);
    isStopped = true;
    const [step] = await write([{ ...first, action: { kind: "put", change: { fields: { status: "Open" } } } }]);
    world.S.tracker.edit(id, { fields: { title: "Valve leaks" } });
    if (how === "ends") throw new Error("ends");
    if (step?.kind !== "applied" || !step.issue) throw new Error("not written");
    return [{ kind: "stale", steps: { issue: step.issue, fields: { status: "Open" }, memory: step.memory } }];
  };
  world.P.tracker.edit(id, { fields: { status: "Done" } });
  const passed = await rest().then(
    () => "is told",
    () => "ends",
  );
  expect(passed).toBe(how);
  await rest();
  expect(isStopped).toBe(true);
  for (const side of [world.P, world.S]) {
    expect(side.tracker.issue(id)?.fields).toMatchObject({ title: "Valve leaks", status: "Done" });
    expect(side.row(id)).toMatchObject({ status: "up to date", sync: { lost: [] } });
  }
});
