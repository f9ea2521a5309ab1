import type { Document } from "../model/document.ts";
import { Impossible } from "../model/failure.ts";
import type { Database } from "./database.ts";

/** A document of one issue's state as it stands in the table. Equal documents of a state stand there once. */
export interface StoredDocument {
  readonly id: number;
  readonly document: Document;
  /** Length of its text. */
  readonly characters: number;
}

/** The documents of one state, and the rows that its next ones are written over. */
export interface StoredDocuments {
  readonly named: readonly StoredDocument[];
  readonly spare: readonly number[];
}

export const NO_DOCUMENTS: StoredDocuments = { named: [], spare: [] };

/** Rows that no document of the state stands in any more: a step that only drops a document writes none; the next one takes its place. */
const SPARE = 1;

export interface DocumentQueries {
  /** Of a state read in the same transaction or `Database.reading`: what is committed later writes other documents over the rows. */
  readonly read: (ids: readonly number[], spare: readonly number[]) => StoredDocuments;
  /** Makes `documents` those of the state. Only inside a transaction. */
  readonly write: (connection: string, before: StoredDocuments, documents: readonly Document[]) => StoredDocuments;
}

/**
 * The documents that issues' states name. They are far longer than the rest of a state and change seldom, so each is written once, and not
 * again with every step of its issue.
 */
export function documentQueries(database: Database): DocumentQueries {
  /** The newest id of the present transaction. */
  let newest: number | null = null;
  database.atEnd({
    beforeCommit: () => undefined,
    afterwards: () => {
      newest = null;
    },
  });
  const put = (connection: string, free: number | undefined, text: string): number => {
    if (free !== undefined) {
      database.write("UPDATE document SET body = ? WHERE id = ?", text, free);
      return free;
    }
    newest = (newest ?? database.get<{ id: number | null }>("SELECT max(id) AS id FROM document")?.id ?? 0) + 1;
    database.write("INSERT INTO document (id, connection, body) VALUES (?, ?, ?)", newest, connection, text);
    return newest;
  };
  return {
    read: (ids, spare) => ({
      named: ids.map((id) => {
        const body = database.get<{ body: string }>("SELECT body FROM document WHERE id = ?", id)?.body;
        if (body === undefined) throw new Impossible(`no document ${id}`);
        return { id, document: JSON.parse(body) as Document, characters: body.length };
      }),
      spare,
    }),
    write(connection, before, documents) {
      const kept = before.named.filter(({ document }) => documents.includes(document));
      const free = [...before.named.filter((one) => !kept.includes(one)).map(({ id }) => id), ...before.spare];
      const byText = new Map<string, StoredDocument>();
      for (const document of documents) {
        if (kept.some((one) => one.document === document)) continue;
        const text = JSON.stringify(document);
        const id = byText.get(text)?.id ?? put(connection, free.shift(), text);
        const stored = { id, document, characters: text.length };
        byText.set(text, stored);
        kept.push(stored);
      }
      for (const id of free.splice(SPARE)) database.write("DELETE FROM document WHERE id = ?", id);
      return { named: kept, spare: free };
    },
  };
}
