import * as z from "zod/mini";
import type { Changes } from "../../model/changes.ts";
import type { Comment } from "../../model/document.ts";
import { MAX } from "../limits.ts";
import { id, moment, name } from "./text.ts";
import { fieldValues } from "./value.ts";

const comment: z.ZodMiniType<Comment> = z.object({
  id,
  origin: id,
  author: name,
  created: moment,
  edited: z.exactOptional(moment),
  body: z.string().check(z.maxLength(MAX.text)),
  internal: z.exactOptional(z.literal(true)),
  removed: z.exactOptional(z.literal(true)),
});

/**
 * The difference of two documents: new values (null clears), comments that are new or differ, and the two marks where they change.
 * One comment stands in it once.
 */
export const changes: z.ZodMiniType<Changes> = z.object({
  fields: z.exactOptional(fieldValues),
  comments: z.exactOptional(z.array(comment).check(z.maxLength(MAX.comments), z.refine(once, "each comment once"))),
  deleted: z.exactOptional(z.boolean()),
  shared: z.exactOptional(z.boolean()),
});

function once(comments: readonly Comment[]): boolean {
  return new Set(comments.map((one) => one.id)).size === comments.length;
}
