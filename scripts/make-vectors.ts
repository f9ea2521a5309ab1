/**
 * Writes docs/vectors/envelope.json: everything somebody needs who writes the envelope in another language. All randomness comes
 * from one seed, so that a second run changes nothing (gzip apart, which differs between builds of zlib). And docs/vectors/fingerprints.json.
 *   node scripts/make-vectors.ts
 */
import { readFileSync, writeFileSync } from "node:fs";
import { nobleCrypto } from "../src/crypto/noble-crypto.ts";
import { joinKey, joinMac } from "../src/envelope/join-mac.ts";
import { type IdentityChange, identityFile } from "../src/envelope/identity-file.ts";
import type { Header } from "../src/envelope/header.ts";
import { participantId } from "../src/envelope/participant.ts";
import { sealPart } from "../src/envelope/part.ts";
import { type SealContext, sealInfo } from "../src/envelope/seal-context.ts";
import { type SealedFile, sealFile, signFile } from "../src/envelope/seal.ts";
import { safetyNumber } from "../src/envelope/safety-number.ts";
import { toBase32 } from "../src/model/base32.ts";
import type { Crypto, KeyPair } from "../src/ports/crypto.ts";
import { writeHandshakeFile } from "../src/protocol/handshake-file.ts";
import { blockBytes } from "../src/protocol/invite-block.ts";
import { makeFingerprints } from "./fingerprint-vectors.ts";

export interface KeyVector {
  readonly publicKey: string;
  readonly privateKey: string;
}

export interface FileVector {
  readonly name: string;
  readonly hash: string;
  readonly header: Header;
  /** null for what is signed only. */
  readonly sealed: {
    /** The payload: a JSON text, opaque to the envelope. */
    readonly plaintext: string;
    readonly gzip: string;
    readonly recipient: "primary" | "secondary";
    readonly transcript: string;
    readonly info: string;
    /** DeriveKeyPair of these 32 bytes is HPKE's ephemeral key pair. */
    readonly ikmE: string;
  } | null;
  readonly bytes: string;
}

export interface ParticipantVector {
  readonly id: string;
  readonly identity: KeyVector;
  /** Its epoch key number 0. */
  readonly epochKey: KeyVector;
}

/** Byte strings are hexadecimal, but base32 wherever docs/PROTOCOL.md writes base32: ids, hashes, keys and MACs in headers. */
export interface EnvelopeVectors {
  readonly primary: ParticipantVector;
  readonly secondary: ParticipantVector;
  readonly connection: string;
  readonly invitation: string;
  /** The text that the primary gives to the secondary. */
  readonly handshakeFile: string;
  readonly handshakeHash: string;
  readonly transcript: string;
  readonly joinSecret: string;
  readonly joinKey: string;
  readonly safetyNumber: string;
  readonly files: readonly FileVector[];
  /** The primary signs with another key from its generation 1, sequence 2 on. */
  readonly identityChange: {
    readonly identity: KeyVector;
    readonly change: IdentityChange;
    readonly name: string;
    readonly bytes: string;
    /** From then on. */
    readonly safetyNumber: string;
  };
  /** Parts of a content that travels beside the messages. */
  readonly parts: {
    readonly transfer: string;
    readonly key: string;
    /** Bytes of the whole. */
    readonly size: number;
    readonly sealed: readonly { readonly number: number; readonly plaintext: string; readonly bytes: string }[];
  };
}

const NOTHING_YET = { generation: 0, sequence: -1, hash: "" };

/** `pack` stands in for gzip where the exact bytes matter. */
export async function makeVectors(pack?: (plaintext: Uint8Array) => Uint8Array): Promise<EnvelopeVectors> {
  let draws = 0;
  let lastDraw = "";
  const seeded = nobleCrypto((length) => {
    const block = nobleCrypto()
      .sha256(bytesOf(`Issue Ferry vectors ${draws++}`))
      .subarray(0, length);
    lastDraw = hex(block);
    return block;
  });
  const crypto: Crypto = pack === undefined ? seeded : { ...seeded, gzip: pack };

  const primary = { identity: crypto.newIdentity(), epochKey: await crypto.newEpochKey() };
  const secondary = { identity: crypto.newIdentity(), epochKey: await crypto.newEpochKey() };
  const primaryId = participantId(crypto, primary.identity.publicKey);
  const secondaryId = participantId(crypto, secondary.identity.publicKey);
  const connection = "01kd2g7v40e8s9rbj6xq3mzhtw";
  const invitation = "01kd2g7v41fa5c8w2n7ye0kpdr";
  const secret = crypto.random(32);
  const invite = {
    connection,
    participant: primaryId,
    identityKey: toBase32(primary.identity.publicKey),
    epochKey: toBase32(primary.epochKey.publicKey),
    invitation,
    secret: toBase32(secret),
    created: "2026-11-21T10:42:07.123Z",
    expires: "2026-12-05T10:42:07.123Z",
    project: "Acme Ventile GmbH & Söhne",
    purpose: "nordwind",
    speaks: ["1.0"],
  };
  const handshakeHash = toBase32(crypto.sha256(blockBytes(invite)));
  const key = joinKey(crypto, secret, invitation);
  const keys = { connection, primaryKey: toBase32(primary.identity.publicKey), secondaryKey: toBase32(secondary.identity.publicKey) };

  const blank = {
    connection,
    recipientKey: 0,
    sequence: -1,
    previous: "",
    floor: 0,
    acknowledges: NOTHING_YET,
    waitingFor: null,
    announces: null,
    join: null,
    refuses: null,
  };
  const toSecondary = { ...blank, sender: primaryId, addressee: secondaryId };
  const toPrimary = { ...blank, sender: secondaryId, addressee: primaryId };

  const seal = async (header: Header, plaintext: string, context: SealContext): Promise<FileVector> => {
    const [by, to, recipient] =
      header.sender === primaryId ? ([primary, secondary, "secondary"] as const) : ([secondary, primary, "primary"] as const);
    const file = await sealFile(crypto, header, bytesOf(plaintext), by.identity, to.epochKey.publicKey, context);
    const sealed = {
      plaintext,
      gzip: hex(crypto.gzip(bytesOf(plaintext))),
      recipient,
      transcript: context.transcript,
      info: hex(sealInfo(context, to.epochKey.publicKey)),
      ikmE: lastDraw,
    };
    return vector(header, file, sealed);
  };
  const sign = (header: Header): FileVector =>
    vector(header, signFile(crypto, header, header.sender === primaryId ? primary.identity : secondary.identity), null);

  const join = {
    identityKey: keys.secondaryKey,
    epochKey: toBase32(secondary.epochKey.publicKey),
    invitation,
    handshakeHash,
    mac: "",
  };
  const unproven: Header = {
    ...toPrimary,
    kind: "join",
    generation: 1,
    sequence: 0,
    acknowledges: { ...NOTHING_YET, generation: 1 },
    join,
  };
  const joining = await seal({ ...unproven, join: { ...join, mac: joinMac(crypto, key, unproven) } }, payload("handshake"), {
    ...keys,
    transcript: handshakeHash,
  });
  const transcript = toBase32(crypto.sha256(bytesOf(`${handshakeHash} ${joining.hash}`)));
  const context = { ...keys, transcript };
  const stored = (sequence: number, { hash }: FileVector): Header["acknowledges"] => ({ generation: 1, sequence, hash });
  const message = { kind: "message", generation: 1 } as const;

  const ping = await seal({ ...toSecondary, ...message, sequence: 0, acknowledges: stored(0, joining) }, payload("ping"), context);
  const answer = await seal(
    { ...toPrimary, ...message, sequence: 1, previous: joining.hash, floor: 1, acknowledges: stored(0, ping) },
    payload("ping"),
    context,
  );
  const announced = await crypto.newEpochKey();
  const work = await seal(
    {
      ...toSecondary,
      ...message,
      sequence: 1,
      previous: ping.hash,
      floor: 1,
      acknowledges: stored(1, answer),
      waitingFor: 2,
      announces: { number: 1, key: toBase32(announced.publicKey) },
    },
    payload("configuration", "issue", "confirmation", "refused", "closed", "identify request", "operation request"),
    context,
  );
  const reply = await seal(
    { ...toPrimary, ...message, sequence: 2, previous: answer.hash, floor: 2, acknowledges: stored(1, work) },
    payload(
      "configuration updated",
      "configuration declined",
      "issue",
      "confirmation",
      "identify response",
      "operation progress",
      "operation final",
      "alarm",
    ),
    context,
  );
  const acknowledgement = { kind: "acknowledgement", generation: 1 } as const;
  const bySecondary = sign({ ...toPrimary, ...acknowledgement, floor: 2, acknowledges: stored(1, work), waitingFor: 2 });
  const byPrimary = sign({ ...toSecondary, ...acknowledgement, floor: 2, acknowledges: stored(2, reply) });
  const refusals = (["used", "expired", "version"] as const).map((reason) =>
    sign({ ...toSecondary, kind: "refused", generation: 1, refuses: { hash: joining.hash, reason } }),
  );
  const key1 = { number: 1, key: toBase32(announced.publicKey) };
  const later = crypto.newIdentity();
  const change = { connection, sender: primaryId, addressee: secondaryId, number: 1, generation: 1, sequence: 2 };
  const changed = identityFile(crypto, change, primary.identity, later);
  const laterKey = toBase32(later.publicKey);
  const start = sign({ ...toSecondary, kind: "start", generation: 2, sequence: 0, acknowledges: stored(2, reply), announces: key1 });

  return {
    primary: { id: primaryId, identity: pair(primary.identity), epochKey: pair(primary.epochKey) },
    secondary: { id: secondaryId, identity: pair(secondary.identity), epochKey: pair(secondary.epochKey) },
    connection,
    invitation,
    handshakeFile: writeHandshakeFile(invite),
    handshakeHash,
    transcript,
    joinSecret: hex(secret),
    joinKey: hex(key),
    safetyNumber: safetyNumber(crypto, context),
    files: [joining, ping, answer, work, reply, bySecondary, byPrimary, ...refusals, start],
    identityChange: {
      identity: pair(later),
      change: { ...change, from: keys.primaryKey, to: laterKey },
      name: changed.name,
      bytes: hex(changed.bytes),
      safetyNumber: safetyNumber(crypto, { ...context, primaryKey: laterKey }),
    },
    parts: partVectors(crypto),
  };
}

/** A content of 40 bytes in three parts of 16 bytes at most. */
function partVectors(crypto: Crypto): EnvelopeVectors["parts"] {
  const key = crypto.random(32);
  const transfer = toBase32(crypto.random(16));
  const content = bytesOf("forty bytes of a picture of a red valve.");
  const sealed = [0, 1, 2].map((number) => {
    const plaintext = content.subarray(number * 16, (number + 1) * 16);
    const bytes = sealPart(crypto, key, { transfer, number, parts: 3, size: content.length }, plaintext);
    return { number, plaintext: hex(plaintext), bytes: hex(bytes) };
  });
  return { transfer, key: hex(key), size: content.length, sealed };
}

/** Frozen messages of these kinds (test/wire/1.0), as one side would send them together. */
function payload(...kinds: readonly string[]): string {
  const messages = kinds.map((kind, i) => ({
    life: "06d9v3p5t4y7kbrs2v8c3e1j0c",
    number: i + 1,
    ...(JSON.parse(readFileSync(new URL(`../test/wire/1.0/${kind.replaceAll(" ", "-")}.json`, import.meta.url), "utf8")) as object),
  }));
  return JSON.stringify({ messages });
}

function vector(header: Header, file: SealedFile, sealed: FileVector["sealed"]): FileVector {
  return { name: file.name, hash: file.hash, header, sealed, bytes: hex(file.bytes) };
}

function pair(key: KeyPair): KeyVector {
  return { publicKey: hex(key.publicKey), privateKey: hex(key.privateKey) };
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

if (import.meta.main) {
  for (const [name, vectors] of [
    ["envelope", await makeVectors()],
    ["fingerprints", makeFingerprints()],
  ] as const)
    writeFileSync(new URL(`../docs/vectors/${name}.json`, import.meta.url), `${JSON.stringify(vectors, null, 2)}\n`);
}
