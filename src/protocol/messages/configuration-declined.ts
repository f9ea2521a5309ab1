import * as z from "zod/mini";
import { line } from "../parts/text.ts";

/** Secondary -> primary: its user does not accept the contract of that number; the one in force stays (docs/PROTOCOL.md 4). */
export const configurationDeclined = z.object({
  kind: z.literal("configuration declined"),
  contract: z.int().check(z.minimum(1)),
  reason: line,
});

export type ConfigurationDeclinedMessage = z.infer<typeof configurationDeclined>;
