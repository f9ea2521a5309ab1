import { MAX } from "../protocol/limits.ts";

/** What the protocol takes as a name: one line without control characters, not too long (docs/PROTOCOL.md, "Messages"). */
export function oneLine(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
  return line.length <= MAX.name ? line : line.slice(0, MAX.name).replace(/[\uD800-\uDBFF]$/, "");
}
