import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { identityFile } from "../../../src/envelope/identity-file.ts";
import { inspectFile } from "../../../src/envelope/inspect.ts";
import { participantId } from "../../../src/envelope/participant.ts";
import { fromBase32, toBase32 } from "../../../src/model/base32.ts";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import { collect } from "../../../src/sync/collect.ts";
import { maintain } from "../../../src/sync/deliver.ts";
import { FIRST_IDENTITY } from "../../../src/sync/own-identity.ts";
import { obey } from "../../simulation/connect-sides.ts";
import { saveSide, storesDirectory } from "../../simulation/saved-side.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";

/** What becomes of a connection whose identity key was replaced: it ends, is revoked, has a late joiner, or somebody writes beside it. */
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
  for (const side of [P, S]) await obey(side, { kind: "verify", connection: CONNECTION, compared: true, author: "x" });
  if (field(S, "title") !== "Valve") throw new Error("the scene is not set");
});

const field = (side: SimulatedProject, name: string): unknown => side.tracker.issue(issue)?.fields[name] ?? null;
const keyOf = (side: SimulatedProject): string | undefined => side.connection().own?.key;

async function passes(times: number, sides: readonly SimulatedProject[] = [P, S]): Promise<void> {
  for (let i = 0; i < times; i++) for (const side of sides) await side.pass();
}

const changeKey = (side: SimulatedProject): Promise<void> =>
  obey(side, { kind: "change identity", connection: CONNECTION, draws: true, author: "Ada" });

test("every key that a revoked partner had is remembered, also one between the first and the last", async () => {
  const keys: (string | undefined)[] = [P.connection().own?.key];
  for (let i = 0; i < 2; i++) {
    await changeKey(P);
    await passes(3);
    keys.push(keyOf(P));
  }
  await obey(S, { kind: "revoke", connection: CONNECTION, author: "Bo" });
  const ids = keys.slice(1).map((key) => participantId(S.context.crypto, fromBase32(key ?? "") ?? new Uint8Array()));
  expect([P.self, ...ids].map((id) => typeof S.store.fact(`revoked:${id}`))).toEqual(["string", "string", "string"]);
});

test("who is revoked is told of the other connections that go on with one of its keys", async () => {
  await changeKey(P);
  await passes(3);
  const { partner, ...rest } = S.connection();
  const key = keyOf(P) ?? "";
  const anew = participantId(S.context.crypto, fromBase32(key) ?? new Uint8Array());
  const named = (id: string, identityKey: string) =>
    partner && { name: "Nord", id, identityKey, epochKey: partner.epochKey, version: "1", capabilities: [] };
  S.store.transaction(() => {
    S.store.putConnection({ ...rest, id: newId(1, new Uint8Array(10)), name: "later", partner: named(anew, key) });
    S.store.putConnection({
      ...rest,
      id: newId(2, new Uint8Array(10)),
      name: "stranger",
      partner: named(S.self, S.connection().own?.key ?? key),
    });
  });
  const done = await S.command({ kind: "revoke", connection: CONNECTION, author: "Bo" });
  expect(done).toMatchObject({ kind: "done", data: { others: "later" } });
});

test.each([false, true])(
  "a revocation is heard at the place of a file that was not acknowledged (key changed since: %s)",
  async (changed) => {
    P.tracker.edit(issue, { fields: { title: "Pump" } });
    await P.pass();
    if (changed) await changeKey(P);
    await P.pass();
    await obey(P, { kind: "revoke", connection: CONNECTION, author: "x" });
    await P.pass();
    for (let i = 0; i < 4; i++) await passes(1, [S, P]);
    expect([S.connection().facts.link, S.connection().closedBy, S.connection().troubles]).toEqual(["closed", "revoked", {}]);
  },
);

test.each([false, true])("an end that waits behind what is not acknowledged leaves (the partner changed its key: %s)", async (changed) => {
  for (let i = 0; i < 66; i++) {
    P.tracker.add(newId(i + 1, world.random.bytes(10)), { fields: { title: `n${i}`, body: "b" }, share: [CONNECTION] });
    await P.pass();
  }
  if (changed) await changeKey(S);
  await obey(P, { kind: "remove", connection: CONNECTION, author: "x" });
  for (let i = 0; i < 40 && S.connection().facts.link !== "closed"; i++) await passes(1);
  await passes(2);
  expect([S.connection().facts.link, P.store.files(P.connection().id), P.connection().troubles]).toEqual(["closed", [], {}]);
});

test("what is named like an identity file and is longer than one is not even fetched", async () => {
  const path = `${P.self}/${P.connection().id}/identity-${"0".repeat(52)}.ferry`;
  const fetched: string[] = [];
  const transport = S.context.transportOf(S.connection());
  if (!transport) throw new Error("no exchange place");
  const context = {
    ...S.context,
    transportOf: () => ({
      ...transport,
      list: transport.list.bind(transport),
      maintain: transport.maintain.bind(transport),
      fetch: (...asked: Parameters<typeof transport.fetch>) => {
        fetched.push(asked[2]);
        return transport.fetch(...asked);
      },
    }),
  };
  const named = async (size: number): Promise<boolean> => {
    world.exchange.folder.put(path, new Uint8Array(size));
    await collect(context, S.connection());
    return fetched.some((name) => path.endsWith(name));
  };
  expect([await named(277), await named(275), await named(276)]).toEqual([false, false, true]);
});

/** A change of P's first key that P did not make. */
function stolen(): { readonly name: string; readonly bytes: Uint8Array } {
  const { crypto, keys } = P.context;
  const from = keys.get(FIRST_IDENTITY);
  if (!from) throw new Error("no identity");
  const { id, stream } = P.connection();
  const place = { number: 1, generation: stream.generation, sequence: stream.next };
  return identityFile(crypto, { connection: id, sender: P.self, addressee: S.self, ...place }, from, crypto.newIdentity());
}

const pathOf = (name: string): string => `${P.self}/${P.connection().id}/${name}`;
const put = ({ name, bytes }: { readonly name: string; readonly bytes: Uint8Array }): void =>
  world.exchange.folder.put(pathOf(name), bytes);
const shown = (side: SimulatedProject) => {
  const { whose, disputed } = side.connection().keyChanged ?? {};
  return [whose, disputed, side.connection().verified];
};
const compare = (side: SimulatedProject): Promise<void> =>
  obey(side, { kind: "verify", connection: CONNECTION, compared: true, author: "x" });

test("an owner who comes second is told that its key is stolen, keeps the proof, and is told once", async () => {
  const file = stolen();
  put(file);
  await S.pass();
  await changeKey(P);
  await passes(4);
  expect(shown(P)).toEqual(["ours", true, "unverified"]);
  expect([shown(S), Object.values(S.connection().troubles).includes("IDENTITY_DISPUTED")]).toEqual([["theirs", true, "unverified"], true]);
  const audited = () =>
    P.store.audits(0, 99_999).filter(({ info, reference }) => info === "IDENTITY_DISPUTED" && reference === file.name).length;
  expect([world.exchange.folder.paths().includes(pathOf(file.name)), audited()]).toEqual([true, 1]);
  await compare(P);
  P.restart();
  await passes(3);
  expect([shown(P), audited(), world.exchange.folder.paths().includes(pathOf(file.name))]).toEqual([
    [undefined, undefined, "verified"],
    1,
    true,
  ]);
});

test("a dispute stays until the numbers are compared, though its file is gone, and though junk came first", async () => {
  await changeKey(P);
  await passes(3);
  const file = stolen();
  for (let i = 0; i < 60; i++) put({ name: `identity-${toBase32(world.random.bytes(32))}.ferry`, bytes: world.random.bytes(276) });
  await S.pass();
  expect(shown(S)).toEqual(["theirs", undefined, "unverified"]);
  put(file);
  // A listing shows a part only, and whatever else lies there is cleared by its owner.
  await passes(2, [S]);
  world.exchange.folder.lose(pathOf(file.name));
  await passes(20);
  expect([shown(S), S.connection().troubles]).toEqual([["theirs", true, "unverified"], {}]);
  await compare(S);
  expect(shown(S)).toEqual([undefined, undefined, "verified"]);
});

test("a change of one's own key does not hide that theirs was changed", async () => {
  await changeKey(P);
  await passes(3);
  await changeKey(S);
  await passes(3);
  expect([shown(S)[0], shown(P)[0]]).toEqual(["theirs", "theirs"]);
});

test("put back to before two changes of which one is not there, a side withdraws nothing and waits for a person", async () => {
  const yesterday = saveSide(P, join(stores, "P.db"), join(stores, "yesterday"));
  for (let i = 0; i < 2; i++) await changeKey(P);
  await P.pass();
  const keys = P.keys.save();
  const [one, two] = P.connection().own?.proofs ?? [];
  if (!one || !two) throw new Error("no proofs");
  const now = keyOf(P);
  yesterday.putBack("state");
  keys.putBack();
  world.exchange.folder.lose(pathOf(one.name));
  await passes(3);
  expect([P.connection().facts.link, P.connection().suspendedBy]).toEqual(["suspended", "own identity"]);
  expect(await P.command({ kind: "resume", connection: CONNECTION, author: "x" })).toMatchObject({ kind: "failed", code: "KEY_GONE" });
  put({ name: one.name, bytes: fromBase32(one.bytes) ?? new Uint8Array() });
  expect(world.exchange.folder.paths()).toContain(pathOf(two.name));
  await obey(P, { kind: "resume", connection: CONNECTION, author: "x" });
  await passes(8);
  expect([P.connection().facts.link, keyOf(P), S.connection().partner?.identityKey, S.connection().troubles]).toEqual([
    "connected",
    now,
    now,
    {},
  ]);
});

test("who is refused after a change can read why: only the key of the invitation is known there", async () => {
  const first = fromBase32(keyOf(P) ?? "");
  await changeKey(P);
  const late = newId(5, world.random.bytes(10));
  await maintain(P.context, P.connection(), [{ addressee: late, hash: toBase32(new Uint8Array(32)), reason: "used" }], true);
  const path = world.exchange.folder.paths().find((one) => one.includes("/refused-")) ?? "";
  const expected = { connection: P.connection().id, addressee: late, sender: P.self, identityKey: first };
  const bytes = world.exchange.folder.bytes(path) ?? new Uint8Array();
  expect(inspectFile(P.context.crypto, path.split("/").at(-1) ?? "", bytes, expected)).toMatchObject({ ok: true });
});

test("the key that files are sealed to is replaced, too, as soon as the partner hears of the change", async () => {
  const before = P.connection().stream.epochKey;
  await changeKey(P);
  await passes(3);
  S.tracker.edit(issue, { fields: { title: "Pump" } });
  await passes(3);
  expect([P.connection().stream.epochKey, field(P, "title")]).toEqual([before + 1, "Pump"]);
});
