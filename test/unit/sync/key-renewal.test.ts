import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { decodeHeader } from "../../../src/envelope/header-layout.ts";
import type { Header } from "../../../src/envelope/header.ts";
import { sealFile, signFile } from "../../../src/envelope/seal.ts";
import { fromBase32, toBase32 } from "../../../src/model/base32.ts";
import type { Stream } from "../../../src/model/connection.ts";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import type { KeyPair } from "../../../src/ports/crypto.ts";
import { encodePayload } from "../../../src/protocol/codec.ts";
import { firstKeyOf } from "../../../src/sync/key-renewal.ts";
import { epochKeyName, sealContext } from "../../../src/sync/setup.ts";
import { type SavedSide, saveSide, storesDirectory } from "../../simulation/saved-side.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { obey } from "../../simulation/connect-sides.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";

/** Whole projects whose epoch keys are renewed after a few messages, and what a partner or a thief may try with that. */
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
  P.tracker.add(issue, { fields: { title: "Valve" }, share: [CONNECTION] });
  await passes(4);
  if (title(S) !== "Valve") throw new Error("the scene is not set");
});

const title = (side: SimulatedProject): unknown => side.tracker.issue(issue)?.fields["title"] ?? null;
const stream = (side: SimulatedProject): Stream => side.connection().stream;
const sealsTo = (side: SimulatedProject): number => side.connection().partner?.epochKey.number ?? -1;
const keysOf = (side: SimulatedProject): readonly number[] => side.keys.epochKeys(side.connection().id);
const saved = (side: SimulatedProject): SavedSide => saveSide(side, join(stores, `${side.letter}.db`), join(stores, "copy"));
const directory = (side: SimulatedProject): string => `${side.self}/${side.connection().id}/`;
const told = (side: SimulatedProject, action: string): number => side.store.audits(0, 99_999).filter((one) => one.action === action).length;

/** From now on both renew after so many messages. */
function renewEvery(messages: number): void {
  for (const side of [P, S]) side.keyLife = { messages, ms: Number.POSITIVE_INFINITY };
  for (const side of [P, S]) side.restart();
}

async function passes(times: number, sides: readonly SimulatedProject[] = [P, S]): Promise<void> {
  for (let i = 0; i < times; i++) for (const side of sides) await side.pass();
}

let edits = 0;
async function talk(times: number, rounds = 4): Promise<void> {
  for (let i = 0; i < times; i++) {
    for (const side of [P, S]) side.tracker.edit(issue, { fields: { [side === P ? "title" : "body"]: `edit ${++edits}` } });
    await passes(rounds);
  }
}

function settled(): void {
  for (const field of ["title", "body"]) expect(P.tracker.issue(issue)?.fields[field]).toEqual(S.tracker.issue(issue)?.fields[field]);
  expect([P, S].map((side) => [side.row(issue)?.status, side.connection().facts.link])).toEqual([
    ["up to date", "connected"],
    ["up to date", "connected"],
  ]);
  for (const side of [P, S]) {
    const { epochKey, renewing } = stream(side);
    expect(keysOf(side)).toEqual([epochKey, ...(renewing === undefined ? [] : [renewing])]);
    expect(keysOf(side)).toContain(sealsTo(side === P ? S : P));
  }
}

/** Headers of the side's message files that lie in the folder. */
function headersOf(side: SimulatedProject): readonly Header[] {
  return world.exchange.folder
    .paths()
    .filter((path) => path.startsWith(directory(side)) && /\/\d+-\d+-/.test(path))
    .flatMap((path) => {
      const decoded = decodeHeader(world.exchange.folder.bytes(path) ?? new Uint8Array());
      return decoded.ok ? [decoded.value.header] : [];
    })
    .toSorted((a, b) => a.sequence - b.sequence);
}

describe("both sides renew their keys", () => {
  test("again and again, and keep no key that is not in use", async () => {
    renewEvery(2);
    const before = [stream(P).epochKey, stream(S).epochKey];
    await talk(12);
    await passes(6);
    settled();
    for (const [i, side] of [P, S].entries()) {
      expect(stream(side).epochKey).toBeGreaterThan((before[i] ?? 0) + 2);
      expect(told(side, "key renewed")).toBe(stream(side).epochKey);
      expect(told(side, "key not taken")).toBe(0);
    }
  });

  test("and a former key opens nothing that came later", async () => {
    const first = S.keys.get(epochKeyName(S.connection().id, 0));
    renewEvery(1);
    await talk(4);
    expect([stream(S).epochKey > 1, S.keys.get(epochKeyName(S.connection().id, 0))]).toEqual([true, null]);
    expect(first).not.toBeNull();
    P.tracker.edit(issue, { fields: { title: "Later" } });
    await P.pass();
    expect(headersOf(P).every(({ recipientKey }) => recipientKey > 0)).toBe(true);
  });

  test("not before so many messages, nor as long as one is announced that nobody sealed to", async () => {
    await talk(3);
    expect([told(P, "key announced"), told(S, "key announced")]).toEqual([0, 0]);
    S.keyLife = { messages: 1, ms: Number.POSITIVE_INFINITY };
    S.restart();
    const ping = { kind: "ping", connection: CONNECTION, author: "x" } as const;
    // The partner is away: all of this waits in the folder.
    for (let i = 0; i < 4; i++) {
      await obey(S, ping);
      await S.pass();
    }
    expect(headersOf(S).map(({ announces }) => announces?.number ?? null)).toEqual([stream(S).epochKey + 1, null, null, null]);
    await passes(4);
    expect([stream(S).epochKey > 0, told(P, "key announced") >= 1]).toEqual([true, true]);
  });

  test("after a week, whatever was said", async () => {
    const life = { messages: 1_000_000, ms: 7 * 86_400_000 };
    for (const side of [P, S]) {
      side.keyLife = life;
      side.restart();
    }
    await talk(1);
    expect(told(P, "key announced") + told(S, "key announced")).toBe(0);
    world.clock.now += life.ms + 1000;
    await talk(2);
    expect([told(P, "key announced"), told(S, "key announced")]).toEqual([1, 1]);
    await passes(4);
    settled();
  });

  test("no clock destroys a key: it stays until something sealed to the next one was opened", async () => {
    S.keyLife = { messages: 1, ms: 1000 };
    S.restart();
    await obey(S, { kind: "ping", connection: CONNECTION, author: "x" });
    await S.pass();
    for (let i = 0; i < 5; i++) {
      world.clock.now += 365 * 86_400_000;
      S.restart();
      await S.pass();
    }
    expect(keysOf(S)).toEqual([0, 1]);
    await passes(3);
    settled();
    expect(stream(S).epochKey).toBe(1);
  });
});

describe("what was sealed before a renewal", () => {
  test("is opened with the former key, in order, also after a long time; then that key goes", async () => {
    renewEvery(1000);
    S.keyLife = { messages: 1, ms: 1000 };
    S.restart();
    // P seals three files to the first key, and only then hears of the next.
    const ping = { kind: "ping", connection: CONNECTION, author: "x" } as const;
    for (let i = 0; i < 3; i++) {
      await obey(P, ping);
      await P.pass();
    }
    await obey(S, ping);
    world.exchange.folder.delay(true);
    await passes(2, [S]);
    world.exchange.folder.delay(false);
    world.exchange.folder.deliver();
    const numbers = headersOf(P).map(({ recipientKey }) => recipientKey);
    expect(numbers.every((number) => number === 0)).toBe(true);
    await passes(6);
    await talk(2);
    settled();
    expect(stream(S).epochKey).toBeGreaterThan(0);
  });

  test.each(["lost", "doubled and shown late"] as const)("and files that are %s, are taken in their order", async (what) => {
    renewEvery(1);
    for (let i = 0; i < 8; i++) {
      P.tracker.edit(issue, { fields: { title: `edit ${i}` } });
      S.tracker.edit(issue, { fields: { body: `edit ${i}` } });
      await passes(1);
      const paths = world.exchange.folder.paths().filter((path) => /\/\d+-\d+-/.test(path));
      const victim = paths[i % Math.max(1, paths.length)];
      if (victim !== undefined && what === "lost") world.exchange.folder.lose(victim);
      if (victim !== undefined && what !== "lost") world.exchange.folder.conflictCopy(victim);
      const gone = world.exchange.folder.gone();
      if (what !== "lost" && gone[0] !== undefined) world.exchange.folder.bringBack(gone[0]);
      await passes(2, i % 2 === 0 ? [S, P] : [P, S]);
    }
    await passes(25);
    settled();
    expect(Math.min(stream(P).epochKey, stream(S).epochKey)).toBeGreaterThan(2);
  });
});

describe.each(["P", "S"] as const)("%s ends in the middle of a renewal:", (letter) => {
  test("wherever that is, all goes on and no key stays behind", async () => {
    const side = letter === "P" ? P : S;
    renewEvery(1);
    for (let n = 1; n <= 24; n++) {
      for (const one of [P, S]) one.tracker.edit(issue, { fields: { [one === P ? "title" : "body"]: `n ${n}` } });
      side.points.arm(n);
      await passes(2);
      side.points.disarm();
    }
    await passes(8);
    settled();
    expect(Math.min(stream(P).epochKey, stream(S).epochKey)).toBeGreaterThan(5);
  });

  test("a key that was drawn and never announced is replaced", async () => {
    const [side, partner] = letter === "P" ? [P, S] : [S, P];
    renewEvery(1);
    const orphan = await side.context.crypto.newEpochKey();
    side.keys.put(epochKeyName(side.connection().id, stream(side).epochKey + 1), orphan);
    await talk(3);
    settled();
    expect(partner.connection().partner?.epochKey.key).not.toBe(toBase32(orphan.publicKey));
  });

  test("a key that is to be destroyed goes with the next process", async () => {
    const side = letter === "P" ? P : S;
    renewEvery(1);
    const remove = side.keys.remove.bind(side.keys);
    side.keys.remove = () => {
      throw new Error("the process ends");
    };
    const first = stream(side).epochKey;
    for (let i = 0; i < 8 && stream(side).epochKey === first; i++) {
      for (const one of [P, S]) one.tracker.edit(issue, { fields: { [one === P ? "title" : "body"]: `i ${i}` } });
      for (const one of [P, S]) await one.pass().catch(() => one.restart());
    }
    side.keys.remove = remove;
    expect([stream(side).formerKey, keysOf(side).includes(first)]).toEqual([first, true]);
    side.restart();
    await passes(4);
    expect(keysOf(side)).not.toContain(first);
    settled();
  });

  test("a state that is put back, with renewals since, recovers with keys of its own", async () => {
    const [side, partner] = letter === "P" ? [P, S] : [S, P];
    renewEvery(1);
    await talk(2);
    const yesterday = saved(side);
    await talk(4);
    const renewedTo = stream(side).epochKey;
    yesterday.putBack("state");
    side.tracker.edit(issue, { fields: { priority: "high" } });
    await passes(12);
    expect([side.connection().recovered !== undefined, stream(side).generation]).toEqual([true, 2]);
    expect(stream(side).epochKey).toBeGreaterThanOrEqual(firstKeyOf(2));
    expect(renewedTo).toBeLessThan(firstKeyOf(2));
    expect(stream(partner).epochKey).toBeGreaterThanOrEqual(firstKeyOf(2));
    await talk(3);
    settled();
  });

  test("keys that only the lost state knew of are destroyed by the Recover", async () => {
    const side = letter === "P" ? P : S;
    renewEvery(1);
    const yesterday = saved(side);
    await talk(4);
    const keys = keysOf(side).map((number): [string, KeyPair | null] => {
      const name = epochKeyName(side.connection().id, number);
      return [name, side.keys.get(name)];
    });
    yesterday.putBack("state");
    // Only the database was put back: the keys are those of today.
    for (const [name, pair] of keys) if (pair) side.keys.put(name, pair);
    await passes(10);
    for (const [name] of keys) expect(side.keys.get(name)).toBeNull();
    settled();
  });
});

describe("a partner who announces what it should not", () => {
  /** P writes the next file itself: sealed and signed as it should be. */
  async function fromP(change: Partial<Header>): Promise<void> {
    const { id, partner, stream: own } = P.connection();
    const header: Header = {
      kind: "message",
      connection: id,
      sender: P.self,
      addressee: S.self,
      recipientKey: partner?.epochKey.number ?? 0,
      generation: own.generation,
      sequence: stream(S).received.sequence + 1,
      previous: stream(S).received.hash,
      floor: own.floor,
      acknowledges: own.received,
      waitingFor: null,
      announces: null,
      join: null,
      refuses: null,
      ...change,
    };
    const key = fromBase32(partner?.epochKey.key ?? "");
    if (!key) throw new Error("no key");
    const file = await sealFile(
      P.context.crypto,
      header,
      encodePayload([]),
      P.context.identity,
      key,
      sealContext(P.context, P.connection()),
    );
    world.exchange.folder.put(directory(P) + file.name, file.bytes);
    await S.pass();
  }
  const fresh = async (number: number): Promise<Header["announces"]> => ({
    number,
    key: toBase32((await P.context.crypto.newEpochKey()).publicKey),
  });

  test.each([
    ["the same number again", 0],
    ["a number that is not next", 2],
    ["a number of another generation", firstKeyOf(2)],
  ])("%s: the file counts, the key does not", async (_, number) => {
    const before = S.connection().partner?.epochKey;
    const at = stream(S).received.sequence;
    await fromP({ announces: await fresh(number) });
    expect(stream(S).received.sequence).toBe(at + 1);
    expect([S.connection().partner?.epochKey, told(S, "key not taken")]).toEqual([before, 1]);
  });

  test("the next number is taken, and one announcement is not taken twice", async () => {
    const announces = await fresh(1);
    await fromP({ announces });
    expect(S.connection().partner?.epochKey).toEqual(announces);
    await fromP({ announces });
    expect([S.connection().partner?.epochKey, told(S, "key announced"), told(S, "key not taken")]).toEqual([announces, 1, 1]);
  });

  test("nor is one believed from somebody else, or in an acknowledgement", async () => {
    const { privateKey } = P.context.crypto.newIdentity();
    const before = S.connection().partner?.epochKey;
    const path = world.exchange.folder.paths().find((one) => one.startsWith(`${directory(P)}ack-`)) ?? "";
    const bytes = world.exchange.folder.bytes(path);
    const head = bytes && decodeHeader(bytes);
    if (!head?.ok) throw new Error("no acknowledgement");
    const header = { ...head.value.header, announces: await fresh(1) };
    for (const identity of [P.context.identity, { ...P.context.identity, privateKey }]) {
      const file = signFile(P.context.crypto, header, identity);
      world.exchange.folder.lose(path);
      world.exchange.folder.put(directory(P) + file.name, file.bytes);
      await S.pass();
      expect(S.connection().partner?.epochKey).toEqual(before);
    }
  });

  test("what is sealed to a former key is not opened, even while that key is still there", async () => {
    renewEvery(1);
    await talk(3);
    const { id } = S.connection();
    const { epochKey } = stream(S);
    const old = await S.context.crypto.newEpochKey();
    S.keys.put(epochKeyName(id, epochKey - 1), old);
    const at = stream(S).received.sequence;
    const partner = P.connection().partner;
    if (!partner) throw new Error("no partner");
    const back = { ...partner, epochKey: { number: epochKey - 1, key: toBase32(old.publicKey) } };
    P.store.transaction(() => P.store.putConnection({ ...P.connection(), partner: back }));
    await fromP({});
    expect([stream(S).received.sequence, Object.values(S.connection().troubles)]).toEqual([at, ["NO_KEY"]]);
  });
});
