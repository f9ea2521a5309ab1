import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { identityFile } from "../../../src/envelope/identity-file.ts";
import type { Header } from "../../../src/envelope/header.ts";
import { safetyNumber } from "../../../src/envelope/safety-number.ts";
import { sealFile } from "../../../src/envelope/seal.ts";
import { fromBase32, toBase32 } from "../../../src/model/base32.ts";
import type { CommandOutcome } from "../../../src/model/command.ts";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import type { KeyPair } from "../../../src/ports/crypto.ts";
import { encodeMessage, encodePayload } from "../../../src/protocol/codec.ts";
import { FIRST_IDENTITY, MOST_CHANGES, signerOn } from "../../../src/sync/own-identity.ts";
import { createConnection, presentContext, sealContext } from "../../../src/sync/setup.ts";
import { obey } from "../../simulation/connect-sides.ts";
import { type SavedSide, saveSide, storesDirectory } from "../../simulation/saved-side.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";

/** Whole projects that replace their identity keys, and what a thief of the old key, or of the folder, may try with that. */
let world: World;
let stores: string;
let P: SimulatedProject;
let S: SimulatedProject;
let issue: string;
let copies = 0;

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
  for (const side of [P, S]) await obey(side, { kind: "verify", connection: CONNECTION, compared: true, author: "x" });
  if (field(S, "title") !== "Valve") throw new Error("the scene is not set");
});

const field = (side: SimulatedProject, name: string): unknown => side.tracker.issue(issue)?.fields[name] ?? null;
const other = (side: SimulatedProject): SimulatedProject => (side === P ? S : P);
const saved = (side: SimulatedProject): SavedSide => saveSide(side, join(stores, `${side.letter}.db`), join(stores, `copy-${++copies}`));
const numberOf = (side: SimulatedProject): string => safetyNumber(side.context.crypto, presentContext(side.context, side.connection()));
const keyOf = (side: SimulatedProject): string | undefined => side.connection().own?.key;
const known = (side: SimulatedProject): string | undefined => side.connection().partner?.identityKey;
const change = (side: SimulatedProject): Promise<CommandOutcome | null> =>
  side.command({ kind: "change identity", connection: CONNECTION, draws: true, author: "Ada" });

async function passes(times: number, sides: readonly SimulatedProject[] = [P, S]): Promise<void> {
  for (let i = 0; i < times; i++) for (const side of sides) await side.pass();
}

let edits = 0;
/** Both edit, both see it, and nothing is left to do. */
async function goesOn(): Promise<void> {
  const said = ++edits;
  P.tracker.edit(issue, { fields: { title: `Valve ${said}` } });
  S.tracker.edit(issue, { fields: { body: `body ${said}` } });
  await passes(6);
  for (const side of [P, S]) {
    expect([field(side, "title"), field(side, "body"), side.row(issue)?.status, side.connection().facts.link]).toEqual([
      `Valve ${said}`,
      `body ${said}`,
      "up to date",
      "connected",
    ]);
    expect(known(side)).toBe(keyOf(other(side)));
    expect(side.connection().troubles).toEqual({});
  }
  expect(numberOf(P)).toBe(numberOf(S));
}

const told = (side: SimulatedProject): number =>
  side.store.audits(0, 99_999).filter(({ action, actor }) => action === "identity changed" && actor.startsWith("partner ")).length;

/** What anybody who can write in the folder may put into a side's directory. */
function put(side: SimulatedProject, file: { readonly name: string; readonly bytes: Uint8Array }): void {
  world.exchange.folder.put(`${side.self}/${side.connection().id}/${file.name}`, file.bytes);
}

/** A change of the side's key, signed with whatever keys. */
function forged(side: SimulatedProject, from: KeyPair, to: KeyPair, differing: Partial<Parameters<typeof identityFile>[1]> = {}) {
  const { id, stream } = side.connection();
  const place = { generation: stream.generation, sequence: stream.next };
  return identityFile(
    side.context.crypto,
    { connection: id, sender: side.self, addressee: other(side).self, number: 1, ...place, ...differing },
    from,
    to,
  );
}

function firstKey(side: SimulatedProject): KeyPair {
  const pair = side.keys.get(FIRST_IDENTITY);
  if (!pair) throw new Error("no identity");
  return pair;
}

describe.each(["P", "S"] as const)("%s replaces its identity key:", (letter) => {
  let side: SimulatedProject;
  let partner: SimulatedProject;
  beforeEach(() => {
    side = letter === "P" ? P : S;
    partner = other(side);
  });

  test("the partner takes it and shows it, the numbers are to be compared anew, and the streams go on", async () => {
    const [before, generation] = [numberOf(P), side.connection().stream.generation];
    expect(await change(side)).toMatchObject({ kind: "done" });
    expect(keyOf(side)).not.toBe(known(partner));
    await passes(3);
    for (const one of [P, S])
      expect([one.connection().verified, one.connection().keyChanged?.whose]).toEqual(["unverified", one === side ? "ours" : "theirs"]);
    expect([told(partner), told(side)]).toEqual([1, 0]);
    expect(numberOf(P)).not.toBe(before);
    await goesOn();
    expect([side.connection().stream.generation, partner.connection().stream.generation]).toEqual([generation, generation]);
    expect(
      world.exchange.folder
        .paths()
        .map((path) => path.split("/")[0])
        .filter((writer) => writer !== P.self && writer !== S.self),
    ).toEqual([]);
    for (const one of [P, S]) await obey(one, { kind: "verify", connection: CONNECTION, compared: true, author: "x" });
    for (const one of [P, S]) expect([one.connection().verified, one.connection().keyChanged]).toEqual(["verified", undefined]);
  });

  test("again and again, also before the partner looked", async () => {
    for (let i = 0; i < 3; i++) expect(await change(side)).toMatchObject({ kind: "done" });
    await goesOn();
    await change(side);
    await goesOn();
    expect(told(partner)).toBe(4);
    side.restart();
    partner.restart();
    await goesOn();
    expect(told(partner)).toBe(4);
  });

  test("what was sealed before and is not taken yet is taken afterwards", async () => {
    for (const title of ["Pump", "Hose"]) {
      side.tracker.edit(issue, { fields: { title } });
      await side.pass();
    }
    await change(side);
    side.tracker.edit(issue, { fields: { priority: "high" } });
    await passes(6);
    expect([field(partner, "title"), field(partner, "priority")]).toEqual(["Hose", "high"]);
    await goesOn();
  });

  test("both at once", async () => {
    await Promise.all([change(P), change(S)]);
    await goesOn();
    expect([told(P), told(S)]).toEqual([1, 1]);
  });

  test("nothing that the former key signs is taken any more", async () => {
    await change(side);
    await passes(3);
    const { id, stream } = side.connection();
    const { partner: addressee } = side.connection();
    const recipient = fromBase32(addressee?.epochKey.key ?? "");
    if (!addressee || !recipient) throw new Error("no partner");
    const header: Header = {
      kind: "message",
      connection: id,
      sender: side.self,
      addressee: addressee.id,
      recipientKey: addressee.epochKey.number,
      generation: stream.generation,
      sequence: stream.next,
      previous: stream.lastHash,
      floor: stream.floor,
      acknowledges: stream.received,
      waitingFor: null,
      announces: null,
      join: null,
      refuses: null,
    };
    const closed = encodePayload([
      { life: side.context.life, number: 999_999, body: encodeMessage({ kind: "closed", reason: "removed" }) },
    ]);
    const theft = async (signer: KeyPair): Promise<void> => {
      put(side, await sealFile(side.context.crypto, header, closed, signer, recipient, sealContext(side.context, side.connection())));
      await partner.pass();
    };
    await theft(firstKey(side));
    expect([partner.connection().facts.link, Object.values(partner.connection().troubles)]).toEqual(["connected", ["BAD_SIGNATURE"]]);
    await theft(signerOn(side.context, side.connection()));
    expect(partner.connection().facts.link).toBe("closed");
  });

  test("after it both streams may begin anew", async () => {
    await change(side);
    await goesOn();
    const yesterday = saved(partner);
    side.tracker.edit(issue, { fields: { priority: "high" } });
    await passes(4);
    partner.tracker.edit(issue, { fields: { body: "later" } });
    await passes(4);
    yesterday.putBack("state");
    await passes(10);
    expect(partner.connection().recovered).toBeDefined();
    await goesOn();
    expect(told(partner)).toBe(1);
  });

  test("a partner who was put back to before it takes it again", async () => {
    const yesterday = saved(partner);
    await change(side);
    await goesOn();
    yesterday.putBack("state");
    await passes(10);
    expect(partner.connection().recovered).toBeDefined();
    expect(partner.connection().verified).toBe("unverified");
    await goesOn();
  });

  test("whoever is put back to before it, keys and all, has nothing to go on with and says so", async () => {
    const yesterday = saved(side);
    await change(side);
    await goesOn();
    yesterday.putBack("state");
    side.tracker.edit(issue, { fields: { title: "Nobody" } });
    const before = world.exchange.folder.snapshot();
    await passes(4);
    expect([side.connection().facts.link, side.connection().suspendedBy]).toEqual(["suspended", "own identity"]);
    expect(world.exchange.folder.snapshot()).toEqual(before);
    expect(await side.command({ kind: "resume", connection: CONNECTION, author: "Ada" })).toMatchObject({ code: "KEY_GONE" });
    expect(field(partner, "title")).not.toBe("Nobody");
  });

  test("whoever is put back to before it and has the keys still goes on with the new one", async () => {
    const yesterday = saved(side);
    await change(side);
    await goesOn();
    const [keys, now] = [side.keys.save(), keyOf(side)];
    yesterday.putBack("state");
    keys.putBack();
    await passes(10);
    expect([keyOf(side), side.connection().recovered?.evidence]).toEqual([now, "own identity"]);
    await goesOn();
  });

  test.each(["before a commit", "after a commit", "before a change in the exchange"])(
    "a process that ends %s leaves it undone or done",
    async (where) => {
      for (let n = 1; n <= 5; n++) {
        side.points.arm(n, where);
        if ((await change(side)) === null) {
          const was = keyOf(side);
          await passes(2);
          if (keyOf(side) === was && known(partner) !== was) throw new Error("half done");
        }
        await passes(3);
        side.points.disarm();
        await goesOn();
      }
      expect([...side.points.fired.keys()]).toContain(where);
    },
  );

  test("not where the partner's program would not take it: it is asked what it can", async () => {
    side.store.transaction(() => {
      const { partner: known, ...connection } = side.connection();
      side.store.putConnection({ ...connection, partner: known && { ...known, capabilities: [] } });
    });
    const before = keyOf(side);
    expect(await change(side)).toMatchObject({ kind: "failed", code: "PARTNER_KEEPS_KEYS" });
    expect([keyOf(side), side.connection().verified]).toEqual([before, "verified"]);
    await passes(3);
    expect(await change(side)).toMatchObject({ kind: "done" });
    await goesOn();
  });

  test("not without end", async () => {
    for (let i = 0; i < MOST_CHANGES; i++) expect(await change(side)).toMatchObject({ kind: "done" });
    expect(await change(side)).toMatchObject({ kind: "failed", code: "KEY_CHANGED_TOO_OFTEN" });
    await passes(12);
    await goesOn();
  });

  test("a new connection begins with the new key, and the one before keeps its own", async () => {
    const spare = await createConnection(side.context, "spare");
    side.store.transaction(() => side.store.putConnection(spare.connection));
    await change(side);
    const { invite } = await createConnection(side.context, "another");
    expect(invite.identityKey).toBe(keyOf(side));
    expect(invite.participant).not.toBe(side.self);
    expect(side.store.connection(spare.connection.id)?.own).toMatchObject({ id: side.self, key: spare.invite.identityKey });
    expect(side.connection().own?.id).toBe(side.self);
  });

  test("revoked, neither the first key nor the new one is trusted again", async () => {
    await change(side);
    await goesOn();
    await obey(partner, { kind: "revoke", connection: CONNECTION, author: "Bo" });
    const { invite } = await createConnection(side.context, "another");
    expect([side.self, invite.participant].map((id) => partner.store.fact(`revoked:${id}`))).toEqual([
      expect.any(String),
      expect.any(String),
    ]);
  });
});

describe("who has not both keys changes nothing:", () => {
  /** What the partner says of the file, if it is told once and all else stays and goes on as it was. */
  const left = async (): Promise<unknown> => {
    const before = toBase32(firstKey(P).publicKey);
    await passes(3, [S]);
    const found = Object.values(S.connection().troubles);
    expect([known(S), S.connection().verified, told(S)]).toEqual([before, "verified", 0]);
    expect(S.store.audits(0, 99_999).filter(({ action }) => action === "file not taken")).toHaveLength(1);
    P.tracker.edit(issue, { fields: { title: "Pump" } });
    await passes(4);
    expect([field(S, "title"), S.connection().troubles]).toEqual(["Pump", {}]);
    return found;
  };

  const stranger = (): KeyPair => P.context.crypto.newIdentity();
  const mixed = (first: KeyPair, second: KeyPair): KeyPair => ({ publicKey: first.publicKey, privateKey: second.privateKey });

  test.each([
    ["only the old key", () => forged(P, firstKey(P), mixed(stranger(), firstKey(P)))],
    ["only the new key", () => forged(P, mixed(firstKey(P), stranger()), stranger())],
    ["neither key that the partner has", () => forged(P, stranger(), stranger())],
    ["both keys, for another connection", () => forged(P, firstKey(P), stranger(), { connection: newId(1, new Uint8Array(10)) })],
    ["both keys, for another addressee", () => forged(P, firstKey(P), stranger(), { addressee: P.self })],
    ["both keys, of another sender", () => forged(P, firstKey(P), stranger(), { sender: S.self })],
    ["both keys, with a number ahead", () => forged(P, firstKey(P), stranger(), { number: 2 })],
  ])("%s", async (_, make) => {
    put(P, make());
    expect(await left()).toEqual(["IDENTITY_NOT_TAKEN"]);
  });

  test("a change that is damaged, cut or named otherwise", async () => {
    const file = forged(P, firstKey(P), stranger());
    const bytes = Uint8Array.from(file.bytes);
    bytes[200] = (bytes[200] ?? 0) ^ 1;
    put(P, { name: file.name, bytes });
    expect(await left()).toEqual(["IDENTITY_NOT_TAKEN"]);
  });

  test("a change that was, once it is over", async () => {
    await change(P);
    await passes(3);
    const [first] = P.connection().own?.proofs ?? [];
    await change(P);
    await passes(3);
    const now = known(S);
    // The same file again: known, and without effect.
    expect(world.exchange.folder.paths().filter((path) => path.endsWith(first?.name ?? "?"))).toHaveLength(1);
    S.restart();
    await passes(3);
    expect([known(S), told(S)]).toEqual([now, 2]);
    await goesOn();
  });

  test("two that follow on one key: nobody knows who has it, and both are left", async () => {
    const [one, two] = [forged(P, firstKey(P), stranger()), forged(P, firstKey(P), stranger())];
    put(P, one);
    put(P, two);
    const before = known(S);
    await S.pass();
    expect([known(S), Object.values(S.connection().troubles)]).toEqual([before, ["IDENTITY_DISPUTED", "IDENTITY_DISPUTED"]]);
  });

  test("one that follows on a key that was replaced shows that somebody else has it", async () => {
    const file = forged(P, firstKey(P), stranger());
    await change(P);
    await passes(3);
    const now = known(S);
    put(P, file);
    await S.pass();
    expect([known(S), Object.values(S.connection().troubles)]).toEqual([now, ["IDENTITY_DISPUTED"]]);
  });

  test("one that somebody else signed with the stolen key is noticed by its owner, who is asked", async () => {
    put(P, forged(P, firstKey(P), stranger()));
    P.restart();
    await P.pass();
    expect([P.connection().facts.link, P.connection().suspendedBy]).toEqual(["suspended", "own identity"]);
  });
});

test("the id of a side stays that of its first key", async () => {
  await change(P);
  await passes(3);
  expect(toBase32(firstKey(P).publicKey)).toBe(S.connection().partner?.changed?.first);
  expect(S.connection().partner?.id).toBe(P.self);
});
