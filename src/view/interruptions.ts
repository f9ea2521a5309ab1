import { storeStopSentence } from "./open-failures.ts";
import { plainText } from "./plain-text.ts";

/** What outside this program keeps a pass from its end. */
export type InterruptedBy =
  | { readonly kind: "store"; readonly trouble: "full" | "busy" | "io" }
  | { readonly kind: "system"; readonly code: string; readonly path: string };

export function interruptedSentence(because: InterruptedBy): string {
  if (because.kind === "store") return storeStopSentence(because.trouble);
  const place = because.path === "" ? "" : ` ${plainText(because.path)}`;
  return `The system refused to use${place} (${because.code}). Check the place and your rights, then try again.`;
}
