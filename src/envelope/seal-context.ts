import type { Encoded } from "../model/connection.ts";
import { concat } from "./concat.ts";
import { decoded } from "./field-writer.ts";
import { SEAL_LABEL } from "./labels.ts";

/** Who talks, and how they got to know each other: the same at both sides, whoever seals. */
export interface SealContext {
  readonly connection: string;
  readonly primaryKey: Encoded;
  readonly secondaryKey: Encoded;
  /** Hash of handshake file and Handshake message; for the Handshake message itself: of the handshake file. */
  readonly transcript: Encoded;
}

/** HPKE `info`: what is sealed opens only between these identities, on this connection, after this setup, with this epoch key. */
export function sealInfo(context: SealContext, recipientKey: Uint8Array): Uint8Array {
  return concat(SEAL_LABEL, contextBytes(context), recipientKey);
}

/** connection (16), identity of the primary (32), identity of the secondary (32), transcript (32). */
export function contextBytes(context: SealContext): Uint8Array {
  return concat(
    decoded(context.connection, 16),
    decoded(context.primaryKey, 32),
    decoded(context.secondaryKey, 32),
    decoded(context.transcript, 32),
  );
}
