import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { fileName } from "../../../src/envelope/file-name.ts";
import { decodeHeader, encodeHeader } from "../../../src/envelope/header-layout.ts";
import type { Header } from "../../../src/envelope/header.ts";
import { participantId } from "../../../src/envelope/participant.ts";
import { MAX_FILE_BYTES, MAX_PLAIN_BYTES } from "../../../src/envelope/limits.ts";
import { sealFile } from "../../../src/envelope/seal.ts";
import { fromBase32, toBase32 } from "../../../src/model/base32.ts";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import { encodePayload } from "../../../src/protocol/codec.ts";
import type { Message } from "../../../src/protocol/message.ts";
import { sealContext } from "../../../src/sync/setup.ts";
import type { SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";

/**
 * The table of attacks against whole projects: the production engine reads what an attacker put into the exchange folder. What is refused
 * changes nothing, is told once however often it is looked at, and the genuine file is taken as soon as it is there.
 */
let world: World;
/** The primary sends, the secondary reads. */
let P: SimulatedProject;
let S: SimulatedProject;
let issue: string;
/** The file that S is to read next, and its bytes. */
let next: { readonly path: string; readonly name: string; readonly bytes: Uint8Array };

beforeEach(async () => {
  world = await connectedWorld({ seed: 7, natures: { P: exact, S: exact }, terms: DEFAULT_TERMS });
  ({ P, S } = world);
  onTestFinished(() => [P, S].forEach((side) => side.close()));
  issue = newId(world.clock.now, world.random.bytes(10));
  P.tracker.add(issue, { fields: { title: "Valve" }, share: [P.connection().name] });
  for (let i = 0; i < 4; i++) for (const side of [P, S]) await side.pass();
  if (title(S) !== "Valve") throw new Error("the scene is not set");
  P.tracker.edit(issue, { fields: { title: "Pump" } });
  await P.pass();
  next = newest(P);
});

const title = (side: SimulatedProject): unknown => side.tracker.issue(issue)?.fields["title"] ?? null;
const directory = (side: SimulatedProject): string => `${side.self}/${side.connection().id}/`;
const files = (side: SimulatedProject): readonly string[] =>
  world.exchange.folder.paths().filter((path) => path.startsWith(directory(side)) && /\/\d+-\d+-/.test(path));

function newest(side: SimulatedProject): typeof next {
  const path =
    files(side)
      .toSorted((a, b) => Number(a.split("-")[1]) - Number(b.split("-")[1]))
      .at(-1) ?? "";
  const bytes = world.exchange.folder.bytes(path);
  if (!bytes) throw new Error("no file");
  return { path, name: path.slice(directory(side).length), bytes };
}

/** Everything but what is only told. */
function stateOf(side: SimulatedProject): unknown {
  const { troubles: _, lingering: _since, lastSeen: _seen, stream, ...connection } = side.connection();
  return structuredClone({
    connection: { ...connection, stream: { ...stream, waitingFor: null } },
    issues: side.store.issuesSince(0, 999),
    states: side.store.syncsOf(issue),
    inbox: side.store.inboxSize(side.connection().id, "all"),
    queues: side.store.queues(side.connection().id),
    tracker: side.tracker.issue(issue),
  });
}

const told = (side: SimulatedProject): readonly string[] =>
  side.store.audits(0, 99_999).flatMap(({ action, info = "" }) => (action === "file not taken" ? [info] : []));

const hashIn = (name: string): string => name.split("-").at(-1)?.replace(".ferry", "") ?? "";

type Confirmation = Extract<Message, { readonly kind: "confirmation" }>;

/** As its writer would have named it. */
function named(header: Header, bytes: Uint8Array): string {
  return fileName(header, toBase32(P.context.crypto.sha256(bytes)));
}

function headerOf(bytes: Uint8Array): Header {
  const decoded = decodeHeader(bytes);
  if (!decoded.ok) throw new Error(decoded.failure.code);
  return decoded.value.header;
}

/** The bytes signed again, by whomever. */
function resigned(bytes: Uint8Array, privateKey = P.context.identity.privateKey): Uint8Array {
  const unsigned = bytes.subarray(0, -64);
  return Uint8Array.of(...unsigned, ...P.context.crypto.sign(privateKey, unsigned));
}

/** A message file of P to S, sealed as P does it, with any header and anything inside. */
async function sealed(change: Partial<Header>, plain: Uint8Array, pack?: (bytes: Uint8Array) => Uint8Array) {
  const { context } = P;
  const connection = P.connection();
  const key = fromBase32(connection.partner?.epochKey.key ?? "");
  if (!key) throw new Error("no key");
  const crypto = pack ? { ...context.crypto, gzip: pack } : context.crypto;
  return sealFile(crypto, { ...headerOf(next.bytes), ...change }, plain, context.identity, key, sealContext(context, connection));
}

/** S looks several times while the genuine file is away and this lies there; gives what was told. */
async function attacked(lies: Readonly<Record<string, Uint8Array>>): Promise<readonly string[]> {
  const { folder } = world.exchange;
  folder.lose(next.path);
  for (const [name, bytes] of Object.entries(lies)) folder.put(name.includes("/") ? name : directory(P) + name, bytes);
  const before = stateOf(S);
  const toldBefore = told(S).length;
  for (let i = 0; i < 4; i++) await S.pass();
  expect(stateOf(S)).toEqual(before);
  for (const [name, bytes] of Object.entries(lies)) expect(folder.bytes(name.includes("/") ? name : directory(P) + name)).toEqual(bytes);
  return told(S).slice(toldBefore);
}

/** The writer puts its file there again, and it is taken. */
async function recovers(): Promise<void> {
  for (let i = 0; i < 25 && title(S) !== "Pump"; i++) for (const side of [P, S]) await side.pass();
  expect(title(S)).toBe("Pump");
}

describe("a file that is not what its writer made", () => {
  test("any byte changed, cut anywhere, longer, or zeros: told once, left alone, and taken when it is whole", async () => {
    const { bytes, name } = next;
    const step = Math.ceil(bytes.length / 60);
    const places = Array.from({ length: Math.ceil(bytes.length / step) }, (_, i) => i * step);
    const damaged = [
      ...places.map((at) => bytes.with(at, (bytes[at] ?? 0) ^ (1 << (at % 8)))),
      ...places.map((at) => bytes.slice(0, at)),
      Uint8Array.of(...bytes, 0),
      Uint8Array.of(...bytes, ...bytes),
      new Uint8Array(bytes.length),
      bytes.slice().fill(0, bytes.length - 100),
    ];
    for (const lie of damaged) {
      const tellings = await attacked({ [name]: lie });
      expect(tellings.length).toBeLessThan(2);
      for (const code of tellings) expect(["NAME_MISMATCH", "NOT_A_MESSAGE"]).toContain(code);
    }
    expect(Object.keys(S.connection().troubles)).toEqual([name]);
    await recovers();
  });

  test("under the name that its bytes have: refused at once, whatever was changed", async () => {
    const { bytes } = next;
    const header = headerOf(bytes);
    const signatures = [bytes.length - 1, bytes.length - 64, bytes.length - 70].map((at) => bytes.with(at, (bytes[at] ?? 0) ^ 1));
    for (const lie of signatures) expect(await attacked({ [named(header, lie)]: lie })).toEqual(["BAD_SIGNATURE"]);
    await recovers();
  });

  test("larger than a message may be", async () => {
    expect(await attacked({ [next.name]: new Uint8Array(MAX_FILE_BYTES + 1) })).toEqual(["TOO_LARGE"]);
    await recovers();
  });
});

describe("a genuine file at another place", () => {
  test("an older one again, under its own name or the next one's; copies of sync clients; deleted", async () => {
    const { folder } = world.exchange;
    const old = folder.gone().filter((path) => path.startsWith(directory(P)) && /\/\d+-\d+-/.test(path));
    expect(old.length).toBeGreaterThan(0);
    for (const path of old) folder.bringBack(path);
    const [again = ""] = old;
    const bytes = folder.bytes(again);
    if (!bytes) throw new Error("nothing brought back");
    const copies = Object.fromEntries(
      [" (1).ferry", ".sync-conflict-20261122-101010-ABCDEF.ferry", " (Ada's conflicted copy).ferry", ".ferry.tmp"].map((ending) => [
        next.name.replace(".ferry", ending),
        next.bytes,
      ]),
    );
    expect(await attacked(copies)).toEqual([]);
    expect(await attacked({ [next.name]: bytes })).toEqual(["NAME_MISMATCH"]);
    expect(await attacked({})).toEqual([]);
    await recovers();
  });

  test("the one after the next waits for it, and both count in their order when that one comes", async () => {
    const second = newId(world.clock.now, world.random.bytes(10));
    P.tracker.add(second, { fields: { title: "Second" }, share: [P.connection().name] });
    await P.pass();
    const after = newest(P);
    expect(after.name).not.toBe(next.name);
    const { received } = S.connection().stream;
    expect(await attacked({ [after.name]: after.bytes })).toEqual([]);
    expect([S.connection().stream.received, S.connection().stream.waitingFor]).toEqual([received, received.sequence + 1]);
    world.exchange.folder.put(next.path, next.bytes);
    await S.pass();
    expect(S.connection().stream.received).toEqual({ ...received, sequence: received.sequence + 2, hash: hashIn(after.name) });
    expect([title(S), S.tracker.issue(second)?.fields["title"]]).toEqual(["Pump", "Second"]);
    expect(told(S)).toEqual([]);
  });

  test("as an acknowledgement, as a refusal, as a join", async () => {
    const hash = next.name.split("-").at(-1) ?? "";
    const lies = {
      [`ack-${hash}`]: next.bytes,
      [`refused-${hash}`]: next.bytes,
      [`join-${newId(1, new Uint8Array(10))}.ferry`]: next.bytes,
    };
    expect(new Set(await attacked(lies))).toEqual(new Set(["NAME_MISMATCH"]));
    await recovers();
  });

  test("reflected to its sender", async () => {
    world.exchange.folder.lose(next.path);
    S.tracker.edit(issue, { fields: { status: "Open" } });
    await S.pass();
    const own = newest(S);
    const header = { ...headerOf(own.bytes), sequence: headerOf(next.bytes).sequence };
    expect(await attacked({ [own.name]: own.bytes, [named(header, own.bytes)]: own.bytes })).toEqual(["NAME_MISMATCH"]);
    await recovers();
  });

  test("of another connection of the same two", async () => {
    const header = { ...headerOf(next.bytes), connection: newId(9, new Uint8Array(10)) };
    const unsigned = Uint8Array.of(
      ...encodeHeader(header, next.bytes.length - encodeHeader(header, 0).length - 96),
      ...next.bytes.subarray(encodeHeader(header, 0).length),
    );
    const lie = resigned(unsigned);
    expect(await attacked({ [named(header, lie)]: lie })).toEqual(["OTHER_CONNECTION"]);
    await recovers();
  });
});

describe("a stranger", () => {
  test("signs again what the partner sealed, and writes under the partner's id", async () => {
    const stranger = P.context.crypto.newIdentity();
    const lie = resigned(next.bytes, stranger.privateKey);
    const own = { ...headerOf(next.bytes), sender: participantId(P.context.crypto, stranger.publicKey) };
    const unsigned = Uint8Array.of(
      ...encodeHeader(own, next.bytes.length - encodeHeader(own, 0).length - 96),
      ...next.bytes.subarray(encodeHeader(own, 0).length),
    );
    const underOwnId = resigned(unsigned, stranger.privateKey);
    const told = await attacked({ [named(headerOf(lie), lie)]: lie, [named(own, underOwnId)]: underOwnId });
    expect(told.toSorted()).toEqual(["BAD_SIGNATURE", "OTHER_SENDER"]);
    expect(await attacked({ [`${own.sender}/${S.connection().id}/${named(own, underOwnId)}`]: underOwnId })).toEqual([]);
    await recovers();
  });

  test("brings the partner's Handshake message back", async () => {
    const { folder } = world.exchange;
    const [join] = folder.gone().filter((path) => path.includes("/join-"));
    if (join === undefined) throw new Error("no join file was ever there");
    folder.bringBack(join);
    const before = stateOf(P);
    for (let i = 0; i < 3; i++) await P.pass();
    expect(stateOf(P)).toEqual(before);
    expect(P.store.connections()).toHaveLength(1);
    await recovers();
  });
});

describe("a partner who is newer, or says so", () => {
  test.each([
    ["version", 8, 2],
    ["suite", 9, 2],
    ["suite, an older one", 9, 0],
    ["kind", 10, 6],
    ["flag", 11, 1],
  ])("of another %s: nothing is taken, and it is said that the partner is newer", async (_, at, value) => {
    const lie = resigned(next.bytes.with(at, value));
    expect(await attacked({ [named(headerOf(next.bytes), lie)]: lie })).toEqual(["PARTNER_IS_NEWER"]);
    await recovers();
  });
});

describe("a partner who cheats", () => {
  const payloadOf = (...messages: string[]): Uint8Array => new TextEncoder().encode(`{"messages":[${messages.join(",")}]}`);
  const HEAD = `"v":"1.0","min":"1.0","life":"abcdefghjkmnpqrs"`;
  /** P goes on behind a file that it did not make itself, as a changed program of the partner would. */
  const went = async (file: { name: string; hash: string; bytes: Uint8Array }): Promise<void> => {
    world.exchange.folder.lose(next.path);
    world.exchange.folder.put(directory(P) + file.name, file.bytes);
    for (let i = 0; i < 2; i++) await S.pass();
  };
  const refusals = (): readonly unknown[] =>
    S.said.flatMap(({ body }) => {
      const message = JSON.parse(body) as { kind: string; code?: string };
      return message.kind === "refused" ? [message.code] : [];
    });

  /** What S's last Confirmation of an issue refuses, part by part. */
  const refusedParts = (about: string): readonly string[] => {
    const said = S.said.map(({ body }) => JSON.parse(body) as Partial<Confirmation>).findLast((one) => one.issue === about && one.refused);
    return said?.refused?.map(({ field, failure }) => `${field} ${failure?.code}`) ?? [];
  };

  test("two files with one sequence: one of them is taken, once; the other changes nothing", async () => {
    const other = await sealed({}, encodePayload([]));
    const { folder } = world.exchange;
    folder.put(directory(P) + other.name, other.bytes);
    for (let i = 0; i < 4; i++) await S.pass();
    const { received } = S.connection().stream;
    expect([other.hash, next.name.split("-").at(-1)?.replace(".ferry", "")]).toContain(received.hash);
    const before = stateOf(S);
    for (let i = 0; i < 4; i++) await S.pass();
    expect(stateOf(S)).toEqual(before);
    // What follows on the one that was not taken is not taken either, and told once.
    const follows = { sequence: received.sequence + 1, previous: toBase32(P.context.crypto.sha256(Uint8Array.of(1))) };
    const lie = await sealed(follows, encodePayload([]));
    expect(await attacked({ [lie.name]: lie.bytes })).toEqual(["CHAIN_BROKEN"]);
  });

  test.each<[string, () => Uint8Array, string]>([
    ["depth 100,000", () => payloadOf(`{${HEAD},"number":1,"kind":"closed","x":${"[".repeat(100_000)}${"]".repeat(100_000)}}`), "TOO_DEEP"],
    [
      "a million members",
      () => payloadOf(`{${HEAD},"number":1,"x":{${Array.from({ length: 1_000_000 }, (_, i) => `"${i}":1`).join(",")}}}`),
      "TOO_MANY_VALUES",
    ],
    ["a text of 50 MB", () => payloadOf(`{${HEAD},"number":1,"kind":"closed","reason":"${"x".repeat(50_000_000)}"}`), "BAD_SHAPE"],
    ["a number that is none", () => payloadOf(`{${HEAD},"number":1,"kind":"issue","issue":1e999,"contract":1e400}`), "BAD_SHAPE"],
    ["a member twice", () => payloadOf(`{${HEAD},"number":1,"kind":"closed","reason":"removed","reason":"revoked"}`), "DUPLICATE_KEY"],
    ["half a surrogate", () => payloadOf(`{${HEAD},"number":1,"kind":"closed","reason":"removed","x":"\\ud800"}`), "BAD_TEXT"],
    ["NUL", () => payloadOf(`{${HEAD},"number":1,"kind":"closed","reason":"removed","x":"\\u0000"}`), "BAD_TEXT"],
    ["no JSON", () => new TextEncoder().encode("{"), "BROKEN_JSON"],
    ["no UTF-8", () => Uint8Array.of(0x7b, 0xff, 0x7d), "NOT_UTF8"],
  ])("%s inside: refused and answered once, and the stream goes on", async (_, make, code) => {
    const before = { ...(stateOf(S) as { states: unknown }) }.states;
    const file = await sealed({}, make());
    await went(file);
    expect(refusals()).toEqual([code]);
    expect(S.store.syncsOf(issue)).toEqual(before);
    expect(S.connection().stream.received.hash).toBe(file.hash);
    const more = await sealed({ sequence: S.connection().stream.received.sequence + 1, previous: file.hash }, encodePayload([]));
    await went(more);
    expect(S.connection().stream.received.hash).toBe(more.hash);
    expect(refusals()).toEqual([code]);
  });

  test.each<[string, () => Uint8Array, string]>([
    ["a decompression bomb", () => Uint8Array.from(gzipSync(new Uint8Array(MAX_PLAIN_BYTES + 1))), "TOO_LARGE_INSIDE"],
    ["no gzip", () => new Uint8Array(100), "BROKEN_INSIDE"],
  ])("%s inside: the file is refused as a whole, and the stream goes on", async (_, pack, code) => {
    const file = await sealed({}, new Uint8Array(1), pack);
    await went(file);
    expect(refusals()).toEqual([code]);
    expect(S.connection().stream.received.hash).toBe(file.hash);
  });

  test("fields, types and issues that the contract does not allow, names that objects have, comments of others", async () => {
    S.tracker.edit(issue, {
      comments: [{ id: newId(5, new Uint8Array(10)), author: "Bo", created: null, body: "Ours", internal: false }],
    });
    for (let i = 0; i < 3; i++) for (const side of [S, P]) await side.pass();
    const state = S.store.syncsOf(issue)[0]?.sync;
    const ours = state?.mine.comments.find(({ body }) => body === "Ours");
    if (!state || !ours) throw new Error("no comment");
    const strange = newId(77, new Uint8Array(10));
    const edit = (number: number, about: string, base: unknown, revision: unknown, changes: string): string =>
      `{${HEAD},"number":${number},"kind":"issue","issue":"${about}","contract":1,"base":${JSON.stringify(base)},"revision":${JSON.stringify(revision)},"key":"P-1","changes":${changes},"overruled":[]}`;
    const fields = `{"title":"Taken","__proto__":"x","constructor":"x","secret":"x","labels":["__proto__","constructor"],"type":["no text"]}`;
    const comments = JSON.stringify([{ ...ours, body: "Forged" }]);
    const { revision } = state;
    const plain = payloadOf(
      edit(1, issue, revision, { ...revision, number: revision.number + 1 }, `{"fields":${fields},"comments":${comments}}`),
      edit(2, "__proto__", { era: 0, number: 0 }, { era: 0, number: 1 }, `{"fields":{"title":"x"}}`),
      edit(3, strange, { era: 0, number: 0 }, { era: 0, number: 1 }, `{"fields":{"title":"New","type":"no such type","internal":true}}`),
    );
    const { received } = S.connection().stream;
    const file = await sealed({ sequence: received.sequence + 1, previous: received.hash }, plain);
    world.exchange.folder.put(directory(P) + file.name, file.bytes);
    for (let i = 0; i < 3; i++) await S.pass();
    const found = S.tracker.issue(issue);
    // What the contract allows is taken; the rest is refused field by field, in the Confirmation.
    expect(found?.fields["title"]).toBe("Taken");
    expect(refusedParts(issue)).toEqual([
      "__proto__ NOT_IN_CONTRACT",
      "constructor NOT_IN_CONTRACT",
      "secret NOT_IN_CONTRACT",
      "type WRONG_TYPE",
      `comment:${ours.id} NOT_OWN_COMMENT`,
    ]);
    expect(refusedParts(strange)).toEqual(["type NOT_IN_CONTRACT", "internal NOT_IN_CONTRACT"]);
    expect(Object.keys(found?.fields ?? {}).filter((name) => !DEFAULT_TERMS.fields.some((field) => field.name === name))).toEqual([]);
    expect(found?.comments.map(({ body }) => body)).toEqual(["Ours"]);
    expect(({} as { x?: unknown }).x).toBeUndefined();
    expect(refusals()).toContain("BAD_SHAPE");
    expect(S.tracker.issue(strange)?.fields).toEqual({ title: "New" });
  });
});
