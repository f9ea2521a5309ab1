import type { AuditEvent } from "../model/audit.ts";
import type { NumberedEvent, Store } from "../ports/store.ts";
import type { Database } from "./database.ts";

interface AuditRow {
  readonly sequence: number;
  readonly body: string;
}

/** The audit trail (docs/PROTOCOL.md 6): only ever appended to; a sequence is never used again. */
export function auditQueries(database: Database): Pick<Store, "addAudit" | "newestAudit" | "audits" | "auditsOf" | "fileAudits"> {
  const read = (sql: string, ...values: (string | number)[]): NumberedEvent[] =>
    database.all<AuditRow>(sql, ...values).map(({ sequence, body }) => ({ ...(JSON.parse(body) as AuditEvent), sequence }));
  return {
    addAudit(events) {
      for (const event of events)
        database.write(
          "INSERT INTO audit (issue, file_of, body) VALUES (?, ?, ?)",
          event.issue ?? null,
          event.file ? (event.connection ?? null) : null,
          JSON.stringify(event),
        );
    },
    newestAudit: () => database.get<{ newest: number | null }>("SELECT max(sequence) AS newest FROM audit")?.newest ?? 0,
    audits(since, limit) {
      return read("SELECT sequence, body FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?", since, limit);
    },
    auditsOf(issue, limit) {
      return read("SELECT sequence, body FROM audit WHERE issue = ? ORDER BY sequence DESC LIMIT ?", issue, limit);
    },
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
