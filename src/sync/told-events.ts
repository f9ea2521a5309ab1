import type { AuditEvent } from "../model/audit.ts";

/** Messages that went or came, by their kinds. */
const MESSAGES = / (?:sent|received)$/;

/** And what became of them. */
const TOLD: ReadonlySet<string> = new Set([
  "issue applied",
  "issue not applied",
  "confirmation applied",
  "confirmation confirmed",
  "confirmation not applied",
  "file sealed",
  "file placed",
  "file acknowledged",
  "file taken",
  "file refused",
  "message refused",
  "message not understood",
  "refused",
  "configuration",
  "configuration updated",
  "configuration declined",
  "closed",
  "connected",
  "joined",
  "handshake refused",
  "begun anew",
  "key renewed",
  "identity changed",
  "operation answered",
  "operation ended",
]);

/**
 * What of the trail a partner is told when it asks (docs/PROTOCOL.md 6): what went between the two, and what became of it. Everything else stays here:
 * what persons did, what was deleted and kept, and which files were not taken.
 */
export function isTold({ action }: Pick<AuditEvent, "action">): boolean {
  return TOLD.has(action) || MESSAGES.test(action);
}
