import type { Connection, Position } from "../model/connection.ts";
import { parseName } from "../envelope/file-name.ts";

/** Found out behind the partner's signature: nobody else can bring it about. */
const SIGNED: ReadonlySet<string> = new Set(["CHAIN_BROKEN", "OTHER_GENERATION", "NO_KEY", "NOT_OPENED"]);

/** Whether it stands where the next file of the stream belongs. */
export function isNext(received: Position, name: string): boolean {
  const parsed = parseName(name);
  return parsed?.kind === "message" && parsed.generation === received.generation && parsed.sequence === received.sequence + 1;
}

export function isBehind(received: Position, name: string): boolean {
  const parsed = parseName(name);
  if (parsed?.kind !== "message") return false;
  return parsed.generation < received.generation || (parsed.generation === received.generation && parsed.sequence <= received.sequence);
}

/**
 * Of the files that were not taken those that the partner made, or in whose place its next message belongs: something of the partner's may be missing here.
 * The others may be anybody's, who writes in the exchange folder, and nothing waits for them.
 */
export function awaitedTroubles({ troubles, stream }: Pick<Connection, "troubles" | "stream">): readonly string[] {
  return Object.entries(troubles).flatMap(([name, code]) => (SIGNED.has(code) || isNext(stream.received, name) ? [name] : []));
}
