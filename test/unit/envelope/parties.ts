import { nobleCrypto } from "../../../src/crypto/noble-crypto.ts";
import type { Header } from "../../../src/envelope/header.ts";
import type { Expected } from "../../../src/envelope/inspect.ts";
import { joinKey, joinMac } from "../../../src/envelope/join-mac.ts";
import { participantId } from "../../../src/envelope/participant.ts";
import { type SealedFile, sealFile, signFile } from "../../../src/envelope/seal.ts";
import type { SealContext } from "../../../src/envelope/seal-context.ts";
import { toBase32 } from "../../../src/model/base32.ts";
import { newId } from "../../../src/model/ids.ts";
import type { Crypto, KeyPair } from "../../../src/ports/crypto.ts";

/** One participant with an epoch key. */
export interface Party {
  readonly id: string;
  readonly identity: KeyPair;
  readonly epochKey: KeyPair;
}

/** Two sides of a connection, and somebody who has no part in it. The same every time. */
export interface Scene {
  readonly crypto: Crypto;
  readonly primary: Party;
  readonly secondary: Party;
  readonly stranger: Party;
  readonly context: SealContext;
  readonly invitation: string;
  readonly joinKey: Uint8Array;
}

export const BODY = new TextEncoder().encode('{"issues":["Valve sticks in cold weather"]}');

export async function scene(): Promise<Scene> {
  let draws = 0;
  const plain = nobleCrypto();
  const crypto = nobleCrypto((length) => plain.sha256(Uint8Array.of(draws++)).subarray(0, length));
  const party = async (): Promise<Party> => {
    const identity = crypto.newIdentity();
    return { id: participantId(crypto, identity.publicKey), identity, epochKey: await crypto.newEpochKey() };
  };
  const [primary, secondary, stranger] = [await party(), await party(), await party()];
  const invitation = newId(2, crypto.random(10));
  const context = {
    connection: newId(1, crypto.random(10)),
    primaryKey: toBase32(primary.identity.publicKey),
    secondaryKey: toBase32(secondary.identity.publicKey),
    transcript: toBase32(crypto.random(32)),
  };
  return { crypto, primary, secondary, stranger, context, invitation, joinKey: joinKey(crypto, crypto.random(32), invitation) };
}

/** A message of the primary to the secondary, in the middle of a stream. */
export function messageHeader(s: Scene, change: Partial<Header> = {}): Header {
  return {
    kind: "message",
    connection: s.context.connection,
    sender: s.primary.id,
    addressee: s.secondary.id,
    recipientKey: 3,
    generation: 2,
    sequence: 7,
    previous: toBase32(s.crypto.sha256(Uint8Array.of(1))),
    floor: 5,
    acknowledges: { generation: 1, sequence: 4, hash: toBase32(s.crypto.sha256(Uint8Array.of(2))) },
    waitingFor: 6,
    announces: { number: 9, key: toBase32(s.primary.epochKey.publicKey) },
    join: null,
    refuses: null,
    ...change,
  };
}

export function startHeader(s: Scene): Header {
  const announces = { number: 2, key: toBase32(s.secondary.epochKey.publicKey) };
  return { ...acknowledgementHeader(s), kind: "start", sequence: 0, announces };
}

export function acknowledgementHeader(s: Scene, change: Partial<Header> = {}): Header {
  return messageHeader(s, { kind: "acknowledgement", recipientKey: 0, sequence: -1, previous: "", announces: null, ...change });
}

export function refusedHeader(s: Scene): Header {
  const refuses = { hash: toBase32(s.crypto.sha256(Uint8Array.of(3))), reason: "expired" } as const;
  return acknowledgementHeader(s, { kind: "refused", waitingFor: null, refuses });
}

/** The Handshake message of the secondary. */
export function joinHeader(s: Scene): Header {
  const join = {
    identityKey: s.context.secondaryKey,
    epochKey: toBase32(s.secondary.epochKey.publicKey),
    invitation: s.invitation,
    handshakeHash: toBase32(s.crypto.sha256(Uint8Array.of(4))),
    mac: "",
  };
  const unproven = messageHeader(s, {
    kind: "join",
    sender: s.secondary.id,
    addressee: s.primary.id,
    recipientKey: 0,
    sequence: 0,
    previous: "",
    floor: 0,
    acknowledges: { generation: 0, sequence: -1, hash: "" },
    waitingFor: null,
    announces: null,
    join,
  });
  return { ...unproven, join: { ...join, mac: joinMac(s.crypto, s.joinKey, unproven) } };
}

/** Sealed or signed by the party that the header names. */
export async function fileOf(s: Scene, header: Header): Promise<SealedFile> {
  const [by, to] = header.sender === s.primary.id ? [s.primary, s.secondary] : [s.secondary, s.primary];
  if (header.kind !== "message" && header.kind !== "join") return signFile(s.crypto, header, by.identity);
  return sealFile(s.crypto, header, BODY, by.identity, to.epochKey.publicKey, s.context);
}

/** What the addressee of this header expects to find in its sender's directory. */
export function expecting(s: Scene, header: Header, change: Partial<Expected> = {}): Expected {
  const key = header.sender === s.primary.id ? s.primary.identity.publicKey : s.secondary.identity.publicKey;
  return {
    connection: s.context.connection,
    sender: header.sender,
    addressee: header.addressee,
    identityKey: header.kind === "join" ? null : key,
    ...change,
  };
}
