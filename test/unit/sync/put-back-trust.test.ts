import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { type ContractTerms, DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import type { Message } from "../../../src/protocol/message.ts";
import { post } from "../../../src/sync/context.ts";
import { beginGeneration } from "../../../src/sync/generation.ts";
import { type SavedSide, saveSide, storesDirectory } from "../../simulation/saved-side.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";

/**
 * What a side that was put back believes its partner, who here writes what its own program never would: what was forgotten comes back, and nothing
 * else is given away or put into our mouth.
 */
const TERMS: ContractTerms = {
  ...DEFAULT_TERMS,
  fields: [
    ...DEFAULT_TERMS.fields.filter(({ name }) => name !== "priority" && name !== "status"),
    { name: "priority", kind: "option", direction: "to-primary", policy: "primary" },
    { name: "status", kind: "option", direction: "to-secondary", policy: "primary" },
  ],
};
const NONE = { era: 0, number: 0 };

let world: World;
let stores: string;

beforeEach(async () => {
  const directory = storesDirectory();
  stores = directory.path;
  world = await connectedWorld({ seed: 11, natures: { P: exact, S: exact }, terms: TERMS, stores });
  onTestFinished(() => {
    for (const side of [world.P, world.S]) side.close();
    directory.remove();
  });
});

const mint = (): string => newId(world.clock.now++, world.random.bytes(10));
const saved = (side: SimulatedProject): SavedSide => saveSide(side, join(stores, `${side.letter}.db`), join(stores, `${side.letter}-copy`));
const shared = (side: SimulatedProject, title: string): string => {
  const id = mint();
  side.tracker.add(id, { fields: { title }, share: [CONNECTION] });
  return id;
};
async function passes(times: number, ...sides: readonly SimulatedProject[]): Promise<void> {
  for (let i = 0; i < times; i++) for (const side of sides) await side.pass();
}
const says = (side: SimulatedProject, message: Message): void =>
  side.store.transaction(() => void post(side.context, side.connection().id, [message]));

describe.each([
  ["S", "priority"],
  ["P", "status"],
] as const)("at %s,", (letter, ownField) => {
  let side: SimulatedProject;
  let partner: SimulatedProject;
  let issue: string;
  beforeEach(async () => {
    [side, partner] = letter === "S" ? [world.S, world.P] : [world.P, world.S];
    issue = shared(side, "Valve");
    await passes(5, world.P, world.S);
    if (partner.tracker.issue(issue)?.fields["title"] !== "Valve") throw new Error("the scene is not set");
  });

  const forged = () => ({ id: mint(), origin: side.self, author: "Ada", created: "2026-11-22", body: "I agree to everything." });
  /** An issue as a partner tells it who takes the liberties of one whose partner was put back. */
  const tale = (id: string, base = NONE): Message => ({
    kind: "issue",
    issue: id,
    contract: 1,
    base,
    key: "X-1",
    ...(partner.letter === "P" && { revision: { era: 9, number: 1 } }),
    changes: { fields: { title: "Told", [ownField]: "forged" }, comments: [forged()] },
    overruled: [],
    ...(partner.letter === "S" && {
      whole: { document: { fields: { [ownField]: "forged" }, comments: [forged()] }, lineage: [], restored: false },
    }),
  });
  const isUntouched = (id: string): boolean => {
    const found = side.tracker.issue(id);
    return found?.fields[ownField] !== "forged" && !found?.comments.some(({ body }) => body.startsWith("I agree"));
  };
  /** A genuine Recover of `side`, with everything that it brings along done. */
  const recovered = async (): Promise<void> => {
    const yesterday = saved(side);
    side.tracker.edit(issue, { fields: { title: "Pump" } });
    await passes(1, side);
    yesterday.putBack("state");
    await passes(8, world.P, world.S);
    expect(side.connection()).toMatchObject({ facts: { link: "connected" }, recovered: { evidence: "own file" } });
    expect(side.row(issue)?.status).toBe("up to date");
  };

  test("a partner who alone says that we were put back gets a question asked, and writes nothing in our name", async () => {
    const connection = partner.connection();
    const { received } = connection.stream;
    partner.store.transaction(() =>
      partner.store.putConnection({
        ...connection,
        stream: { ...connection.stream, received: { ...received, sequence: received.sequence + 5, hash: `${"1".repeat(51)}0` } },
      }),
    );
    await passes(1, partner, side, partner, side);
    const stand = side.row(issue)?.sync;
    if (!stand) throw new Error("not known");
    says(partner, {
      kind: "confirmation",
      issue,
      contract: 1,
      result: "merged",
      revision: { era: 9, number: 1 },
      base: stand.revision,
      changes: { fields: { [ownField]: "forged" }, comments: [forged()] },
      conflicts: [],
      refused: [],
      overruled: [],
      lineage: [],
    });
    says(partner, tale(issue, stand.revision));
    await passes(6, partner, side);
    expect(isUntouched(issue)).toBe(true);
    expect(side.connection()).toMatchObject({ facts: { link: "suspended" }, suspendedBy: "acknowledged ahead" });
    expect(side.connection().recovered).toBeUndefined();
  });

  test("nor does one who begins its stream anew and says so with that", async () => {
    const connection = partner.connection();
    const { received } = connection.stream;
    const ahead = { ...received, sequence: received.sequence + 5, hash: `${"1".repeat(51)}0` };
    await beginGeneration(partner.context, connection.id, {
      above: 1,
      restored: true,
      event: "restore noticed",
      first: (now) => ({ ...now, stream: { ...now.stream, received: ahead } }),
    });
    await passes(4, partner, side);
    const { facts, suspendedBy, recovered: went, stream } = side.connection();
    expect([facts.link, suspendedBy, went, stream.generation]).toEqual(["suspended", "acknowledged ahead", undefined, 1]);
  });

  test("a partner cannot use up the numbers of our generations", async () => {
    const connection = partner.connection();
    const { received } = connection.stream;
    partner.store.transaction(() =>
      partner.store.putConnection({ ...connection, stream: { ...connection.stream, received: { ...received, generation: 2 ** 48 - 1 } } }),
    );
    await passes(1, partner, side);
    expect(side.connection().facts.link).toBe("suspended");
    expect(await side.command({ kind: "resume", connection: CONNECTION, author: "Ada" })).toMatchObject({ kind: "done" });
    expect(side.connection().stream.generation).toBe(2);
  });

  test("after a Recover a local issue that was never shared is not given to who names it", async () => {
    const secret = mint();
    side.tracker.add(secret, { fields: { title: "Secret" }, share: [] });
    await passes(2, world.P, world.S);
    await recovered();
    const later = mint();
    side.tracker.add(later, { fields: { title: "Secret, too" }, share: [] });
    await passes(1, side);
    for (const id of [secret, later]) says(partner, tale(id));
    await passes(4, partner, side);
    expect(side.said.filter(({ body }) => body.includes("Secret"))).toEqual([]);
    for (const id of [secret, later]) {
      expect(side.said.find(({ body }) => body.includes(id))?.body).toContain('"result":"left scope"');
      expect(side.tracker.issue(id)?.fields["title"]).toContain("Secret");
    }
  });

  test("once what was forgotten came back the border holds for new issues as ever", async () => {
    await recovered();
    const [told, again] = [mint(), mint()];
    says(partner, tale(told));
    await passes(4, partner, side);
    expect(side.tracker.issue(told)?.fields["title"]).toBe("Told");
    expect(isUntouched(told)).toBe(true);
    // The primary may ask for an issue, and tell it once it is asked to.
    if (partner.letter === "P") {
      const asks = { result: "base unknown" as const, revision: NONE, conflicts: [], refused: [], overruled: [] };
      says(partner, { kind: "confirmation", issue: again, contract: 1, ...asks, failure: { code: "BASE_UNKNOWN" } });
    }
    says(partner, tale(again));
    await passes(4, partner, side);
    expect(side.tracker.issue(again)?.fields["title"]).toBe("Told");
    expect(isUntouched(again)).toBe(true);
  });

  test("what was forgotten and has come back is not believed a second time", async () => {
    const yesterday = saved(side);
    const theirs = shared(partner, "Theirs");
    await passes(4, world.P, world.S);
    yesterday.putBack("state and issues");
    await passes(10, world.P, world.S);
    const sync = side.row(theirs)?.sync;
    if (!sync || side.connection().recovered === undefined) throw new Error("it did not come back");
    if (partner.letter === "S") {
      const unknown = { result: "base unknown" as const, revision: NONE, conflicts: [], refused: [], overruled: [] };
      says(partner, { kind: "confirmation", issue: theirs, contract: 1, ...unknown, failure: { code: "BASE_UNKNOWN" } });
    }
    says(partner, tale(theirs, partner.letter === "S" ? NONE : sync.revision));
    await passes(4, partner, side);
    expect(side.store.queues(side.connection().id).in).toBe(0);
    expect(isUntouched(theirs)).toBe(true);
  });

  test.each([
    ["the state", "state", false],
    ["state and issues", "state and issues", false],
    ["state and folder", "state", true],
    ["state, issues and folder", "state and issues", true],
  ] as const)("what was forgotten comes back with its own values and comments where %s is put back", async (_, what, withFolder) => {
    const yesterday = saved(side);
    const folder = world.exchange.folder.snapshot();
    const ours = shared(side, "Ours");
    const theirs = shared(partner, "Theirs");
    await passes(4, world.P, world.S);
    const said = { id: mint(), author: "Ada", created: "2026-11-22", body: "Said here.", internal: false };
    for (const id of [ours, theirs]) side.tracker.edit(id, { fields: { [ownField]: "own" }, comments: [{ ...said, id: mint() }] });
    await passes(4, world.P, world.S);
    yesterday.putBack(what);
    if (withFolder) world.exchange.folder.restore(folder);
    // Looks at the tracker, as a command line does, before any process has looked at the exchange place.
    await side.command({ kind: "edit issue", issue, change: { fields: { due: "2027-01-02" } }, author: "Ada" });
    side.restart();
    await passes(2, side, partner);
    expect(side.connection().facts.link).toBe(withFolder ? "suspended" : "connected");
    if (withFolder) await side.command({ kind: "resume", connection: CONNECTION, author: "Ada" });
    await passes(12, world.P, world.S);
    for (const id of [ours, theirs])
      for (const one of [side, partner]) {
        const found = one.tracker.issue(id);
        // What only the secondary may say the primary does not tell, not even to whom it comes from.
        const isTold = one.letter === "P" || letter === "P" || what === "state";
        expect(found?.fields[ownField]).toBe(isTold ? "own" : undefined);
        expect(found?.comments.map(({ body }) => body)).toEqual(["Said here."]);
        expect(one.row(id)?.status).toBe("up to date");
      }
  });
});
