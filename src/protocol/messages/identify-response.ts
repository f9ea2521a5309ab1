import * as z from "zod/mini";
import { code, id, whole } from "../parts/text.ts";

/** Either side: the answer to phase 1. `code`: IDENTIFICATION_POSITIVE, or why not. `delivers`: milliseconds until the first answer, as expected. `holds`: bytes of
 * the content in question that are there. */
export const identifyResponse = z.object({
  kind: z.literal("identify response"),
  conversation: id,
  code,
  delivers: z.exactOptional(whole),
  holds: z.exactOptional(whole),
});
