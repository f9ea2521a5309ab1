import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import type { Invite } from "../../../src/protocol/invite.ts";
import { joinedBefore } from "../../../src/sync/joined-before.ts";
import { createConnection, joinConnection } from "../../../src/sync/setup.ts";
import { type SavedSide, saveSide, storesDirectory } from "../../simulation/saved-side.ts";
import { SeededRandom } from "../../simulation/seeded-random.ts";
import { simulatedCrypto } from "../../simulation/simulated-crypto.ts";
import { CONNECTION, type Letter, SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type MemoryExchange, memoryExchange } from "../../support/memory-transport.ts";

/**
 * Sides that are put back to before the secondary joined. They cannot go on: each setup has keys and a transcript of its own. Neither works on in
 * silence, what they have as issues stays, and they can be connected anew.
 */
let P: SimulatedProject;
let S: SimulatedProject;
let exchange: MemoryExchange;
let clock: { now: number };
let saved: (side: SimulatedProject) => SavedSide;

beforeEach(() => {
  const directory = storesDirectory();
  const random = new SeededRandom(7);
  clock = { now: 1_790_000_000_000 };
  const crypto = simulatedCrypto(random.fork("crypto"));
  const file = (letter: Letter): string => join(directory.path, `${letter}.db`);
  const project = (letter: Letter): SimulatedProject =>
    new SimulatedProject({
      letter,
      crypto,
      random: random.fork(letter),
      now: () => clock.now,
      nature: exact,
      remembersWrites: true,
      storeFile: file(letter),
    });
  [P, S] = [project("P"), project("S")];
  exchange = memoryExchange({ random: () => random.next() });
  for (const side of [P, S]) {
    side.connectTo = () => exchange.transport(side.self);
    side.settings = { ...side.settings, terms: DEFAULT_TERMS };
  }
  let copies = 0;
  saved = (side) => saveSide(side, file(side.letter), join(directory.path, `copy-${++copies}`));
  onTestFinished(() => {
    for (const side of [P, S]) side.close();
    directory.remove();
  });
});

async function passes(times: number): Promise<void> {
  for (let i = 0; i < times; i++)
    for (const side of [S, P]) {
      clock.now += 1000;
      await side.pass();
    }
}

async function invites(): Promise<Invite> {
  const { connection, invite } = await createConnection(P.context, CONNECTION);
  P.store.transaction(() => P.store.putConnection(connection));
  await P.pass();
  return invite;
}

async function joins(invite: Invite): Promise<void> {
  const { connection, file } = await joinConnection(S.context, CONNECTION, invite);
  const { name, hash, bytes } = file;
  S.store.transaction(() => {
    S.store.putConnection(connection);
    S.store.putFile({ connection: connection.id, generation: 1, sequence: 0, name, hash, size: bytes.length }, bytes, []);
  });
}

const does = (side: SimulatedProject, kind: "start" | "remove" | "resume" | "retry") =>
  kind === "retry"
    ? side.command({ kind, issue: null, author: side.letter })
    : side.command({ kind, connection: CONNECTION, author: side.letter });

/** Both run under a contract, and have exchanged an issue of the secondary's. Gives its id. */
async function goOn(): Promise<string> {
  await passes(3);
  await P.command({ kind: "publish", connection: CONNECTION, note: "", unverified: true, author: "P" });
  await passes(3);
  await S.command({ kind: "accept", connection: CONNECTION, contract: 1, note: "", unverified: true, author: "S" });
  await passes(3);
  for (const side of [P, S]) await does(side, "start");
  const id = newId(clock.now, S.context.crypto.random(10));
  S.tracker.add(id, { fields: { title: "Valve" }, share: [CONNECTION] });
  await passes(4);
  expect([P, S].map((side) => side.row(id)?.status)).toEqual(["up to date", "up to date"]);
  return id;
}

/** Where a side does not know any more that it has the issue from the partner, its user says that it is shared. */
async function sharesAgain(id: string): Promise<void> {
  if (P.row(id) === null) P.tracker.edit(id, { share: [CONNECTION] });
  await does(S, "retry");
  await passes(6);
  expect([P, S].map((side) => side.row(id)?.status)).toEqual(["up to date", "up to date"]);
}

async function connectAnew(id: string): Promise<void> {
  for (const side of [P, S])
    for (let i = 0; i < 2 && side.store.connections().length > 0; i++) {
      expect(await does(side, "remove")).toMatchObject({ kind: "done" });
      await passes(1);
    }
  expect([P, S].map((side) => side.store.connections())).toEqual([[], []]);
  await joins(await invites());
  await goOn();
  await sharesAgain(id);
}

test("a primary that was put back to before the join stands still, cannot go on, and connects anew", async () => {
  const invite = await invites();
  const yesterday = saved(P);
  await joins(invite);
  const id = await goOn();
  yesterday.putBack("state");
  await passes(3);
  expect(P.connection()).toMatchObject({ facts: { link: "suspended" }, partner: null });
  expect(await does(P, "resume")).toMatchObject({ kind: "failed", code: "NO_PARTNER" });
  await connectAnew(id);
});

test("a primary that was put back to before the join with the exchange folder takes the same invitation again", async () => {
  const invite = await invites();
  const [yesterday, folder] = [saved(P), exchange.folder.snapshot()];
  await joins(invite);
  const id = await goOn();
  yesterday.putBack("state");
  exchange.folder.restore(folder);
  await passes(3);
  expect(P.connection().facts.link).toBe("handshake");
  for (let i = 0; i < 2; i++) {
    expect(await does(S, "remove")).toMatchObject({ kind: "done" });
    await passes(1);
  }
  await joins(invite);
  await goOn();
  await sharesAgain(id);
});

test("a secondary that was put back to before it joined is told so when it wants to join again, and the primary goes on undisturbed", async () => {
  const yesterday = saved(S);
  const invite = await invites();
  expect(await joinedBefore(S.context, invite, exchange.transport(S.self))).toBe(false);
  await joins(invite);
  expect(await joinedBefore(S.context, invite, exchange.transport(S.self))).toBe(false);
  const id = await goOn();
  yesterday.putBack("state");
  expect(await joinedBefore(S.context, invite, exchange.transport(S.self))).toBe(true);
  await passes(2);
  expect(P.connection()).toMatchObject({ facts: { link: "connected" }, stream: { generation: 1 }, troubles: {} });
  await connectAnew(id);
});

test("a name alone does not keep anybody from joining", async () => {
  const invite = await invites();
  const foreign = `1-1-${"0".repeat(52)}.ferry`;
  exchange.folder.put(`${S.self}/${invite.connection}/${foreign}`, new Uint8Array([1]));
  expect(await joinedBefore(S.context, invite, exchange.transport(S.self))).toBe(false);
});

test("who joins again with an invitation that it used and removed is told that it was used, and not left waiting", async () => {
  const invite = await invites();
  await joins(invite);
  await goOn();
  for (let i = 0; i < 2; i++) {
    expect(await does(S, "remove")).toMatchObject({ kind: "done" });
    await passes(2);
  }
  await joins(invite);
  await passes(2);
  expect(S.connection().invitation.refused).toBe("used");
});

test("who joins again before its own files of then have arrived stands still, also once they have; the primary goes on, and both connect anew", async () => {
  const yesterday = saved(S);
  const invite = await invites();
  await joins(invite);
  const id = await goOn();
  yesterday.putBack("state");
  const { folder } = exchange;
  const then = folder
    .paths()
    .filter((path) => path.startsWith(S.self))
    .map((path) => [path, folder.bytes(path) ?? new Uint8Array()] as const);
  for (const [path] of then) folder.lose(path);
  expect(await joinedBefore(S.context, invite, exchange.transport(S.self))).toBe(false);
  await joins(invite);
  await passes(3);
  const standing = () =>
    [S, P].map((side) => [side.connection().facts.link, side.connection().stream.generation, side.connection().troubles]);
  const still = [
    ["suspended", 1, {}],
    ["connected", 1, {}],
  ];
  expect(standing()).toEqual(still);
  expect(S.connection().suspendedBy).toBe("joined before");
  expect(await does(S, "resume")).toMatchObject({ kind: "failed", code: "JOINED_BEFORE" });
  for (const [path, bytes] of then) folder.put(path, bytes);
  await passes(4);
  expect(standing()).toEqual(still);
  await connectAnew(id);
});

test("who joins again, and sees its own files of then before anything of the primary, begins nothing anew: the primary goes on, and both connect anew", async () => {
  const yesterday = saved(S);
  const invite = await invites();
  await joins(invite);
  const id = await goOn();
  yesterday.putBack("state");
  const { folder } = exchange;
  const then = folder
    .paths()
    .filter((path) => path.startsWith(S.self))
    .map((path) => [path, folder.bytes(path) ?? new Uint8Array()] as const);
  for (const [path] of then) folder.lose(path);
  await joins(invite);
  for (const [path, bytes] of then) folder.put(path, bytes);
  await passes(4);
  expect([S, P].map((side) => [side.connection().facts.link, side.connection().stream.generation, side.connection().troubles])).toEqual([
    ["suspended", 1, {}],
    ["connected", 1, {}],
  ]);
  expect(S.connection().suspendedBy).toBe("joined before");
  expect(await does(S, "resume")).toMatchObject({ kind: "failed", code: "JOINED_BEFORE" });
  expect([S, P].map((side) => side.store.alarms("all", 10).map(({ code, info }) => `${code} ${info}`))).toEqual([
    ["INTEGRITY_ISSUE SUSPENDED"],
    [],
  ]);
  await connectAnew(id);
});
