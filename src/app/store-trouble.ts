import type { StoreTrouble, StoreUnavailable } from "../ports/store.ts";

const NAME: StoreUnavailable["name"] = "StoreUnavailable";

/**
 * What outside this program stopped it, of a thrown value; null: it is something else. For who shows it, without knowing the store. Known by its
 * name: each bundle of the extension has a class of its own.
 */
export function storeTroubleOf(thrown: unknown): StoreTrouble | null {
  return thrown instanceof Error && thrown.name === NAME ? (thrown as StoreUnavailable).trouble : null;
}

/** What the operating system refused, and where; null for everything else. */
export function systemRefusalOf(thrown: unknown): { readonly code: string; readonly path: string } | null {
  if (!(thrown instanceof Error) || !("syscall" in thrown) || !("code" in thrown)) return null;
  return { code: String(thrown.code), path: "path" in thrown ? String(thrown.path) : "" };
}

/** What outside this program interrupted it, and may be over later. */
export type Interruption =
  | { readonly kind: "store"; readonly trouble: Extract<StoreTrouble, "full" | "busy" | "io"> }
  | { readonly kind: "system"; readonly code: string; readonly path: string };

/** null: a bug, or what no waiting helps against. */
export function interruptionOf(thrown: unknown): Interruption | null {
  const trouble = storeTroubleOf(thrown);
  if (trouble !== null) return trouble === "damaged" || trouble === "newer schema" ? null : { kind: "store", trouble };
  const refusal = systemRefusalOf(thrown);
  return refusal && { kind: "system", ...refusal };
}
