import * as z from "zod/mini";
import { contentSaid } from "../parts/content.ts";
import { checksums, trailPage } from "../parts/operation.ts";
import { code, id } from "../parts/text.ts";

/** Either side: the operation goes on (docs/PROTOCOL.md 6). `code`: OPERATION_ACCEPTED_PROGRESS or OPERATION_PROGRESS; with what is known already. */
export const operationProgress = z.object({
  kind: z.literal("operation progress"),
  conversation: id,
  code,
  checksums: z.exactOptional(checksums),
  content: z.exactOptional(contentSaid),
  trail: z.exactOptional(trailPage),
});
