import type { Encoded, KeyChanges } from "../model/connection.ts";
import type { FileName } from "./file-name.ts";

/** What is signed: of a message, and of a start, its place. */
export type Signed = Place | Other;

type Place = Pick<Extract<FileName, { readonly kind: "message" }>, "kind" | "generation" | "sequence">;
type Other = { readonly kind: Exclude<FileName["kind"], "message"> };

/**
 * The identity key that signs what has this name: the one of now, but for files of the stream that were sealed before a change. What the name says of
 * its place is held against the header by `inspectFile`.
 */
export function signingKey(now: Encoded, changed: KeyChanges | undefined, name: Signed | null): Encoded {
  // Who is refused never joined: only the key of the invitation is known there.
  if (name?.kind === "refused") return changed?.first ?? now;
  if (name?.kind !== "message") return now;
  const { generation, sequence } = name;
  const former = changed?.formers.find((one) => generation < one.generation || (generation === one.generation && sequence < one.before));
  return former?.key ?? now;
}
