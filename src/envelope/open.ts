import { type Result, failed, ok } from "../model/failure.ts";
import type { Crypto, KeyPair } from "../ports/crypto.ts";
import type { EnvelopeFailure } from "./failure.ts";
import type { InspectedFile } from "./inspect.ts";
import { MAX_PLAIN_BYTES } from "./limits.ts";
import { type SealContext, sealInfo } from "./seal-context.ts";

/**
 * The plaintext of an inspected message or join (docs/PROTOCOL.md 2). `key` is the own epoch key that the header's `recipientKey`
 * numbers. NOT_OPENED: sealed to another key or in another context, or there is no body. Never more than `limit` bytes.
 */
export async function openFile(
  crypto: Crypto,
  file: InspectedFile,
  key: KeyPair,
  context: SealContext,
  limit: number = MAX_PLAIN_BYTES,
): Promise<Result<Uint8Array, EnvelopeFailure>> {
  if (file.sealed === null) return failed({ code: "NOT_OPENED", detail: "no body" });
  const packed = await crypto.open(key, sealInfo(context, key.publicKey), file.head, file.sealed);
  if (packed === null) return failed({ code: "NOT_OPENED" });
  const plaintext = crypto.gunzip(packed, limit);
  if (plaintext === null) return failed({ code: saysLargerThan(packed, limit) ? "TOO_LARGE_INSIDE" : "BROKEN_INSIDE" });
  return ok(plaintext);
}

/** RFC 1952: gzip ends with the size of what is inside. Only names the failure; the limit itself does not believe it. */
function saysLargerThan(packed: Uint8Array, limit: number): boolean {
  const isGzip = packed.length >= 18 && packed[0] === 0x1f && packed[1] === 0x8b;
  return isGzip && packed.subarray(-4).reduceRight((sum, byte) => sum * 256 + byte, 0) > limit;
}
