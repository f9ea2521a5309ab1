import type { Connection } from "../model/connection.ts";
import type { Signer } from "../ports/store.ts";
import { parseName } from "../envelope/file-name.ts";
import type { InspectedFile } from "../envelope/inspect.ts";
import { signingKey } from "../envelope/signing-key.ts";
import type { MessageRun } from "./audit-notes.ts";
import { type Context, audit } from "./context.ts";

/** Runs of message ids that are named: a partner of good will has one or two in a file. */
const MOST_RUNS = 100;

/** A file of the partner's stream is stored: on record, with what names it and the messages in it. Inside the transaction that stores it. */
export function noteTaken(
  context: Context,
  { id, partner }: Connection,
  { name, header, hash, bytes }: InspectedFile,
  carries: readonly MessageRun[],
): void {
  const { generation, sequence } = header;
  audit(context, {
    actor: `partner ${partner?.name ?? ""}`,
    action: "file taken",
    connection: id,
    reference: name,
    taken: { generation, sequence, size: bytes.length, hash, carries: carries.slice(0, MOST_RUNS) },
  });
}

/** Keeps a file as the partner signed it (docs/PROTOCOL.md 6, "Evidence"). Inside the transaction that takes what it says. */
export function keepSigned(
  context: Context,
  { id, partner }: Connection,
  { name, bytes }: InspectedFile,
  kind: "message" | "acknowledgement",
): void {
  if (!partner) return;
  const key = signingKey(partner.identityKey, partner.changed, parseName(name));
  context.store.addSigned({ connection: id, kind, name, key, time: context.clock.now(), bytes });
}

/** null: nobody has joined. */
export function signerOf({ id, name, partner }: Connection): Signer | null {
  return (
    partner && { connection: id, name, partner: partner.id, partnerName: partner.name, key: partner.changed?.first ?? partner.identityKey }
  );
}
