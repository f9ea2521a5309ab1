import type { Crypto } from "../ports/crypto.ts";
import { SAFETY_NUMBER_LABEL } from "./labels.ts";
import { type SealContext, contextBytes } from "./seal-context.ts";

const GROUPS = 12;

/**
 * 60 digits in 12 groups of 5, for the two users to compare over a channel they trust. Equal at both sides exactly when both
 * mean the same identities, connection and setup, so nobody stands between them. docs/PROTOCOL.md 3.
 */
export function safetyNumber(crypto: Crypto, context: SealContext): string {
  const bytes = crypto.hkdf(contextBytes(context), new Uint8Array(0), SAFETY_NUMBER_LABEL, GROUPS * 5);
  const groups: string[] = [];
  for (let at = 0; at < bytes.length; at += 5) {
    // 40 bits: the remainder favours no group by more than one in ten million.
    const number = bytes.subarray(at, at + 5).reduce((sum, byte) => sum * 256 + byte, 0);
    groups.push(String(number % 100_000).padStart(5, "0"));
  }
  return groups.join(" ");
}
