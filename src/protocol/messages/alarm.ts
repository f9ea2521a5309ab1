import * as z from "zod/mini";
import { code, id, name, whole } from "../parts/text.ts";

/**
 * Either side: something is wrong, outside any conversation (docs/PROTOCOL.md 6). The sender is who raised it. `time`: milliseconds since
 * 1970 by its clock, display only. Never answered, and no alarm is raised about it.
 */
export const alarm = z.object({
  kind: z.literal("alarm"),
  code,
  time: whole,
  issue: z.exactOptional(id),
  reference: z.exactOptional(name),
  info: z.exactOptional(name),
});

export type AlarmMessage = z.infer<typeof alarm>;
