import type { Connection, RestoreEvidence } from "../model/connection.ts";
import type { Header } from "../envelope/header.ts";
import { stepLink } from "../protocol/machines/link.ts";
import { restateIfChanged } from "./connection-messages.ts";
import { raise } from "./alarms.ts";
import { type Context, audit } from "./context.ts";

/**
 * What a validly signed header of the partner shows about us, compared with our own store (docs/PROTOCOL.md 2, "Evidence"); null: nothing. Only what
 * is ahead of the store means anything, so that old files, in whatever order they come, never do.
 */
export function evidenceIn(context: Context, { id, stream }: Connection, header: Header): RestoreEvidence | null {
  const { acknowledges, floor, generation } = header;
  if (acknowledges.generation > stream.generation) return "acknowledged ahead";
  if (acknowledges.generation < stream.generation) return null;
  if (acknowledges.sequence >= stream.next) return "acknowledged ahead";
  const known =
    acknowledges.sequence === stream.floor - 1
      ? stream.acknowledgedHash
      : (context.store.files(id).find(({ sequence }) => sequence === acknowledges.sequence)?.hash ?? "");
  if (known !== "" && known !== acknowledges.hash) return "acknowledged another";
  const { received } = stream;
  const letGo = generation === received.generation ? floor > received.sequence + 1 : generation > received.generation && floor > 0;
  return letGo ? "partner let go" : null;
}

/** A validly signed file of our own that we do not offer: whether it is beyond what we know to have sent or taken. */
export function ownEvidence({ stream }: Connection, { kind, generation, sequence, acknowledges }: Header): RestoreEvidence | null {
  if (kind === "refused" || kind === "join" || generation < stream.generation) return null;
  if (generation > stream.generation) return "own file";
  if (kind !== "acknowledgement") return sequence >= stream.floor ? "own file" : null;
  const { received } = stream;
  const further =
    acknowledges.generation > received.generation ||
    (acknowledges.generation === received.generation && acknowledges.sequence > received.sequence);
  return further ? "own acknowledgement" : null;
}

/** A secondary that has taken nothing of the primary does not know whether it took this join: what its files are about may be an earlier one. */
export function hasBegun({ role, facts, stream }: Connection): boolean {
  return role === "primary" || facts.link !== "handshake" || stream.received.sequence >= 0;
}

/** A copy may work elsewhere: from here on nothing of the connection is read or sent, until a person says which one is to go on. */
export function suspend(context: Context, id: string, evidence: RestoreEvidence, reference: string): void {
  const { store } = context;
  store.transaction(() => {
    const connection = store.connection(id);
    const step = connection && stepLink(connection.role, connection.facts, "copy suspected");
    if (!connection || step?.kind !== "step") return;
    const suspendedBy = hasBegun(connection) ? evidence : "joined before";
    const next: Connection = { ...connection, facts: step.facts, suspendedBy };
    store.putConnection(next);
    restateIfChanged(context, connection, next);
    audit(context, { actor: "issue-ferry", action: "suspended", connection: id, reference, info: suspendedBy });
    raise(context, { code: "INTEGRITY_ISSUE", connection: id, reference, info: "SUSPENDED" }, "here");
  });
}
