import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { EnvelopeVectors, FileVector } from "../../scripts/make-vectors.ts";
import { nodeCrypto } from "../../src/crypto/node-crypto.ts";
import { readIdentityFile } from "../../src/envelope/identity-file.ts";
import { inspectFile } from "../../src/envelope/inspect.ts";
import { openFile as productOpens } from "../../src/envelope/open.ts";
import { decodePayload } from "../../src/protocol/codec.ts";
import { readHandshakeFile, writeHandshakeFile } from "../../src/protocol/handshake-file.ts";
import { base32 } from "./independent/base32.ts";
import { checkFile, openFile, participantId, sealFile, sealInfo, signFile } from "./independent/envelope.ts";
import { readInvitation, writeInvitation } from "./independent/handshake-file.ts";
import { readChange, writeChange } from "./independent/identity-change.ts";
import { type RawPair, isEpochKey, pairOf, sha256, signed, verifies } from "./independent/keys.ts";
import type { Head } from "./independent/layout.ts";
import { contractHash, joinKey, joinMac, safetyNumber, transcript } from "./independent/setup.ts";

/**
 * `independent/` is the envelope as somebody writes it who has docs/PROTOCOL.md and the RFCs, and neither this source nor a library for HPKE.
 * It must open docs/vectors, make the very same bytes, and decide about every damaged file as the product does.
 */
const vectors = JSON.parse(readFileSync("docs/vectors/envelope.json", "utf8")) as EnvelopeVectors;
const hex = (text: string): Buffer => Buffer.from(text, "hex");
const pair = (key: { readonly publicKey: string; readonly privateKey: string }): RawPair => ({
  publicKey: hex(key.publicKey),
  privateKey: hex(key.privateKey),
});
const context = (transcriptOfFile = vectors.transcript) => ({
  connection: vectors.connection,
  primaryKey: hex(vectors.primary.identity.publicKey),
  secondaryKey: hex(vectors.secondary.identity.publicKey),
  transcript: transcriptOfFile,
});
const files = vectors.files.map((file): [string, FileVector] => [file.name, file]);
const bySecondary = (file: FileVector): boolean => file.header.sender === vectors.secondary.id;
const sender = (file: FileVector) => (bySecondary(file) ? vectors.secondary : vectors.primary);
const expectation = (file: FileVector) => ({
  connection: vectors.connection,
  addressee: (bySecondary(file) ? vectors.primary : vectors.secondary).id,
  sender: sender(file).id,
  identityKey: file.header.kind === "join" ? null : hex(sender(file).identity.publicKey),
});

test("it knows nothing but the document: node's own modules and itself", () => {
  const sources = readdirSync("test/wire/independent").map((name) => readFileSync(`test/wire/independent/${name}`, "utf8"));
  const imported = sources.flatMap((source) => [...source.matchAll(/(?:from|import\() ?"([^"]+)"/g)].map(([, from = ""]) => from));
  expect(imported.length).toBeGreaterThan(10);
  expect(imported.filter((from) => !/^\.\/[a-z0-9-]+\.ts$/.test(from) && !/^node:(?:crypto|zlib|fs|path)$/.test(from))).toEqual([]);
});

describe("docs/vectors", () => {
  test("keys, ids, invitation, join key, transcript, safety number", () => {
    for (const { id, identity, epochKey } of [vectors.primary, vectors.secondary]) {
      expect(participantId(hex(identity.publicKey))).toBe(id);
      expect(pairOf("ed25519", hex(identity.privateKey))).toEqual(pair(identity));
      expect(pairOf("x25519", hex(epochKey.privateKey))).toEqual(pair(epochKey));
    }
    expect(joinKey(hex(vectors.joinSecret), vectors.invitation)).toEqual(hex(vectors.joinKey));
    expect(transcript(vectors.handshakeHash, vectors.files[0]?.hash ?? "")).toBe(vectors.transcript);
    expect(safetyNumber(context())).toBe(vectors.safetyNumber);
    expect(readInvitation(vectors.handshakeFile)).toMatchObject({
      hash: vectors.handshakeHash,
      participant: vectors.primary.id,
      secret: base32(hex(vectors.joinSecret)),
    });
  });

  test("handshake-file.json, read and written", () => {
    const one = JSON.parse(readFileSync("docs/vectors/handshake-file.json", "utf8"));
    const read = readInvitation(one.text);
    if (typeof read === "string") throw new Error(read);
    const times = { created: Date.parse(one.invite.created), expires: Date.parse(one.invite.expires) };
    expect(read).toEqual({ ...one.invite, ...times, hash: base32(hex(one.sha256)) });
    expect(one.text.endsWith(writeInvitation(read))).toBe(true);
    expect(readHandshakeFile(writeInvitation(read))).toEqual({ ok: true, value: one.invite });
    expect(writeHandshakeFile(one.invite)).toBe(one.text);
  });

  test("handshake-file.json, the one that announces a contract", () => {
    const { announcing } = JSON.parse(readFileSync("docs/vectors/handshake-file.json", "utf8"));
    const read = readInvitation(announcing.text);
    if (typeof read === "string") throw new Error(read);
    expect([read.contract, base32(hex(announcing.hash))]).toEqual([announcing.invite.contract, announcing.invite.contract]);
    expect(contractHash(announcing.terms)).toBe(announcing.invite.contract);
    expect(announcing.text.endsWith(writeInvitation(read))).toBe(true);
  });

  test.each(files)("%s is opened", (name, file) => {
    const checked = checkFile(name, hex(file.bytes), expectation(file));
    if (typeof checked === "string") throw new Error(checked);
    expect(checked.hash).toBe(file.hash);
    if (file.sealed === null) return;
    const opened = openFile(checked, pair(vectors[file.sealed.recipient].epochKey), context(file.sealed.transcript));
    expect(String(opened)).toBe(file.sealed.plaintext);
    expect(sealInfo(context(file.sealed.transcript), hex(vectors[file.sealed.recipient].epochKey.publicKey))).toEqual(
      hex(file.sealed.info),
    );
    expect(checked.head.join && joinMac(hex(vectors.joinKey), checked.head)).toBe(file.header.join?.mac ?? null);
  });

  test.each(files)("%s is written, to the last byte", (name, file) => {
    const identity = pair(sender(file).identity);
    const head = headOf(file);
    const written =
      file.sealed === null
        ? signFile(head, identity)
        : sealFile(
            head,
            Buffer.from(file.sealed.plaintext),
            identity,
            hex(vectors[file.sealed.recipient].epochKey.publicKey),
            context(file.sealed.transcript),
            { ikmE: hex(file.sealed.ikmE), packed: hex(file.sealed.gzip) },
          );
    expect({ name: written.name, hash: written.hash, bytes: written.bytes.toString("hex") }).toEqual({
      name,
      hash: file.hash,
      bytes: file.bytes,
    });
  });

  test("the change of an identity key is read and written, and every damaged one is refused as the product does", () => {
    const { identity, change, name, bytes, safetyNumber: number } = vectors.identityChange;
    const raw = hex(bytes);
    expect(readChange(name, raw)).toEqual(change);
    expect(writeChange(change, pair(vectors.primary.identity), pair(identity))).toEqual({ name, bytes: raw });
    expect(safetyNumber({ ...context(), primaryKey: hex(identity.publicKey) })).toBe(number);
    const crypto = nodeCrypto();
    expect(readIdentityFile(crypto, name, raw)).toEqual(change);
    const damaged = [...raw.keys()].flatMap((at) => [raw.with(at, (raw[at] ?? 0) ^ 1), raw.subarray(0, at)]);
    for (const one of [...damaged, Buffer.concat([raw, Buffer.alloc(1)])]) {
      // Under its own name, too: the hash is no proof.
      const named = `identity-${base32(sha256(one))}.ferry`;
      for (const called of [name, named])
        expect([readChange(called, Buffer.from(one)), readIdentityFile(crypto, called, one)]).toEqual([null, null]);
    }
  });

  test("hold every kind of file, every reason of a refusal, and every kind of message", () => {
    expect(new Set(files.map(([, { header }]) => header.kind)).size).toBe(5);
    expect(files.flatMap(([, { header }]) => header.refuses?.reason ?? []).toSorted()).toEqual(["expired", "used", "version"]);
    const kinds = files.flatMap(([, { sealed }]) =>
      sealed ? JSON.parse(sealed.plaintext).messages.map(({ kind }: { kind: string }) => kind) : [],
    );
    expect(new Set(kinds)).toEqual(new Set(readdirSync("test/wire/1.0").flatMap((name) => frozenKind(name))));
    for (const [, { sealed }] of files) {
      const payload = sealed && decodePayload(Buffer.from(sealed.plaintext));
      expect(payload === null || (payload.ok && payload.value.every(({ kind }) => kind === "message"))).toBe(true);
    }
  });
});

/** The header from the words of the vector, not from its bytes. */
function headOf({ header }: FileVector): Head {
  return {
    kind: ({ message: 1, acknowledgement: 2, join: 3, refused: 4, start: 5 } as const)[header.kind],
    connection: header.connection,
    sender: header.sender,
    addressee: header.addressee,
    epochKey: header.recipientKey,
    generation: header.generation,
    sequence: header.sequence < 0 ? null : header.sequence,
    previous: header.previous || null,
    floor: header.floor,
    acknowledged: {
      generation: header.acknowledges.generation,
      sequence: header.acknowledges.sequence < 0 ? null : header.acknowledges.sequence,
      hash: header.acknowledges.hash || null,
    },
    waitingFor: header.waitingFor,
    announced: header.announces,
    join: header.join,
    refused: header.refuses && { hash: header.refuses.hash, reason: { used: 1, expired: 2, version: 3 }[header.refuses.reason] },
  };
}

function frozenKind(name: string): string[] {
  const { kind } = JSON.parse(readFileSync(`test/wire/1.0/${name}`, "utf8"));
  return typeof kind === "string" ? [kind] : [];
}

describe("the product and the document decide alike", () => {
  const crypto = nodeCrypto();

  /** The code, or what is inside. */
  async function both(file: FileVector, name: string, bytes: Buffer): Promise<[string, string]> {
    const expected = expectation(file);
    const recipient = bySecondary(file) ? vectors.primary : vectors.secondary;
    const inspected = inspectFile(crypto, name, bytes, expected);
    const checked = checkFile(name, bytes, expected);
    const transcriptOfFile = file.sealed?.transcript ?? vectors.transcript;
    const keys = { connection: vectors.connection, primaryKey: base32(context().primaryKey), secondaryKey: base32(context().secondaryKey) };
    const opened = inspected.ok
      ? await productOpens(crypto, inspected.value, pair(recipient.epochKey), { ...keys, transcript: transcriptOfFile })
      : null;
    const product = !inspected.ok
      ? inspected.failure.code
      : opened?.ok
        ? Buffer.from(opened.value).toString()
        : (opened?.failure.code ?? "");
    const here = typeof checked === "string" ? checked : String(openFile(checked, pair(recipient.epochKey), context(transcriptOfFile)));
    return [product, here === "BROKEN_INSIDE" && product === "NOT_OPENED" ? product : here];
  }

  /** Under the name that the bytes have then, signed by their sender. */
  function resigned(file: FileVector, bytes: Buffer): { readonly name: string; readonly bytes: Buffer } {
    const unsigned = bytes.subarray(0, -64);
    const all = Buffer.concat([unsigned, signed(hex(sender(file).identity.privateKey), unsigned)]);
    const hash = base32(sha256(all));
    const name = file.header.kind === "join" ? file.name : file.name.replace(file.hash, hash);
    return { name, bytes: all };
  }

  const oneOfEach = files.filter(([, { header }], i) => files.findLastIndex(([, other]) => other.header.kind === header.kind) === i);

  test.each(oneOfEach)("every byte of %s changed in several ways, signed again by its sender", async (_, file) => {
    const original = hex(file.bytes);
    const outcomes = new Set<string>();
    for (let at = 0; at < original.length - 64; at++) {
      if (file.sealed && at > 256 && at % 31 !== 0) continue;
      for (const value of at % 8 === 7 ? [0, 0xff, (original[at] ?? 0) ^ 1] : [0xff]) {
        if (value === original[at]) continue;
        const changed = Buffer.from(original);
        changed[at] = value;
        const lie = resigned(file, changed);
        const [product, here] = await both(file, lie.name, lie.bytes);
        expect(`${at}=${value}: ${here}`).toBe(`${at}=${value}: ${product}`);
        outcomes.add(product);
      }
    }
    expect(outcomes.size).toBeGreaterThan(5);
  });

  test.each(files)("%s cut, longer, under other names, with whole fields of zeros and ff", async (_, file) => {
    const original = hex(file.bytes);
    for (let end = 0; end < original.length; end += 17)
      for (const { name, bytes } of [
        { name: file.name, bytes: original.subarray(0, end) },
        resigned(file, original.subarray(0, end + 64)),
      ]) {
        const [product, here] = await both(file, name, bytes);
        expect(`${end}: ${here}`).toBe(`${end}: ${product}`);
      }
    for (const [at, length] of FIELDS)
      for (const value of [0, 0xff]) {
        const lie = resigned(file, Buffer.from(original).fill(value, at, Math.min(at + length, original.length - 64)));
        const [product, here] = await both(file, lie.name, lie.bytes);
        expect(`${at}=${value}: ${here}`).toBe(`${at}=${value}: ${product}`);
      }
    const names = [
      "",
      ".ferry",
      file.name.toUpperCase(),
      `0${file.name}`,
      `${file.name} `,
      file.name.replace("-", "--"),
      file.name.replace(".ferry", " (1).ferry"),
    ];
    for (const name of [...names, ...files.map(([other]) => other)]) {
      const [product, here] = await both(file, name, original);
      expect(`${name}: ${here}`).toBe(`${name}: ${product}`);
    }
  });

  test("weak and odd keys", () => {
    const odd = [
      ...SMALL,
      ...["00", "ff", "7f"].map((byte) => byte.repeat(32)),
      vectors.primary.identity.publicKey,
      vectors.primary.epochKey.publicKey,
    ];
    for (const text of odd) {
      const key = hex(text);
      const header = { ...headOf(vectors.files[3] as FileVector), announced: { number: 1, key: base32(key) } };
      const file = signFile({ ...header, kind: 2, sequence: null, previous: null, epochKey: 0 }, pair(vectors.primary.identity));
      const inspected = inspectFile(crypto, file.name, file.bytes, { ...expectation(vectors.files[1] as FileVector) });
      expect(`${text} ${inspected.ok}`).toBe(`${text} ${isEpochKey(key)}`);
      expect(`${text} ${crypto.verify(key, Buffer.alloc(1), Buffer.alloc(64))}`).toBe(
        `${text} ${verifies(key, Buffer.alloc(1), Buffer.alloc(64))}`,
      );
    }
  });
});

/** Offset and length of the fields in "Layout". */
const FIELDS = [
  [0, 8],
  [12, 16],
  [28, 16],
  [44, 16],
  [60, 8],
  [68, 8],
  [76, 8],
  [84, 32],
  [116, 8],
  [124, 8],
  [132, 8],
  [140, 32],
  [172, 8],
  [180, 8],
  [188, 32],
  [220, 4],
  [224, 32],
  [256, 32],
  [288, 16],
  [304, 32],
  [336, 32],
] as const;

const SMALL = [
  "01" + "00".repeat(31),
  "00".repeat(31) + "80",
  "01" + "00".repeat(30) + "80",
  "ec" + "ff".repeat(30) + "7f",
  "ed" + "ff".repeat(30) + "7f",
  "ee" + "ff".repeat(30) + "7f",
  "ec" + "ff".repeat(31),
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
  "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
  "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f11d7",
];
