import * as z from "zod/mini";

/**
 * Either side: the last message of a connection, sent as well as it can be (docs/PROTOCOL.md 2 and 3). `removed`: ended in good order;
 * `revoked`: the sender no longer trusts the addressee's key.
 */
export const closed = z.object({
  kind: z.literal("closed"),
  reason: z.enum(["removed", "revoked"]),
});
