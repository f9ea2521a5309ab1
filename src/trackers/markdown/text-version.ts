import { createHash } from "node:crypto";

/** Version of a file: a hash of all of its text, since a write could destroy any of it. */
export function textVersion(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
