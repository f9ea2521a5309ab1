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

/** What keeps the store from working in the middle of something. Nothing of that step was kept. */
export function storeStopSentence(trouble: "full" | "busy" | "io" | "damaged" | "newer schema"): string {
  switch (trouble) {
    case "full":
      return "There is no space left in the state directory. Make room, then try again; nothing was lost.";
    case "busy":
      return "Another process holds the store for too long. Try again; nothing was lost.";
    case "io":
      return "The state directory cannot be read or written now. Check the disk and your rights, then try again.";
    case "damaged":
      return "The store is damaged. Keep a copy of the state directory, then bring it back from a backup.";
    case "newer schema":
      return "A newer version of Issue Ferry has taken this project over. Update this one.";
  }
}
