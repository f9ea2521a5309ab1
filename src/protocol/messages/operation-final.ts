import * as z from "zod/mini";
import { checksums, issueList, partnerStatus, trailPage } from "../parts/operation.ts";
import { code, id } from "../parts/text.ts";

/** Either side: the one last answer of an operation (docs/PROTOCOL.md 6). `code`: OPERATION_COMPLETED, or why it failed. */
export const operationFinal = z.object({
  kind: z.literal("operation final"),
  conversation: id,
  code,
  status: z.exactOptional(partnerStatus),
  checksums: z.exactOptional(checksums),
  issues: z.exactOptional(issueList),
  trail: z.exactOptional(trailPage),
});

export type OperationFinalMessage = z.infer<typeof operationFinal>;
