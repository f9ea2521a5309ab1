import type { AnsweredOperation, AskedOperation } from "../model/operation.ts";
import type { Store } from "../ports/store.ts";
import type { Database } from "./database.ts";

type ConversationQueries = Pick<Store, "asked" | "askedParts" | "newestAsked" | "putAsked" | "answered" | "answeredIn" | "putAnswered">;

type Side = "asked" | "answered";

/**
 * How many of each side are kept on a connection, the newest. Of what a partner asked an open one that falls out is over, as if it had never been; of
 * what we asked the open ones stay, and the newest of each name.
 */
const KEPT = 200;

/** Operations under way and their ends (docs/PROTOCOL.md 6). They survive the process, and go with their connection. */
export function conversationQueries(database: Database): ConversationQueries {
  const rows = <Row>(sql: string, ...values: (string | number)[]): readonly Row[] =>
    database.all<{ body: string }>(sql, ...values).map(({ body }) => JSON.parse(body) as Row);
  const one = <Row>(side: Side, connection: string, id: string): Row | null =>
    rows<Row>("SELECT body FROM conversation WHERE connection = ? AND side = ? AND id = ?", connection, side, id)[0] ?? null;
  const put = (side: Side, operation: AskedOperation | AnsweredOperation): void => {
    const { connection, id, state } = operation;
    database.write(
      `INSERT INTO conversation (connection, side, id, state, body) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (connection, side, id) DO UPDATE SET state = excluded.state, body = excluded.body`,
      connection,
      side,
      id,
      state,
      JSON.stringify(operation),
    );
    database.write(
      `DELETE FROM conversation WHERE connection = ? AND side = ? AND number <=
       (SELECT number FROM conversation WHERE connection = ? AND side = ? ORDER BY number DESC LIMIT 1 OFFSET ${KEPT})
       AND (side = 'answered' OR (state IN ('completed', 'failed') AND number <
         (SELECT max(number) FROM conversation AS newer WHERE newer.connection = conversation.connection AND newer.side = 'asked'
          AND newer.body ->> 'operation' = conversation.body ->> 'operation')))`,
      connection,
      side,
      connection,
      side,
    );
  };
  return {
    asked: (connection, id) => one<AskedOperation>("asked", connection, id),
    askedParts: (id, states) =>
      rows<AskedOperation>(
        `SELECT body FROM conversation WHERE side = 'asked' AND state IN (SELECT value FROM json_each(?)) AND (id = ? OR ? = '') ORDER BY number`,
        JSON.stringify(states),
        id ?? "",
        id ?? "",
      ),
    newestAsked: (connection, operation, limit) =>
      rows<AskedOperation>(
        `SELECT body FROM conversation WHERE connection = ? AND side = 'asked' AND body ->> 'operation' = ? ORDER BY number DESC LIMIT ?`,
        connection,
        operation,
        limit,
      ),
    putAsked: (operation) => put("asked", operation),
    answered: (connection, id) => one<AnsweredOperation>("answered", connection, id),
    answeredIn: (connection, states) =>
      rows<AnsweredOperation>(
        `SELECT body FROM conversation WHERE side = 'answered' AND state IN (SELECT value FROM json_each(?)) AND connection = ? ORDER BY number`,
        JSON.stringify(states),
        connection,
      ),
    putAnswered: (operation) => put("answered", operation),
  };
}
