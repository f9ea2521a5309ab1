import * as z from "zod/mini";
import type { Revision } from "../../model/revision.ts";
import { whole } from "./text.ts";

/** `{ era, number }`; 0.0 is before anything was agreed. */
export const revision: z.ZodMiniType<Revision> = z.object({ era: whole, number: whole });
