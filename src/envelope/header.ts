import type { Encoded, Position } from "../model/connection.ts";
import type { ParticipantId } from "../model/document.ts";

/** `message` and `join` are sealed; the others are signed only. `start` is file 0 of a new generation (Recover). */
export type FileKind = "message" | "acknowledgement" | "join" | "refused" | "start";

export type RefusalReason = "used" | "expired" | "version";

/** What only the Handshake message carries: who joins, and the proof that it holds the handshake file. */
export interface JoinFields {
  readonly identityKey: Encoded;
  readonly epochKey: Encoded;
  readonly invitation: Encoded;
  readonly handshakeHash: Encoded;
  /** `joinMac` over the header; whatever stands here is left out of its input. */
  readonly mac: Encoded;
}

/** The clear part of a message file: everybody can read it, the signature covers it. docs/PROTOCOL.md 2. */
export interface Header {
  readonly kind: FileKind;
  readonly connection: string;
  readonly sender: ParticipantId;
  readonly addressee: ParticipantId;
  /** Number of the addressee's epoch key it is sealed to; 0 for what is not sealed. */
  readonly recipientKey: number;
  readonly generation: number;
  /** -1 for acknowledgements and refusals, 0 for a join or start. */
  readonly sequence: number;
  /** Hash of the previous file of the generation; empty exactly when the sequence is 0 or -1. */
  readonly previous: Encoded;
  /** The lowest sequence its writer still keeps. */
  readonly floor: number;
  readonly acknowledges: Position;
  readonly waitingFor: number | null;
  readonly announces: { readonly number: number; readonly key: Encoded } | null;
  readonly join: JoinFields | null;
  readonly refuses: { readonly hash: Encoded; readonly reason: RefusalReason } | null;
}

export function isSealed(kind: FileKind): boolean {
  return kind === "message" || kind === "join";
}
