import * as z from "zod/mini";
import { checksumsWanted, issuesWanted, operation } from "../parts/operation.ts";
import { id } from "../parts/text.ts";

/**
 * Either side, phase 2, to who was selected (docs/PROTOCOL.md 6). The member of the operation says what is asked for; GetStatus has none. A GetChecksums
 * that was answered in part is asked on with further requests of the same conversation.
 */
export const operationRequest = z.object({
  kind: z.literal("operation request"),
  conversation: id,
  operation,
  checksums: z.exactOptional(checksumsWanted),
  issues: z.exactOptional(issuesWanted),
});

export type OperationRequestMessage = z.infer<typeof operationRequest>;
