import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type EnvelopeVectors, type FileVector, makeVectors } from "../../../scripts/make-vectors.ts";
import { nobleCrypto } from "../../../src/crypto/noble-crypto.ts";
import { nodeCrypto } from "../../../src/crypto/node-crypto.ts";
import { type InspectedFile, inspectFile } from "../../../src/envelope/inspect.ts";
import { joinKey, joinMacAgrees } from "../../../src/envelope/join-mac.ts";
import { openFile } from "../../../src/envelope/open.ts";
import { openPart, sealPart } from "../../../src/envelope/part.ts";
import { participantId } from "../../../src/envelope/participant.ts";
import { safetyNumber } from "../../../src/envelope/safety-number.ts";
import { sealInfo } from "../../../src/envelope/seal-context.ts";
import { toBase32 } from "../../../src/model/base32.ts";
import type { Crypto, KeyPair } from "../../../src/ports/crypto.ts";

const vectors = JSON.parse(readFileSync(new URL("../../../docs/vectors/envelope.json", import.meta.url), "utf8")) as EnvelopeVectors;

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));
const keyPair = (key: { publicKey: string; privateKey: string }): KeyPair => ({
  publicKey: bytes(key.publicKey),
  privateKey: bytes(key.privateKey),
});
const keys = {
  connection: vectors.connection,
  primaryKey: toBase32(bytes(vectors.primary.identity.publicKey)),
  secondaryKey: toBase32(bytes(vectors.secondary.identity.publicKey)),
};

type Sealed = NonNullable<FileVector["sealed"]>;
const sealedFiles = vectors.files.flatMap(({ name, sealed }): [string, Sealed][] => (sealed === null ? [] : [[name, sealed]]));

describe.each([
  ["node and hpke", nodeCrypto()],
  ["noble", nobleCrypto()],
])("docs/vectors/envelope.json on %s", (_, crypto) => {
  test("participants, join key and safety number", () => {
    for (const party of [vectors.primary, vectors.secondary]) {
      expect(participantId(crypto, bytes(party.identity.publicKey))).toBe(party.id);
    }
    expect(joinKey(crypto, bytes(vectors.joinSecret), vectors.invitation)).toEqual(bytes(vectors.joinKey));
    expect(safetyNumber(crypto, { ...keys, transcript: vectors.transcript })).toBe(vectors.safetyNumber);
  });

  test.each(vectors.files.map((file): [string, FileVector] => [file.name, file]))("%s", async (name, file) => {
    const sender = file.header.sender === vectors.primary.id ? vectors.primary : vectors.secondary;
    const identityKey = file.header.kind === "join" ? null : bytes(sender.identity.publicKey);
    const expected = { connection: vectors.connection, addressee: file.header.addressee, sender: sender.id, identityKey };
    const inspected = inspectFile(crypto, name, bytes(file.bytes), expected);
    expect(inspected).toMatchObject({ ok: true, value: { header: file.header, hash: file.hash } });
    const plaintext = inspected.ok && file.sealed !== null ? await opened(crypto, inspected.value, file.sealed) : null;
    expect(plaintext).toBe(file.sealed?.plaintext ?? null);
  });

  test("parts of a content", () => {
    const { transfer, key, size, sealed } = vectors.parts;
    expect(sealed).toHaveLength(3);
    for (const { number, plaintext, bytes: file } of sealed) {
      const place = { transfer, number, parts: 3, size };
      expect(sealPart(crypto, bytes(key), place, bytes(plaintext))).toEqual(bytes(file));
      expect(openPart(crypto, bytes(key), place, bytes(file))).toEqual(bytes(plaintext));
    }
  });

  test("MAC of the join", () => {
    const join = vectors.files.find((file) => file.header.kind === "join")?.header;
    expect(join && joinMacAgrees(crypto, bytes(vectors.joinKey), join)).toBe(true);
  });

  test.each(sealedFiles)("info and gzip of %s", (_, sealed) => {
    const info = sealInfo({ ...keys, transcript: sealed.transcript }, bytes(vectors[sealed.recipient].epochKey.publicKey));
    expect(info).toEqual(bytes(sealed.info));
    expect(crypto.gunzip(bytes(sealed.gzip), 100_000)).toEqual(new TextEncoder().encode(sealed.plaintext));
  });
});

async function opened(crypto: Crypto, file: InspectedFile, sealed: Sealed): Promise<string | null> {
  const plaintext = await openFile(crypto, file, keyPair(vectors[sealed.recipient].epochKey), { ...keys, transcript: sealed.transcript });
  return plaintext.ok ? new TextDecoder().decode(plaintext.value) : plaintext.failure.code;
}

test("the committed vectors are what scripts/make-vectors.ts makes, every kind of file among them", async () => {
  const packed = new Map(sealedFiles.map(([, sealed]) => [sealed.plaintext, bytes(sealed.gzip)]));
  const made = await makeVectors((plaintext) => packed.get(new TextDecoder().decode(plaintext)) ?? new Uint8Array(0));
  expect(made).toEqual(vectors);
  expect(new Set(made.files.map((file) => file.header.kind))).toEqual(new Set(["message", "acknowledgement", "join", "refused", "start"]));
});
