import { toBase32 } from "../../model/base32.ts";
import type { Context } from "../context.ts";

/** Names what the numbers that a partner is told count in: those of issues and those of the trail. It is drawn anew where a stream begins anew. Inside a transaction. */
export function numberingOf({ store, crypto }: Context, connection: string): string {
  const known = store.numbering(connection);
  if (known !== null) return known;
  const drawn = toBase32(crypto.random(16));
  store.numberAnew(connection, drawn);
  return drawn;
}
