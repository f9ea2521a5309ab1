import type { AuditEvent } from "../model/audit.ts";
import type { NumberedEvent, Store } from "../ports/store.ts";
import type { Database } from "./database.ts";

interface AuditRow {
  readonly sequence: number;
  readonly body: string;
}

/** The audit trail (docs/PROTOCOL.md 6): only ever appended to; a sequence is never used again. */
export function auditQueries(
  database: Database,
): Pick<Store, "addAudit" | "newestAudit" | "audits" | "auditsOf" | "fileAudits" | "newestAudits" | "toldAudits" | "newestTold"> {
  const read = (sql: string, ...values: (string | number)[]): NumberedEvent[] =>
    database.all<AuditRow>(sql, ...values).map(({ sequence, body }) => ({ ...(JSON.parse(body) as AuditEvent), sequence }));
  return {
    addAudit(events) {
      for (const { told, ...event } of events) {
        const { connection = null } = event;
        database.write(
          `INSERT INTO audit (issue, file_of, told, body) VALUES (?, ?, CASE WHEN ?5 THEN
             (SELECT coalesce(max(told), 0) + 1 FROM audit WHERE about = ?4 AND told IS NOT NULL) END, ?3)`,
          event.aside ? null : (event.issue ?? null),
          event.file ? connection : null,
          JSON.stringify(event),
          connection,
          told && connection !== null ? 1 : 0,
        );
      }
    },
    newestAudit: () => database.get<{ newest: number | null }>("SELECT max(sequence) AS newest FROM audit")?.newest ?? 0,
    audits(since, limit) {
      return read("SELECT sequence, body FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?", since, limit);
    },
    auditsOf(issue, limit) {
      return read("SELECT sequence, body FROM audit WHERE issue = ? ORDER BY sequence DESC LIMIT ?", issue, limit);
    },
    newestAudits(connection, before, limit) {
      return connection === null
        ? read("SELECT sequence, body FROM audit WHERE sequence < ? ORDER BY sequence DESC LIMIT ?", before, limit)
        : read(
            "SELECT sequence, body FROM audit WHERE about = ? AND sequence < ? ORDER BY sequence DESC LIMIT ?",
            connection,
            before,
            limit,
          );
    },
    toldAudits(connection, since, limit) {
      return database
        .all<AuditRow & { readonly told: number }>(
          "SELECT sequence, told, body FROM audit WHERE about = ? AND told > ? ORDER BY told LIMIT ?",
          connection,
          since,
          limit,
        )
        .map(({ sequence, told, body }) => ({ ...(JSON.parse(body) as AuditEvent), sequence, told }));
    },
    newestTold: (connection) =>
      database.get<{ newest: number | null }>("SELECT max(told) AS newest FROM audit WHERE about = ? AND told IS NOT NULL", connection)
        ?.newest ?? 0,
    fileAudits(connection, since, limit) {
      return read(
        "SELECT sequence, body FROM audit WHERE file_of = ? AND sequence > ? ORDER BY sequence LIMIT ?",
        connection,
        since,
        limit,
      );
    },
  };
}
