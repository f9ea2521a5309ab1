import type { Connection } from "../../model/connection.ts";
import type { PartnerStatus } from "../../model/operation.ts";
import { CAPABILITIES, VERSION } from "../../protocol/version.ts";
import type { Context } from "../context.ts";

/** Messages that wait here before a person should look. */
const MANY = 10_000;

/** What this side tells a partner of itself: only of their own connection. Inside a transaction. */
export function ownStatus(context: Context, connection: Connection): PartnerStatus {
  const { store } = context;
  const { facts, lastSeen } = connection;
  const queues = store.queues(connection.id);
  // Of what never left the partner hears nothing, not even that there is something.
  const { local: _local, ...issues } = store.countTold(connection.id);
  const errors = context.settingsOf(connection) === null ? ["SETTINGS_UNREADABLE"] : [];
  const warnings = [
    ...(facts.run === "stopped" ? ["STOPPED"] : []),
    ...(issues.error > 0 ? ["ISSUES_IN_ERROR"] : []),
    ...(issues.conflict > 0 ? ["CONFLICTS"] : []),
    ...(queues.in > MANY || queues.out > MANY ? ["LONG_QUEUE"] : []),
  ];
  return {
    status: errors.length > 0 ? "ERROR" : warnings.length > 0 ? "WARNING" : "OK",
    causes: [...errors, ...warnings],
    version: VERSION,
    capabilities: [...CAPABILITIES],
    ...queues,
    issues,
    ...(lastSeen !== null && lastSeen !== undefined && { lastTaken: lastSeen }),
  };
}
