import { toBase32 } from "../model/base32.ts";
import type { Connection } from "../model/connection.ts";
import type { Context } from "./context.ts";
import type { Rules } from "./rules.ts";

/** Stands for contract, mapping and scope of a connection: when it changes, every issue has to be compared again. */
export function fingerprint(context: Context, connection: Connection, { mapping, choice }: Rules): string {
  const text = JSON.stringify([connection.contract, mapping, choice, connection.name]);
  return toBase32(context.crypto.sha256(new TextEncoder().encode(text)).subarray(0, 16));
}
