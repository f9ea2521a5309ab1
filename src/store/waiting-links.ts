import type { IssueId } from "../model/document.ts";
import type { Store } from "../ports/store.ts";
import type { Database } from "./database.ts";

type LinkQueries = Pick<Store, "addWaitingLink" | "endWaitingLinks" | "dueLinks" | "putDueLinks">;

/** Issues with a link to another one that the partner does not know yet, however many; they go with their connection. */
export function linkQueries(database: Database): LinkQueries {
  return {
    addWaitingLink(connection, target, issue) {
      database.write("INSERT OR IGNORE INTO link_waiting (connection, target, issue) VALUES (?, ?, ?)", connection, target, issue);
    },
    endWaitingLinks(connection, target) {
      if (!database.get("SELECT 1 FROM link_waiting WHERE connection = ? AND target = ? LIMIT 1", connection, target)) return;
      database.write(
        "INSERT OR IGNORE INTO link_due (issue) SELECT issue FROM link_waiting WHERE connection = ? AND target = ? ORDER BY issue",
        connection,
        target,
      );
      database.write("DELETE FROM link_waiting WHERE connection = ? AND target = ?", connection, target);
    },
    dueLinks: (limit) =>
      database.all<{ issue: IssueId }>("SELECT issue FROM link_due ORDER BY number LIMIT ?", limit).map(({ issue }) => issue),
    putDueLinks(seen, later) {
      for (const issue of [...seen, ...later]) database.write("DELETE FROM link_due WHERE issue = ?", issue);
      for (const issue of later) database.write("INSERT INTO link_due (issue) VALUES (?)", issue);
    },
  };
}
