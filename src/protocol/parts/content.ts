import * as z from "zod/mini";
import { MOST_PARTS } from "../../model/part-name.ts";
import { MAX } from "../limits.ts";
import { id, whole } from "./text.ts";

/** Parts of the messages with which a content travels (docs/PROTOCOL.md 6, "Contents"). */

export const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));

/** The attachment `id` of an issue, with the content that is meant. */
export const wantedFile = z.object({ issue: id, id, size: whole, sha256 });

/** 32 bytes, base32. */
const partKey = z.string().check(z.regex(/^[0-9a-hjkmnp-tv-z]{51}[0g]$/));

const transfer = z.object({
  id,
  key: partKey,
  from: whole,
  part: z.int().check(z.minimum(1), z.maximum(MAX.partBytes)),
  parts: z.int().check(z.minimum(1), z.maximum(MOST_PARTS)),
  ready: whole,
});

/** How far a content is: what has arrived, by whoever receives it; what stands ready, by whoever sends it. */
export const contentSaid = z.object({
  got: z.exactOptional(whole),
  again: z.exactOptional(z.literal(true)),
  transfer: z.exactOptional(transfer),
  inline: z.exactOptional(z.string().check(z.maxLength(MAX.inline), z.regex(/^[0-9a-hjkmnp-tv-z]*$/))),
});

export type ContentSaid = z.infer<typeof contentSaid>;
