import * as z from "zod/mini";
import { MAX } from "../limits.ts";
import { capability, nonce, versionName, whole } from "../parts/text.ts";

/**
 * Either side: "are you there?", and with `inReplyTo` "I am" (docs/PROTOCOL.md 3). A ping without it is answered by one that repeats its
 * nonce; one with it is never answered. `time` is the sender's clock in milliseconds since 1970, for display only.
 */
export const ping = z.object({
  kind: z.literal("ping"),
  nonce,
  inReplyTo: z.exactOptional(nonce),
  time: whole,
  version: versionName,
  capabilities: z.array(capability).check(z.maxLength(MAX.words)),
});

export type PingMessage = z.infer<typeof ping>;
