import { resolve } from "node:path";
import type { TransportFailure } from "../ports/transport.ts";
import { isNamedWithin, realPlace } from "../store/real-place.ts";
import { type StatePlaceFailure, checkHandshakeFilePlace } from "../store/state-directory.ts";
import { answering, silenceOf } from "./folder-silence.ts";

/** The place does not answer. */
type Silence = Extract<TransportFailure, { readonly kind: "unreachable" }>;

/**
 * Why a secret file may not lie there; null: it may. What would be waited for, for ever where a folder hangs, is asked first. The file's own place is the
 * first of all: it may answer just when its folder was counted as silent. With the name alone of a folder that does not answer, or could not be asked, the
 * file's name and its real place are compared.
 */
export async function placeTrouble(path: string, folders: ReadonlySet<string>): Promise<Silence | StatePlaceFailure | null> {
  const silence = await silenceOf(path);
  if (silence) return { ...silence, kind: "unreachable" };
  const answered = await answering([...folders]);
  const places = [path, realPlace(path)];
  const named = [...folders].find((folder) => places.some((place) => isNamedWithin(place, resolve(folder))));
  return named === undefined ? checkHandshakeFilePlace(path, { exchange: answered }) : { kind: "in exchange folder", path, place: named };
}
