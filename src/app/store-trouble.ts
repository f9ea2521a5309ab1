import { type StoreTrouble, StoreUnavailable } from "../ports/store.ts";

/** What outside this program stopped it, of a thrown value; null: it is something else. For who shows it, without knowing the store. */
export function storeTroubleOf(thrown: unknown): StoreTrouble | null {
  return thrown instanceof StoreUnavailable ? thrown.trouble : null;
}

/** What the operating system refused, and where; null for everything else. */
export function systemRefusalOf(thrown: unknown): { readonly code: string; readonly path: string } | null {
  if (!(thrown instanceof Error) || !("syscall" in thrown) || !("code" in thrown)) return null;
  return { code: String(thrown.code), path: "path" in thrown ? String(thrown.path) : "" };
}
