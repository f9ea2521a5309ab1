import { toBase32 } from "../model/base32.ts";
import type { Encoded } from "../model/connection.ts";
import { Impossible } from "../model/failure.ts";
import type { Crypto } from "../ports/crypto.ts";
import { decoded } from "./field-writer.ts";
import { encodeHeader } from "./header-layout.ts";
import type { Header } from "./header.ts";
import { JOIN_KEY_LABEL } from "./labels.ts";

/** HKDF-SHA256 of the one-time secret in the handshake file, salted with the invitation id. docs/PROTOCOL.md 3. */
export function joinKey(crypto: Crypto, secret: Uint8Array, invitation: Encoded): Uint8Array {
  return crypto.hkdf(secret, decoded(invitation, 16), JOIN_KEY_LABEL, 32);
}

/**
 * Proves that the writer of a Handshake message holds the handshake file, and binds its keys, generation and the file's hash.
 * Input: the header with zeros for body length and MAC; so it can be made before the body is sealed.
 */
export function joinMac(crypto: Crypto, key: Uint8Array, header: Header): Encoded {
  if (header.join === null) throw new Impossible("a join MAC for another kind of file");
  return toBase32(crypto.hmac(key, encodeHeader({ ...header, join: { ...header.join, mac: "" } }, 0)));
}

/** Takes the same time whatever stands in the header. */
export function joinMacAgrees(crypto: Crypto, key: Uint8Array, header: Header): boolean {
  const mac = header.join?.mac ?? "";
  return mac !== "" && crypto.equal(decoded(mac, 32), decoded(joinMac(crypto, key, header), 32));
}
