import * as z from "zod/mini";
import { contentSaid } from "../parts/content.ts";
import { checksumsWanted, issuesWanted, operation, trailWanted } from "../parts/operation.ts";
import { id } from "../parts/text.ts";

/**
 * Either side, phase 2, to who was selected (docs/PROTOCOL.md 6). The member of the operation says what is asked for; GetStatus has none. What
 * was answered in part is asked on with further requests of the same conversation, and so is a content that travels; `cancel` ends it.
 */
export const operationRequest = z.object({
  kind: z.literal("operation request"),
  conversation: id,
  operation,
  checksums: z.exactOptional(checksumsWanted),
  issues: z.exactOptional(issuesWanted),
  content: z.exactOptional(contentSaid),
  cancel: z.exactOptional(z.literal(true)),
  trail: z.exactOptional(trailWanted),
});

export type OperationRequestMessage = z.infer<typeof operationRequest>;
