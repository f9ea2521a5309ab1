import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { decodeHeader } from "../../../src/envelope/header-layout.ts";
import type { Connection } from "../../../src/model/connection.ts";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import { createConnection, epochKeyName, joinConnection, joinSecretName } from "../../../src/sync/setup.ts";
import { type SavedSide, saveSide, storesDirectory } from "../../simulation/saved-side.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { obey } from "../../simulation/connect-sides.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";

/**
 * Whole projects of which one revokes the other's key: from that commit on nothing of the partner counts, whatever it signed before or signs now, and
 * nothing leaves but the word that it is over.
 */
let world: World;
let stores: string;
let P: SimulatedProject;
let S: SimulatedProject;
let issue: string;

beforeEach(async () => {
  const directory = storesDirectory();
  stores = directory.path;
  world = await connectedWorld({ seed: 7, natures: { P: exact, S: exact }, terms: DEFAULT_TERMS, stores });
  ({ P, S } = world);
  onTestFinished(() => {
    for (const side of [P, S]) side.close();
    directory.remove();
  });
  issue = newId(world.clock.now, world.random.bytes(10));
  P.tracker.add(issue, { fields: { title: "Valve", body: "one" }, share: [CONNECTION] });
  await passes(4);
  if (title(S) !== "Valve") throw new Error("the scene is not set");
});

const title = (side: SimulatedProject): unknown => side.tracker.issue(issue)?.fields["title"] ?? null;
const saved = (side: SimulatedProject): SavedSide => saveSide(side, join(stores, `${side.letter}.db`), join(stores, "copy"));

async function passes(times: number, sides: readonly SimulatedProject[] = [P, S]): Promise<void> {
  for (let i = 0; i < times; i++) for (const side of sides) await side.pass();
}

const revoke = (side: SimulatedProject) => side.command({ kind: "revoke", connection: CONNECTION, author: "Ada" });

/** Names of the side's files of the stream that lie in the folder. */
function filesOf(side: SimulatedProject): readonly string[] {
  const start = `${side.self}/${side.connection().id}/`;
  return world.exchange.folder
    .paths()
    .filter((path) => path.startsWith(start) && /\/(\d+-\d+|join)-/.test(path))
    .map((path) => path.slice(start.length));
}

/** What the side acknowledges: the newest file it took. */
function acknowledged(side: SimulatedProject): number | null {
  const start = `${side.self}/${side.connection().id}/ack-`;
  const bytes = world.exchange.folder.bytes(world.exchange.folder.paths().find((path) => path.startsWith(start)) ?? "");
  const header = bytes && decodeHeader(bytes);
  return header?.ok ? header.value.header.acknowledges.sequence : null;
}

/** Everything that a message of the partner could change. */
function stateOf(side: SimulatedProject): unknown {
  const { lastSeen: _, ...connection } = side.connection();
  return structuredClone({
    connection,
    issues: side.store.issuesSince(0, 999),
    syncs: side.store.syncsOf(issue),
    tracker: side.tracker.issue(issue),
    inbox: side.store.inboxSize(connection.id, "all"),
    said: side.said.length,
  });
}

describe.each(["P", "S"] as const)("%s revokes the partner:", (letter) => {
  let side: SimulatedProject;
  let partner: SimulatedProject;
  beforeEach(() => {
    side = letter === "P" ? P : S;
    partner = side === P ? S : P;
  });

  test("its issues stay as local ones, its keys are gone, and the partner reads that it was revoked", async () => {
    const { id } = side.connection();
    expect(await revoke(side)).toMatchObject({ kind: "done" });
    expect([side.connection().facts.link, side.row(issue)?.status, side.row(issue)?.sync.frozen]).toEqual(["revoked", "local", true]);
    expect([side.keys.epochKeys(id), side.keys.getSecret(joinSecretName(id))]).toEqual([[], null]);
    await passes(3);
    expect(partner.connection()).toMatchObject({ facts: { link: "closed" }, closedBy: "revoked" });
    expect([title(side), title(partner)]).toEqual(["Valve", "Valve"]);
    expect(side.store.audits(0, 9999).filter(({ action }) => action.startsWith("revoke"))).toMatchObject([
      { action: "revoked", connection: id, reference: partner.self },
      { action: "revoke", actor: "Ada", connection: id, info: "done" },
    ]);
  });

  test("what lies in the inbox is not applied any more", async () => {
    await obey(side, { kind: "stop", connection: CONNECTION, author: "x" });
    partner.tracker.edit(issue, { fields: { title: "Theirs" } });
    await passes(3);
    expect(side.store.inboxSize(side.connection().id, "all").messages).toBe(1);
    await revoke(side);
    expect(side.store.inboxSize(side.connection().id, "all").messages).toBe(0);
    await passes(3);
    expect(title(side)).toBe("Valve");
  });

  test("what the partner signed before, and what it signs now, changes nothing and is not acknowledged", async () => {
    partner.tracker.edit(issue, { fields: { title: "Old" } });
    await partner.pass();
    const before = acknowledged(side);
    await revoke(side);
    await side.pass();
    const state = stateOf(side);
    // The partner never hears of it, and goes on as before.
    for (const name of filesOf(side)) world.exchange.folder.lose(`${side.self}/${side.connection().id}/${name}`);
    for (const text of ["New", "Newer"]) {
      partner.tracker.edit(issue, { fields: { title: text } });
      await obey(partner, { kind: "ping", connection: CONNECTION, author: "x" });
      await passes(1, [partner, side, side]);
    }
    expect(filesOf(partner).length).toBeGreaterThan(1);
    expect([stateOf(side), acknowledged(side)]).toEqual([state, before]);
    expect(title(side)).toBe("Valve");
  });

  test("a new beginning that the partner signs is not heard", async () => {
    await revoke(side);
    await side.pass();
    const state = stateOf(side);
    const yesterday = saved(partner);
    partner.tracker.edit(issue, { fields: { title: "Pump" } });
    await passes(1, [partner]);
    yesterday.putBack("state");
    await passes(2, [partner, side]);
    expect(filesOf(partner).some((name) => name.startsWith("2-0-"))).toBe(true);
    expect(stateOf(side)).toEqual(state);
  });

  test("what waited for the partner never leaves, sealed or not; the one file that does takes its place", async () => {
    side.tracker.edit(issue, { fields: { title: "Secret" } });
    await side.pass();
    const sealed = filesOf(side);
    side.tracker.edit(issue, { fields: { body: "Other secret" } });
    await revoke(side);
    side.tracker.edit(issue, { fields: { priority: "high" } });
    const said = side.said.length;
    await passes(3, [side]);
    const [only, ...more] = filesOf(side);
    expect([more, sealed.includes(only ?? ""), side.said.slice(said)]).toEqual([[], false, []]);
    expect(only?.split("-").slice(0, 2)).toEqual(sealed[0]?.split("-").slice(0, 2));
    await passes(3);
    expect([title(partner), partner.connection().closedBy]).toEqual(["Valve", "revoked"]);
  });

  test("a partner that had taken more than was known does not take the farewell, and nothing else happens", async () => {
    side.tracker.edit(issue, { fields: { title: "Pump" } });
    await passes(1, [side, partner]);
    await revoke(side);
    await passes(3);
    expect([partner.connection().facts.link, title(partner)]).toEqual(["connected", "Pump"]);
  });

  test.each(["before a commit", "after a commit"] as const)("a process that ends %s leaves it undone or done", async (where) => {
    for (let n = 1; ; n++) {
      const before = side.connection();
      side.points.arm(n, where);
      const outcome = await revoke(side);
      side.points.disarm();
      const now = side.connection();
      expect([before.facts.link, "revoked"]).toContain(now.facts.link);
      expect(now.facts.link === "revoked" ? side.row(issue)?.status : "local").toBe("local");
      if (outcome !== null) break;
      expect(n).toBeLessThan(9);
    }
    await passes(2);
    expect([side.connection().facts.link, side.keys.epochKeys(side.connection().id), partner.connection().closedBy]).toEqual([
      "revoked",
      [],
      "revoked",
    ]);
  });

  test("keys that a process left behind are destroyed by the next pass", async () => {
    const { id, stream } = side.connection();
    const pair = side.keys.get(epochKeyName(id, stream.epochKey));
    await revoke(side);
    if (pair) side.keys.put(epochKeyName(id, stream.epochKey), pair);
    await side.pass();
    expect(side.keys.epochKeys(id)).toEqual([]);
  });

  test.each(["suspended", "closed"] as const)("while it is %s", async (link) => {
    const put = (facts: Partial<Connection["facts"]>): void => {
      const now = side.connection();
      side.store.transaction(() => side.store.putConnection({ ...now, facts: { ...now.facts, ...facts } }));
    };
    side.tracker.edit(issue, { fields: { title: "Pump" } });
    await side.pass();
    if (link === "closed") await obey(side, { kind: "remove", connection: CONNECTION, author: "x" });
    else put({ link });
    const paths = [...world.exchange.folder.paths()];
    expect(await revoke(side)).toMatchObject({ kind: "done" });
    expect(side.connection().facts.link).toBe("revoked");
    await passes(3, [side]);
    // A copy of the suspended one may work elsewhere: not a byte moves.
    const silent = JSON.stringify([...world.exchange.folder.paths()]) === JSON.stringify(paths);
    await passes(2);
    const heard = partner.connection().closedBy;
    expect([silent, heard]).toEqual(link === "suspended" ? [true, undefined] : [false, "revoked"]);
  });

  test("a suspended connection that is removed stays silent", async () => {
    const now = side.connection();
    side.store.transaction(() => side.store.putConnection({ ...now, facts: { ...now.facts, link: "suspended" } }));
    partner.tracker.edit(issue, { fields: { title: "Pump" } });
    await partner.pass();
    await obey(side, { kind: "remove", connection: CONNECTION, author: "x" });
    const folder = world.exchange.folder.snapshot();
    await passes(3, [side]);
    expect(world.exchange.folder.snapshot()).toEqual(folder);
  });

  test("twice is once, and removed it is forgotten", async () => {
    await revoke(side);
    const state = stateOf(side);
    expect(await revoke(side)).toMatchObject({ kind: "done" });
    expect(stateOf(side)).toEqual(state);
    await passes(2, [side]);
    expect(await side.command({ kind: "remove", connection: CONNECTION, author: "x" })).toMatchObject({ data: { forgotten: 1 } });
    expect([side.store.connections(), filesOfAll(side)]).toEqual([[], []]);
  });
});

const filesOfAll = (side: SimulatedProject): readonly string[] =>
  world.exchange.folder.paths().filter((path) => path.startsWith(side.self));

test("an invitation is cancelled with the connection that it was for", async () => {
  const { connection, invite } = await createConnection(P.context, "third");
  P.store.transaction(() => P.store.putConnection(connection));
  expect(await P.command({ kind: "revoke", connection: "third", author: "Ada" })).toMatchObject({ kind: "done" });
  const joined = await joinConnection(S.context, "third", invite);
  const { name, hash, bytes } = joined.file;
  S.store.transaction(() => {
    S.store.putConnection(joined.connection);
    S.store.putFile({ connection: connection.id, generation: 1, sequence: 0, name, hash, size: bytes.length }, bytes, []);
  });
  await passes(3);
  expect(P.store.connection(connection.id)).toMatchObject({ partner: null, facts: { link: "revoked" } });
});

describe.each([
  ["who invites", true],
  ["who joins", false],
] as const)("a new connection with a key that was revoked, by %s", (_, invites) => {
  const second = (side: SimulatedProject): Connection => {
    const found = side.store.connections().find(({ name }) => name === "second");
    if (!found) throw new Error("no second connection");
    return found;
  };

  test("says so, and agrees on nothing before the numbers were compared", async () => {
    const [side, partner] = [P, S];
    await revoke(side);
    await passes(2);
    const [primary, secondary] = invites ? [side, partner] : [partner, side];
    const { connection, invite } = await createConnection(primary.context, "second");
    primary.store.transaction(() => primary.store.putConnection(connection));
    const joined = await joinConnection(secondary.context, "second", invite);
    const { name, hash, bytes } = joined.file;
    secondary.store.transaction(() => {
      secondary.store.putConnection(joined.connection);
      secondary.store.putFile({ connection: connection.id, generation: 1, sequence: 0, name, hash, size: bytes.length }, bytes, []);
    });
    await passes(4);
    expect([second(side).facts.link, second(side).revokedBefore, second(partner).revokedBefore]).toEqual(["connected", true, undefined]);
    const publish = { kind: "publish", connection: "second", note: "", unverified: true, author: "x" } as const;
    const accept = { kind: "accept", connection: "second", contract: 1, note: "", unverified: true, author: "x" } as const;
    if (!invites) {
      await obey(partner, publish);
      await passes(2);
    }
    const agree = invites ? publish : accept;
    expect(await side.command(agree)).toMatchObject({ kind: "failed", code: "REVOKED_KEY" });
    await obey(side, { kind: "verify", connection: "second", compared: true, author: "x" });
    expect(await side.command(agree)).toMatchObject({ kind: "done" });
  });
});
