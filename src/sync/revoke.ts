import { type CommandOutcome, done, notDone } from "../model/command.ts";
import type { Connection } from "../model/connection.ts";
import { stepLink } from "../protocol/machines/link.ts";
import { type Context, audit, post } from "./context.ts";
import { endConnection } from "./end-connection.ts";
import { isPartner, partnerIds } from "./partner-ids.ts";
import { noteRevokedKeys } from "./revoked-keys.ts";
import { destroyKeys } from "./setup.ts";

/** Messages taken out of the inbox in one step. */
const STEP = 1000;

/**
 * The partner's key is not trusted any more, from this commit on: nothing of the partner is opened, applied or acknowledged, also not what waits here
 * to be dealt with; what waits for it never leaves, sealed or not. One `closed` does, at the place of the first file that it has not acknowledged: best
 * effort, since it may have taken others there. Issues stay as local ones. Whoever was suspended stays silent: a copy may work elsewhere
 * (docs/PROTOCOL.md 3, "Revocation").
 */
export function revokeConnection(context: Context, name: string): CommandOutcome {
  const { store } = context;
  const revoked = store.transaction((): Connection | CommandOutcome => {
    const connection = store.connections().find((other) => other.name === name);
    if (!connection) return notDone("NO_SUCH_CONNECTION", { connection: name });
    const step = stepLink(connection.role, connection.facts, "user revokes");
    if (step.kind === "refused") return notDone(step.code, { connection: name });
    if (step.kind === "ignored") return done({ connection: name });
    const onItsWay = isFarewellOnItsWay(context, connection);
    emptyInbox(context, connection.id);
    store.dropOutbox(connection.id);
    const { stream, invitation } = connection;
    const next: Connection = {
      ...connection,
      facts: step.facts,
      invitation: step.does.includes("cancel invitation") ? { ...invitation, expires: new Date(0).toISOString() } : invitation,
      stream: stream.heard ? { ...stream, next: stream.floor, lastHash: stream.acknowledgedHash } : stream,
      ...(connection.facts.link === "suspended" && { retired: true }),
      troubles: {},
    };
    store.putConnection(next);
    if (next.partner && (onItsWay || step.does.includes("send closed"))) post(context, next.id, [{ kind: "closed", reason: "revoked" }]);
    if (next.partner) noteRevokedKeys(context, next.partner);
    endConnection(context, next);
    audit(context, {
      actor: "issue-ferry",
      action: "revoked",
      connection: next.id,
      ...(next.partner && { reference: next.partner.id }),
    });
    return next;
  });
  if ("kind" in revoked) return revoked;
  destroyKeys(context, revoked.id);
  return done({ connection: name, others: othersOf(context, revoked).join(", ") });
}

function emptyInbox({ store }: Context, id: string): void {
  for (;;) {
    const waits = store.inbox(id, 0, STEP);
    if (waits.length === 0) return;
    store.removeInbox(waits.map(({ row }) => row));
  }
}

/** We ended the connection, and the partner has not taken that yet. */
function isFarewellOnItsWay({ store }: Context, { id, facts, closedBy, retired }: Connection): boolean {
  return facts.link === "closed" && closedBy === undefined && retired !== true && store.queues(id).out > 0;
}

/** Connections that go on with one of the identity keys that this partner had: each is revoked by itself. */
function othersOf({ store, crypto }: Context, { id, partner }: Connection): readonly string[] {
  const ids = partner ? partnerIds(crypto, partner) : [];
  const isOver = ({ facts }: Connection): boolean => facts.link === "closed" || facts.link === "revoked";
  return store
    .connections()
    .filter((other) => partner && other.partner && other.id !== id && isPartner(crypto, other.partner, ids) && !isOver(other))
    .map((other) => other.name);
}
