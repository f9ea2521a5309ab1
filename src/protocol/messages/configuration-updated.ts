import * as z from "zod/mini";

/** Secondary -> primary: the contract of that number is in force here from this message on (docs/PROTOCOL.md 4, step 5). */
export const configurationUpdated = z.object({
  kind: z.literal("configuration updated"),
  contract: z.int().check(z.minimum(1)),
});

export type ConfigurationUpdatedMessage = z.infer<typeof configurationUpdated>;
