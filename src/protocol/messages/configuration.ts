import * as z from "zod/mini";
import { contract } from "../parts/contract.ts";
import { line } from "../parts/text.ts";

/** Primary -> secondary: the contract it proposes, with a note for the partner's user (docs/PROTOCOL.md 4, step 3). */
export const configuration = z.object({
  kind: z.literal("configuration"),
  contract,
  note: line,
});

export type ConfigurationMessage = z.infer<typeof configuration>;
