import { toBase32 } from "../model/base32.ts";
import type { ParticipantId } from "../model/document.ts";
import type { Crypto } from "../ports/crypto.ts";
import { concat } from "./concat.ts";
import { PARTICIPANT_LABEL } from "./labels.ts";

/** 16 bytes of a hash of the Ed25519 identity key, 26 characters: the name of a participant's directory. docs/PROTOCOL.md 2. */
export function participantId(crypto: Crypto, identityKey: Uint8Array): ParticipantId {
  return toBase32(crypto.sha256(concat(PARTICIPANT_LABEL, identityKey)).subarray(0, 16));
}
