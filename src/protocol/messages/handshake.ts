import * as z from "zod/mini";
import { MAX } from "../limits.ts";
import { capability, name, versionName } from "../parts/text.ts";

/**
 * Secondary -> primary: "I accept the invitation" (docs/PROTOCOL.md 3, step 3). The only message of a join file, whose clear header
 * carries the keys and the proof. `version` is the version the secondary chose out of the handshake file's list, `speaks` its own list,
 * `name` its project's name, for people.
 */
export const handshake = z.object({
  kind: z.literal("handshake"),
  version: versionName,
  speaks: z.array(versionName).check(z.minLength(1), z.maxLength(MAX.words)),
  capabilities: z.array(capability).check(z.maxLength(MAX.words)),
  name,
});

export type HandshakeMessage = z.infer<typeof handshake>;
