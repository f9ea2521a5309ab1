import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { Connection } from "../../../src/model/connection.ts";
import { type ContractTerms, DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { participantId } from "../../../src/envelope/participant.ts";
import type { SealedFile } from "../../../src/envelope/seal.ts";
import type { Invite } from "../../../src/protocol/invite.ts";
import { startOffer } from "../../../src/sync/early-contract.ts";
import { createConnection, joinConnection } from "../../../src/sync/setup.ts";
import { memoryKeys } from "../../simulation/memory-keys.ts";
import type { SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { obey } from "../../simulation/connect-sides.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";

/** docs/PROTOCOL.md 3, "Few trips": what was decided with the invitation is done when its time comes, exactly that, and once. */
let world: World;
let P: SimulatedProject;
let S: SimulatedProject;
let made: { readonly connection: Connection; readonly invite: Invite };
/** Of audit rows and of what was said before the scene. */
let before: { readonly audits: readonly number[]; readonly said: number };

/** What the partner may not send in place of what was announced: internal comments, too. */
const OTHER: ContractTerms = { ...DEFAULT_TERMS, comments: "all" };

beforeEach(() => scene());

async function scene(): Promise<void> {
  world = await connectedWorld({ seed: 5, natures: { P: exact, S: exact }, terms: DEFAULT_TERMS });
  ({ P, S } = world);
  const sides = [P, S];
  onTestFinished(() => sides.forEach((side) => side.close()));
  await invite();
}

async function invite(): Promise<void> {
  made = await createConnection(P.context, "early", { terms: DEFAULT_TERMS, by: "Ada" });
  put(P, made.connection);
  before = { audits: [P, S].map(({ store }) => store.newestAudit()), said: P.said.length };
}

function put(side: SimulatedProject, connection: Connection): void {
  side.store.transaction(() => side.store.putConnection(connection));
}

async function join(acceptedBy: string | null, invite: Invite = made.invite): Promise<SealedFile> {
  const { connection, file } = await joinConnection(S.context, "early", invite, acceptedBy);
  S.store.transaction(() => {
    S.store.putConnection(connection);
    const { name, hash, bytes } = file;
    S.store.putFile({ connection: connection.id, generation: 1, sequence: 0, name, hash, size: bytes.length }, bytes, []);
  });
  return file;
}

function of(side: SimulatedProject): Connection {
  const found = side.store.connection(made.connection.id);
  if (!found) throw new Error("no connection");
  return found;
}

const facts = (side: SimulatedProject): string => Object.values(of(side).facts).join(", ");

async function passes(times: number): Promise<void> {
  for (let i = 0; i < times; i++) for (const side of [S, P]) await side.pass();
}

/** Who decided what on the connection, as the trail of a side has it. */
function decisions(side: SimulatedProject): readonly string[] {
  return side.store
    .audits(before.audits[side === P ? 0 : 1] ?? 0, 1000)
    .filter(({ connection, action }) => connection === made.connection.id && ["publish", "accept", "start"].includes(action))
    .map(({ actor, action, info }) => `${actor}: ${action}, ${info}`);
}

/** Contracts that came to the secondary. */
const received = (): number =>
  S.store.audits(0, 1000).filter(({ connection, action }) => connection === made.connection.id && action === "configuration").length;

const saidOf = (kind: string): number =>
  P.said.slice(before.said).filter(({ connection, body }) => connection === made.connection.id && JSON.parse(body).kind === kind).length;

test("both sides come from the invitation to running in two files of each, and say so in their trails", async () => {
  await join("Bo");
  await passes(1);
  expect([facts(P), facts(S)]).toEqual(["handshake, stopped, waiting for secondary", "handshake, stopped, none"]);
  await S.pass();
  expect([facts(P), facts(S)]).toEqual(["handshake, stopped, waiting for secondary", "connected, running, agreed"]);
  await P.pass();
  expect([facts(P), facts(S)]).toEqual(["connected, running, agreed", "connected, running, agreed"]);
  expect([of(P), of(S)].map(({ verified, stream }) => `${verified}, ${stream.next} files`)).toEqual([
    "without checking, 1 files",
    "without checking, 2 files",
  ]);
  expect([decisions(P), decisions(S)]).toEqual([
    ["Ada: publish, done without checking", "Ada: start, done"],
    ["Bo: accept, done without checking", "Bo: start, done"],
  ]);
});

test("who accepted nothing when joining is asked, as always, and stays stopped", async () => {
  await join(null);
  await passes(4);
  expect([facts(P), facts(S)]).toEqual(["connected, running, waiting for secondary", "connected, stopped, update required"]);
  expect([of(S).verified, of(S).announced?.differs, decisions(S)]).toEqual(["unverified", undefined, []]);
  await obey(S, { kind: "decline", connection: "early", contract: 1, note: "", author: "Bo" });
  await passes(4);
  expect([facts(P), facts(S)]).toEqual(["connected, running, declined", "connected, stopped, declined"]);
});

describe("a partner who sends another contract than was announced", () => {
  beforeEach(() => put(P, { ...made.connection, offer: { terms: OTHER, by: "Ada" } }));

  test("is not accepted: it waits to be reviewed, and nothing starts", async () => {
    await join("Bo");
    await passes(4);
    expect([facts(S), of(S).verified, of(S).announced?.differs, decisions(S)]).toEqual([
      "connected, stopped, update required",
      "unverified",
      true,
      [],
    ]);
  });

  test("has used up what was accepted, also when the announced one follows", async () => {
    await join("Bo");
    await passes(4);
    P.settings = { ...P.settings, terms: DEFAULT_TERMS };
    await obey(P, { kind: "publish", connection: "early", note: "", unverified: true, author: "Ada" });
    await passes(4);
    expect([of(S).proposed?.contract.number, facts(S), of(S).announced?.differs]).toEqual([
      2,
      "connected, stopped, update required",
      undefined,
    ]);
  });
});

test("a contract that was published after the announced one waits to be reviewed", async () => {
  await join("Bo");
  await passes(4);
  P.settings = { ...P.settings, terms: OTHER };
  await obey(P, { kind: "publish", connection: "early", note: "", unverified: true, author: "Ada" });
  await passes(4);
  expect([facts(S), of(S).contract?.comments]).toEqual(["connected, running, update required", "public"]);
  expect(of(S).announced).not.toHaveProperty("differs");
});

test("what is edited at the primary after the invitation is not what is sent", async () => {
  P.settings = { ...P.settings, terms: OTHER };
  await join("Bo");
  await passes(4);
  expect([of(P).contract?.comments, of(S).contract?.comments]).toEqual(["public", "public"]);
});

test("an invitation whose announcement was changed on the way lets nobody in", async () => {
  await join("Bo", { ...made.invite, contract: made.invite.secret });
  await passes(4);
  expect([facts(P), facts(S), saidOf("configuration")]).toEqual(["handshake, stopped, none", "handshake, stopped, none", 0]);
});

test("a second one who has the invitation, and the first one's file put there again, get nothing published", async () => {
  const file = await join("Bo");
  await passes(4);
  const { crypto } = S.context;
  const identity = crypto.newIdentity();
  const self = participantId(crypto, identity.publicKey);
  const second = await joinConnection({ ...S.context, self, identity, keys: memoryKeys() }, "another", made.invite);
  const { folder } = world.exchange;
  folder.put(`${S.self}/${made.connection.id}/${file.name}`, file.bytes);
  folder.put(`${self}/${made.connection.id}/${second.file.name}`, second.file.bytes);
  await passes(4);
  expect([saidOf("configuration"), decisions(P).length, facts(P)]).toEqual([1, 2, "connected, running, agreed"]);
  expect(folder.paths().filter((path) => path.startsWith(`${P.self}/${made.connection.id}/refused-`))).toHaveLength(1);
});

test("a cancelled invitation publishes nothing to whoever still joins", async () => {
  await obey(P, { kind: "remove", connection: "early", author: "Ada" });
  await join("Bo");
  await passes(4);
  expect([facts(P), saidOf("configuration"), decisions(P)]).toEqual(["closed, stopped, none", 0, []]);
  expect([facts(S), of(S).invitation.refused, decisions(S)]).toEqual(["handshake, stopped, none", "expired", []]);
});

describe("a key that was revoked here before", () => {
  const revoke = (side: SimulatedProject) =>
    obey(side, { kind: "revoke", connection: side.store.connections().find(({ name }) => name !== "early")?.name ?? "", author: "Ada" });

  test("gets nothing published before somebody compared the number", async () => {
    await revoke(P);
    await join("Bo");
    await passes(4);
    expect([of(P).revokedBefore, facts(P), decisions(P), saidOf("configuration")]).toEqual([true, "connected, stopped, none", [], 0]);
  });

  test("has nothing accepted before somebody compared the number", async () => {
    await revoke(S);
    await join("Bo");
    await passes(4);
    expect([of(S).revokedBefore, facts(S), decisions(S)]).toEqual([true, "connected, stopped, update required", []]);
  });
});

test("what was decided is kept until the partner is there, whatever comes of them before", async () => {
  await join("Bo");
  await passes(1);
  expect(facts(P)).toBe("handshake, stopped, waiting for secondary");
  expect(startOffer(P.context, of(P))).toEqual(of(P));
  await passes(4);
  expect(startOffer(P.context, of(P))).not.toHaveProperty("offer");
});

describe("what was decided with the invitation and taken back", () => {
  const withdraw = (side: SimulatedProject) => side.command({ kind: "withdraw", connection: "early", author: "Ada" });

  test("is not published when they join; the person is asked, and may publish the very contract, which was accepted already", async () => {
    expect(await withdraw(P)).toMatchObject({ kind: "done" });
    await join("Bo");
    await passes(4);
    expect([facts(P), facts(S), decisions(P)]).toEqual(["connected, stopped, none", "connected, stopped, none", []]);
    expect(await P.command({ kind: "publish", connection: "early", note: "", unverified: false, author: "Ada" })).toMatchObject({
      code: "UNVERIFIED",
    });
    await obey(P, { kind: "verify", connection: "early", compared: true, author: "Ada" });
    await obey(P, { kind: "publish", connection: "early", note: "", unverified: false, author: "Ada" });
    await passes(4);
    expect([facts(P), facts(S), of(P).verified]).toEqual(["connected, stopped, agreed", "connected, running, agreed", "verified"]);
  });

  test("is not accepted when it comes, and waits for a review like any other", async () => {
    await join("Bo");
    expect(await withdraw(S)).toMatchObject({ kind: "done" });
    await passes(4);
    expect([facts(P), facts(S), decisions(S)]).toEqual([
      "connected, running, waiting for secondary",
      "connected, stopped, update required",
      [],
    ]);
    expect(of(S).announced).not.toHaveProperty("differs");
  });

  test("cannot be taken back once it is done, or where nothing was decided", async () => {
    await join(null);
    expect(await withdraw(S)).toMatchObject({ code: "NOTHING_EARLY" });
    await passes(1);
    expect([facts(P), await withdraw(P)]).toMatchObject(["handshake, stopped, waiting for secondary", { code: "NOTHING_EARLY" }]);
    await passes(4);
    expect([facts(P), await withdraw(P)]).toMatchObject(["connected, running, waiting for secondary", { code: "NOTHING_EARLY" }]);
  });

  test("is taken back once, and who did it is on record", async () => {
    const taken = [await withdraw(P), await withdraw(P)];
    expect(taken).toMatchObject([{ kind: "done" }, { code: "NOTHING_EARLY" }]);
    const trail = P.store.audits(before.audits[0] ?? 0, 1000).filter(({ action }) => action === "withdraw");
    expect(trail.map(({ actor, info }) => `${actor}: ${info}`)).toEqual(["Ada: done", "Ada: NOTHING_EARLY"]);
  });

  test("does not come back where the connection is over", async () => {
    await obey(P, { kind: "remove", connection: "early", author: "Ada" });
    expect(await withdraw(P)).toMatchObject({ code: "NOTHING_EARLY" });
  });
});

test("who leaves before the contract comes accepts nothing", async () => {
  await join("Bo");
  await passes(1);
  await obey(S, { kind: "remove", connection: "early", author: "Bo" });
  await passes(4);
  expect([facts(P), facts(S), decisions(S)]).toEqual(["closed, stopped, waiting for secondary", "closed, stopped, none", []]);
});

test("settings that cannot be used when the contract comes leave it to be reviewed", async () => {
  await join("Bo");
  await passes(1);
  const { context } = S;
  Object.assign(context, { settingsOf: () => null });
  await passes(2);
  expect([facts(S), of(S).announced?.acceptedBy]).toEqual(["connected, stopped, update required", undefined]);
});

test("a number that was compared meanwhile stays compared", async () => {
  put(P, { ...of(P), verified: "verified" });
  await join("Bo");
  put(S, { ...of(S), verified: "verified" });
  await passes(4);
  expect([of(P).verified, of(S).verified]).toEqual(["verified", "verified"]);
  expect(decisions(S)[0]).toBe("Bo: accept, done");
});

describe("wherever a process ends, each decision is done once", () => {
  test.each(["P", "S"] as const)("at %s", async (letter) => {
    let ends = 0;
    for (let at = 1; ; at++) {
      const ended = new Map(world[letter].points.fired);
      await join("Bo");
      world[letter].points.arm(at, "commit");
      for (let round = 0; round < 6 && [P, S].some((side) => facts(side) !== "connected, running, agreed"); round++) await passes(1);
      world[letter].points.disarm();
      expect([facts(P), facts(S)], `end ${at}`).toEqual(["connected, running, agreed", "connected, running, agreed"]);
      expect([decisions(P).length, decisions(S).length, received()], `end ${at}`).toEqual([2, 2, 1]);
      if (JSON.stringify([...ended]) === JSON.stringify([...world[letter].points.fired])) break;
      ends = at;
      for (const side of [P, S]) side.store.transaction(() => side.store.removeConnection(made.connection.id));
      await invite();
    }
    expect(ends).toBeGreaterThan(10);
  });
});
