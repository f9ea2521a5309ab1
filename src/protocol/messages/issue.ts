import * as z from "zod/mini";
import { changes } from "../parts/changes.ts";
import { overruledList } from "../parts/remarks.ts";
import { lineage, revision } from "../parts/revision.ts";
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
  /** On revision (0, 0): the sender has the issue from another partner, and passes it on. */
  received: z.exactOptional(z.literal(true)),
  /**
   * Secondary only, after a Recover: the sender says all it knows. `document`: the base, as changes against the empty document; `lineage`: for each
   * earlier era the last revision in its history; `restored`: it was the sender that was put back.
   */
  whole: z.exactOptional(z.object({ document: changes, lineage, restored: z.boolean() })),
});

export type IssueMessage = z.infer<typeof issue>;
