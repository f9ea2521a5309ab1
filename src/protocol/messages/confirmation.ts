import * as z from "zod/mini";
import { changes } from "../parts/changes.ts";
import { failure, overruledList, refusedList } from "../parts/remarks.ts";
import { lineage, revision } from "../parts/revision.ts";
import { id, name, whole } from "../parts/text.ts";

/** What became of an issue message as a whole; the lists of the Confirmation say it value by value. */
export const result = z.enum([
  /** Taken as it was. */
  "applied",
  /** Taken, together with what the confirming side had changed elsewhere in the issue. */
  "merged",
  /** It said nothing new. */
  "unchanged",
  /** Taken; at least one value lost against another. */
  "conflict",
  /** At least one value was not taken, or cannot be held there. */
  "refused",
  /** Secondary only: made under a contract that is no longer in force; make it again. */
  "superseded",
  /** The base is not known there; the whole issue is needed. */
  "base unknown",
  /** The confirming side takes no part in the issue any more. */
  "left scope",
  /** The confirming side has the issue over another connection. */
  "already shared",
]);

export type ConfirmationResult = z.infer<typeof result>;

/**
 * Either side: the answer to an issue message (docs/PROTOCOL.md 5). `revision` is what the sender stands on now. A primary's answer to a
 * change carries the document, as `changes` against `base`, and is itself answered by a Confirmation without one. `conflicts`: values of
 * the addressee's message that lost; `refused`: at a primary those of the message that were not taken, at a secondary all that its tracker cannot
 * hold now; `overruled` as in Issue; `failure`: why the whole issue failed.
 */
export const confirmation = z.object({
  kind: z.literal("confirmation"),
  issue: id,
  contract: whole,
  key: z.exactOptional(name),
  result,
  revision,
  base: z.exactOptional(revision),
  changes: z.exactOptional(changes),
  conflicts: overruledList,
  refused: refusedList,
  overruled: overruledList,
  failure: z.exactOptional(failure),
  /** Primary only: this answers a `whole`; for each earlier era the last revision in the document's history. */
  lineage: z.exactOptional(lineage),
});

export type ConfirmationMessage = z.infer<typeof confirmation>;
