import { beforeEach, expect, onTestFinished, test } from "vitest";
import { participantId } from "../../../src/envelope/participant.ts";
import { fromBase32 } from "../../../src/model/base32.ts";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import { collect } from "../../../src/sync/collect.ts";
import { obey } from "../../simulation/connect-sides.ts";
import { storesDirectory } from "../../simulation/saved-side.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";

/** What becomes of a connection whose identity key was replaced: it ends, is revoked, has a late joiner, or somebody writes beside it. */
let world: World;
let P: SimulatedProject;
let S: SimulatedProject;
let issue: string;

beforeEach(async () => {
  const directory = storesDirectory();
  world = await connectedWorld({ seed: 7, natures: { P: exact, S: exact }, terms: DEFAULT_TERMS, stores: directory.path });
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
