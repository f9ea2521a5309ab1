import { beforeEach, expect, onTestFinished, test } from "vitest";
import { decodeHeader } from "../../../src/envelope/header-layout.ts";
import type { Header } from "../../../src/envelope/header.ts";
import { type SealedFile, sealFile, signFile } from "../../../src/envelope/seal.ts";
import { fromBase32, toBase32 } from "../../../src/model/base32.ts";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import { encodePayload } from "../../../src/protocol/codec.ts";
import { FILES_IN_FLIGHT } from "../../../src/sync/deliver.ts";
import { evidenceIn } from "../../../src/sync/evidence.ts";
import { sealContext } from "../../../src/sync/setup.ts";
import { acknowledgedBy } from "../../../src/sync/stream.ts";
import type { SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { obey } from "../../simulation/connect-sides.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";

/** Rules of docs/PROTOCOL.md 2, "Stream", held against a partner (P) who signs and seals as it should, and says what it should not. */
let world: World;
let P: SimulatedProject;
let S: SimulatedProject;

beforeEach(async () => {
  world = await connectedWorld({ seed: 11, natures: { P: exact, S: exact }, terms: DEFAULT_TERMS });
  ({ P, S } = world);
  onTestFinished(() => [P, S].forEach((side) => side.close()));
  for (let i = 0; i < 4; i++) for (const side of [S, P]) await side.pass();
  if (own(S).length > 0) throw new Error("something is on its way already");
});

const directory = (side: SimulatedProject): string => `${side.self}/${side.connection().id}/`;
/** Message files that a side offers. */
const own = (side: SimulatedProject): readonly string[] =>
  world.exchange.folder.paths().filter((path) => path.startsWith(directory(side)) && /\/\d+-\d+-/.test(path));
const told = (side: SimulatedProject): readonly string[] =>
  side.store.audits(0, 99_999).flatMap(({ action, info = "" }) => (action === "file not taken" ? [info] : []));
const anyHash = (): string => toBase32(P.context.crypto.sha256(Uint8Array.of(1)));

/** The header that P would give to its next file. */
function nextHeader(): Header {
  const { stream, id } = P.connection();
  return {
    kind: "message",
    connection: id,
    sender: P.self,
    addressee: S.self,
    recipientKey: 0,
    generation: stream.generation,
    sequence: S.connection().stream.received.sequence + 1,
    previous: S.connection().stream.received.hash,
    floor: stream.floor,
    acknowledges: stream.received,
    waitingFor: null,
    announces: null,
    join: null,
    refuses: null,
  };
}

async function message(change: Partial<Header>, to?: Uint8Array): Promise<SealedFile> {
  const key = to ?? fromBase32(P.connection().partner?.epochKey.key ?? "");
  if (!key) throw new Error("no key");
  const { crypto, identity } = P.context;
  return sealFile(crypto, { ...nextHeader(), ...change }, encodePayload([]), identity, key, sealContext(P.context, P.connection()));
}

/** An acknowledgement by P, instead of what it says itself. */
async function acknowledges(acknowledged: Header["acknowledges"]): Promise<void> {
  const { folder } = world.exchange;
  for (const path of folder.paths()) if (path.startsWith(`${directory(P)}ack-`)) folder.lose(path);
  const header: Header = { ...nextHeader(), kind: "acknowledgement", sequence: -1, previous: "", acknowledges: acknowledged };
  const file = signFile(P.context.crypto, header, P.context.identity);
  expect(decodeHeader(file.bytes)).toMatchObject({ ok: true });
  folder.put(directory(P) + file.name, file.bytes);
  for (let i = 0; i < 2; i++) await S.pass();
}

/** S has a new issue on its way. */
async function sends(): Promise<string> {
  const issue = newId(world.clock.now++, world.random.bytes(10));
  S.tracker.add(issue, { fields: { title: "Valve" }, share: [S.connection().name] });
  await S.pass();
  return issue;
}

test.each<[string, string, () => Promise<SealedFile>]>([
  [
    "acknowledges another generation of ours",
    "OTHER_GENERATION",
    () => message({ acknowledges: { ...P.connection().stream.received, generation: 2 } }),
  ],
  ["is sealed to a key that we do not have", "NO_KEY", () => message({ recipientKey: 1 })],
  ["is sealed to another key than it says", "NOT_OPENED", async () => message({}, (await P.context.crypto.newEpochKey()).publicKey)],
  ["does not follow on the one before", "CHAIN_BROKEN", () => message({ previous: anyHash() })],
])("a file that %s is not taken and told once, and the genuine one is", async (_, code, make) => {
  const before = S.connection().stream;
  const lie = await make();
  world.exchange.folder.put(directory(P) + lie.name, lie.bytes);
  for (let i = 0; i < 3; i++) await S.pass();
  expect(told(S)).toEqual([code]);
  expect(S.connection().stream).toMatchObject({ received: before.received, floor: before.floor });
  const genuine = await message({});
  world.exchange.folder.put(directory(P) + genuine.name, genuine.bytes);
  await S.pass();
  expect(S.connection().stream.received.hash).toBe(genuine.hash);
});

/** What a partner may say of a file of ours that it has not stored. */
type Lie = (stream: ReturnType<SimulatedProject["connection"]>["stream"]) => Header["acknowledges"];

test.each<[string, Lie]>([
  ["that was sent, with another hash", ({ generation, next }) => ({ generation, sequence: next - 1, hash: anyHash() })],
  ["of an earlier generation", ({ generation, next, lastHash }) => ({ generation: generation - 1, sequence: next - 1, hash: lastHash })],
  ["of a later generation", ({ generation, next, lastHash }) => ({ generation: generation + 1, sequence: next - 1, hash: lastHash })],
  ["that comes next", ({ generation, next, lastHash }) => ({ generation, sequence: next, hash: lastHash })],
  ["that is far ahead", ({ generation, next, lastHash }) => ({ generation, sequence: next + 1_000_000, hash: lastHash })],
])("an acknowledgement of a file %s lets none be forgotten", async (_, lie) => {
  const issue = await sends();
  const connection = S.connection();
  const acknowledged = lie(connection.stream);
  // Not even where nobody has looked for evidence of a restore.
  expect(acknowledgedBy(S.context, connection, { ...nextHeader(), acknowledges: acknowledged })).toBe(connection);
  await acknowledges(acknowledged);
  expect(S.store.files(S.connection().id).length + S.store.queues(S.connection().id).out).toBeGreaterThan(0);
  expect(S.store.issueShares(issue).map(({ status }) => status)).not.toContain("up to date");
});

test("an acknowledgement of the file that was sent, by its hash, ends its being offered", async () => {
  await sends();
  const { generation, next, lastHash } = S.connection().stream;
  expect(own(S)).toHaveLength(1);
  await acknowledges({ generation, sequence: next - 1, hash: lastHash });
  expect(own(S)).toEqual([]);
});

test("what P says of another generation of S acknowledges nothing of this one", () => {
  const connection = S.connection();
  const { stream } = connection;
  const next = { ...connection, stream: { ...stream, next: stream.next + 1 } };
  const acknowledges = { generation: stream.generation, sequence: stream.next, hash: anyHash() };
  expect(acknowledgedBy(S.context, next, { ...nextHeader(), acknowledges }).stream.floor).toBe(stream.next + 1);
  const other = { ...acknowledges, generation: stream.generation - 1 };
  expect(acknowledgedBy(S.context, next, { ...nextHeader(), acknowledges: other })).toBe(next);
});

test.each([
  ["a file of its generation that S never had", 0, 2, "partner let go"],
  ["the file that S needs next, or none", 0, 1, null],
  ["the first file of a generation that S never saw", 1, 1, "partner let go"],
  ["nothing of a generation that S never saw", 1, 0, null],
] as const)("whoever has let go of %s: what it shows", (_, generations, beyond, evidence) => {
  const connection = S.connection();
  const { generation, sequence } = connection.stream.received;
  const floor = generations === 0 ? sequence + beyond : beyond;
  const header: Header = { ...nextHeader(), generation: generation + generations, floor };
  expect(evidenceIn(S.context, connection, header)).toBe(evidence);
});

test("so many files wait for an acknowledgement at most", async () => {
  for (let i = 0; i < FILES_IN_FLIGHT + 3; i++) await sends();
  expect(own(S)).toHaveLength(FILES_IN_FLIGHT);
});

test("no more is taken while 64 MiB wait to be dealt with; then it is", async () => {
  await obey(S, { kind: "stop", connection: S.connection().name, author: "S" });
  const { id, stream } = S.connection();
  const body = `{"v":"1.0","min":"1.0","kind":"issue","x":"${"x".repeat(1024 * 1024)}"}`;
  const entries = Array.from({ length: 64 }, (_, i) => ({
    connection: id,
    sequence: stream.received.sequence,
    life: "0123456789abcdef",
    number: i + 1,
    issue: newId(1, new Uint8Array(10)),
    body,
  }));
  S.store.transaction(() => S.store.addInbox(entries));
  const file = await message({});
  world.exchange.folder.put(directory(P) + file.name, file.bytes);
  for (let i = 0; i < 2; i++) await S.pass();
  expect(S.connection().stream.received).toEqual(stream.received);
  S.store.transaction(() => S.store.removeInbox(S.store.inbox(id, 0, 1).map(({ row }) => row)));
  await S.pass();
  expect(S.connection().stream.received.hash).toBe(file.hash);
});
