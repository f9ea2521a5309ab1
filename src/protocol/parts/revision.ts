import * as z from "zod/mini";
import type { Revision } from "../../model/revision.ts";
import { MAX } from "../limits.ts";
import { whole } from "./text.ts";

/** `{ era, number }`; 0.0 is before anything was agreed. */
export const revision: z.ZodMiniType<Revision> = z.object({ era: whole, number: whole });

/** For each earlier era of a document the last revision in its history, each era once. */
export const lineage = z.array(revision).check(
  z.maxLength(MAX.eras),
  z.refine((given) => new Set(given.map(({ era }) => era)).size === given.length, "each era once"),
);
