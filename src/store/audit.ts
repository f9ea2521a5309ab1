import type { AuditEvent } from "../model/audit.ts";
import type { Store } from "../ports/store.ts";
import type { Database } from "./database.ts";

/** The audit trail (docs/PROTOCOL.md 6): only ever appended to; a sequence is never used again. */
export function auditQueries(database: Database): Pick<Store, "addAudit" | "audits"> {
  return {
    addAudit(events) {
      for (const event of events) database.write("INSERT INTO audit (body) VALUES (?)", JSON.stringify(event));
    },
    audits(since, limit) {
      return database
        .all<{ sequence: number; body: string }>(
          "SELECT sequence, body FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?",
          since,
          limit,
        )
        .map(({ sequence, body }) => ({ ...(JSON.parse(body) as AuditEvent), sequence }));
    },
  };
}
