import * as z from "zod/mini";
import { changes } from "../parts/changes.ts";
import { overruledList } from "../parts/remarks.ts";
import { revision } from "../parts/revision.ts";
import { id, name, whole } from "../parts/text.ts";

/**
 * Either side: an issue as changes against revision `base`, made under contract `contract` (docs/PROTOCOL.md 5). `revision` is there in a
 * primary's message only, which numbers the result; a secondary's is a wish until the primary confirmed it. `key` is the sender's own
 * name for the issue, for display. `overruled`: values of the addressee that the sender's merges dropped since the last message.
 */
export const issue = z.object({
  kind: z.literal("issue"),
  issue: id,
  contract: whole,
  base: revision,
  revision: z.exactOptional(revision),
  key: name,
  changes,
  overruled: overruledList,
});

export type IssueMessage = z.infer<typeof issue>;
