import type { Encoded } from "../model/connection.ts";
import type { ParticipantId } from "../model/document.ts";

/** What a handshake file says: how to connect to the primary that made it (docs/PROTOCOL.md, "Handshake file"). */
export interface Invite {
  /** Connection id. */
  readonly connection: string;
  /** The primary, and the keys it begins with: Ed25519 identity, X25519 epoch key 0. Whether they belong together is for the reader to check. */
  readonly participant: ParticipantId;
  readonly identityKey: Encoded;
  readonly epochKey: Encoded;
  /** Invitation id, 16 bytes. */
  readonly invitation: Encoded;
  /** Join secret, 32 bytes: whoever holds it may join, once. Never logged or listed. */
  readonly secret: Encoded;
  /** ISO 8601 in milliseconds. */
  readonly created: string;
  readonly expires: string;
  /** The primary's project and its name for the connection, for people; cut to 120 bytes of UTF-8 in the file. */
  readonly project: string;
  readonly purpose: string;
  /** Protocol versions of the primary. */
  readonly speaks: readonly string[];
  /** Hash (`announcedBytes`) of the contract that is published as soon as somebody joins; absent: that is decided later. */
  readonly contract?: Encoded;
  /** Parts that a later version added, as they came: they belong to what is hashed. */
  readonly later?: Encoded;
}
