import * as z from "zod/mini";
import { sha256, wantedFile } from "../parts/content.ts";
import { operation } from "../parts/operation.ts";
import { id } from "../parts/text.ts";

/**
 * Either side, phase 1: "who can do this?" (docs/PROTOCOL.md 6). `conversation` is drawn by the asker and named by all that belongs to the operation.
 * `existing`: of the content that is to be replaced or deleted.
 */
export const identifyRequest = z.object({
  kind: z.literal("identify request"),
  conversation: id,
  operation,
  file: z.exactOptional(wantedFile),
  existing: z.exactOptional(sha256),
});

export type IdentifyRequestMessage = z.infer<typeof identifyRequest>;
