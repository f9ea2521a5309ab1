import * as z from "zod/mini";
import { code, life, line, whole } from "../parts/text.ts";

/**
 * Either side: a file (`sequence`) or one message of it (`message`) could not be taken (docs/PROTOCOL.md 2). The sender marks what travelled in it
 * as failed. It is never answered, so two sides cannot refuse each other for ever.
 */
export const refused = z.object({
  kind: z.literal("refused"),
  sequence: z.exactOptional(whole),
  message: z.exactOptional(z.object({ life, number: whole })),
  code,
  detail: z.exactOptional(line),
});

export type RefusedMessage = z.infer<typeof refused>;
