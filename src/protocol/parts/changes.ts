import * as z from "zod";
import type { Changes } from "../../model/changes.ts";
import type { Comment } from "../../model/document.ts";
import { MAX } from "../limits.ts";
import { id, moment, name } from "./text.ts";
import { fieldValues } from "./value.ts";

const comment: z.ZodType<Comment> = z.object({
  id,
  origin: id,
  author: name,
  created: moment,
  edited: moment.exactOptional(),
  body: z.string().max(MAX.text),
  internal: z.literal(true).exactOptional(),
  removed: z.literal(true).exactOptional(),
});

/**
 * The difference of two documents: new values (null clears), comments that are new or differ, and the two marks where they change.
 * One comment stands in it once.
 */
export const changes: z.ZodType<Changes> = z.object({
  fields: fieldValues.exactOptional(),
  comments: z.array(comment).max(MAX.comments).refine(once, "each comment once").exactOptional(),
  deleted: z.boolean().exactOptional(),
  shared: z.boolean().exactOptional(),
});

function once(comments: readonly Comment[]): boolean {
  return new Set(comments.map((one) => one.id)).size === comments.length;
}
