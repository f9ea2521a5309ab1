import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { IssueId } from "../src/model/document.ts";
import type { Failure } from "../src/model/failure.ts";
import type { TrackerChange, TrackerComment, TrackerIssue } from "../src/model/tracker-issue.ts";
import { canonicalValue } from "../src/model/value.ts";
import type { Observation, Tracker, TrackerMemory, TrackerWrite, WriteOutcome } from "../src/ports/tracker.ts";
import { attachmentPart, linkPart } from "../src/sync/rules.ts";

type Content = Pick<TrackerIssue, "fields" | "comments" | "share">;

interface Row {
  readonly id: IssueId;
  readonly number: number;
  /** Position of its last change among all changes: its version, and what the cursor counts. */
  readonly change: number;
  /** The last write of the engine, as long as nobody changed the issue after it. */
  readonly effect: string | null;
  /** 1: deleted; its content is kept in case that it comes back. */
  readonly deleted: 0 | 1;
  /** JSON of `Content`. */
  readonly content: string;
}

/** Stands in `effect` for what the engine did by a join. */
const JOINED = "join";
const EMPTY: Content = { fields: {}, comments: [], share: [] };

/** What people do in the tracker, as far as the bench needs it. */
export interface SqliteTracker extends Tracker {
  /** Creates or changes issues as their users, in one transaction. */
  edit(edits: readonly { readonly id: IssueId; readonly change: TrackerChange }[]): void;
  remove(id: IssueId): void;
  /** All issues in order of id. */
  all(): Iterable<TrackerIssue>;
  close(): void;
}

const CURSOR = "change";
const BATCH = 500;

/**
 * A small durable tracker for the bench: its own SQLite database, as durable as the product's store (WAL, synchronous=FULL), each list of
 * writes in one transaction. A change feed as real trackers have it: what the engine wrote itself is not reported to it again, unless
 * somebody changed the issue since.
 */
export function sqliteTracker(file: string, prefix: string, memory: TrackerMemory): SqliteTracker {
  const sqlite = new DatabaseSync(file);
  sqlite.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS issue (
      id TEXT PRIMARY KEY, number INTEGER NOT NULL, "change" INTEGER NOT NULL, effect TEXT, deleted INTEGER NOT NULL, content TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX IF NOT EXISTS issue_edited ON issue ("change") WHERE effect IS NULL;
    CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
    INSERT OR IGNORE INTO counter VALUES ('change', 0), ('number', 0);
  `);
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const statement = statements.get(sql) ?? sqlite.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  const rowOf = (id: IssueId): Row | undefined => prepared("SELECT * FROM issue WHERE id = ?").get(id) as Row | undefined;
  const next = (name: "change" | "number"): number =>
    (prepared("UPDATE counter SET value = value + 1 WHERE name = ? RETURNING value").get(name) as { value: number }).value;
  const put = (row: Omit<Row, "change" | "number"> & { readonly number: number | undefined }): Row => {
    const stored: Row = { ...row, number: row.number ?? next("number"), change: next("change") };
    prepared("INSERT OR REPLACE INTO issue VALUES (?, ?, ?, ?, ?, ?)").run(
      stored.id,
      stored.number,
      stored.change,
      stored.effect,
      stored.deleted,
      stored.content,
    );
    return stored;
  };
  const issueOf = (row: Row): TrackerIssue => ({
    id: row.id,
    key: `${prefix}-${row.number}`,
    version: String(row.change),
    ...contentOf(row),
  });
  const transaction = <T>(work: () => T): T => {
    sqlite.exec("BEGIN IMMEDIATE");
    try {
      const value = work();
      sqlite.exec("COMMIT");
      return value;
    } finally {
      if (sqlite.isTransaction) sqlite.exec("ROLLBACK");
    }
  };

  const write = ({ effect, issue, expectedVersion, action }: TrackerWrite): WriteOutcome => {
    const row = rowOf(issue);
    const applied = (there: Row | undefined): WriteOutcome => ({
      kind: "applied",
      issue: there === undefined || there.deleted ? null : issueOf(there),
      refused: action.kind === "put" ? unheld(action.change) : [],
      memory: [],
    });
    if (row?.effect === effect) return applied(row);
    const present = row !== undefined && !row.deleted;
    if (action.kind === "delete" && !present) return applied(row);
    if ((present ? String(row.change) : null) !== expectedVersion) return { kind: "stale" };
    const content = action.kind === "put" ? changed(contentOf(row), action.change) : contentOf(row);
    return applied(
      put({ id: issue, number: row?.number, effect, deleted: action.kind === "put" ? 0 : 1, content: JSON.stringify(content) }),
    );
  };
  const join = (from: IssueId, to: IssueId): void => {
    const source = rowOf(from);
    if (!source || source.deleted) return;
    put({ ...source, id: to, effect: JOINED });
    put({ ...source, number: undefined, effect: JOINED, deleted: 1 });
  };
  const hints = new Set<() => void>();
  const byUser = (work: () => void): void => {
    transaction(work);
    for (const hint of hints) hint();
  };

  return {
    limits: { holds: { attachments: false, links: false }, fields: null, longestText: 1_000_000, tombstones: true },
    async *changes() {
      let cursor = Number(memory.get(CURSOR) ?? 0);
      for (;;) {
        const rows = prepared(`SELECT * FROM issue WHERE "change" > ? AND effect IS NULL ORDER BY "change" LIMIT ?`).all(
          cursor,
          BATCH,
        ) as unknown as Row[];
        const last = rows.at(-1);
        if (!last) return;
        cursor = last.change;
        const observations = rows.map((row): Observation =>
          row.deleted ? { kind: "gone", id: row.id, key: `${prefix}-${row.number}` } : { kind: "issue", issue: issueOf(row) },
        );
        yield { observations, diagnostics: [], memory: [{ key: CURSOR, value: String(cursor) }], unsettled: false };
      }
    },
    read: async (ids) => ids.map(rowOf).flatMap((row) => (row && !row.deleted ? [issueOf(row)] : [])),
    write: async (writes) => (writes.length === 0 ? [] : transaction(() => writes.map(write))),
    answer: async () => [],
    standHere: async () => [],
    join: async (from, to) => {
      transaction(() => join(from, to));
      return [];
    },
    place: async (id) => (rowOf(id) ? id : null),
    issueAt: (place) => place,
    watch: (hint, signal) => {
      if (signal.aborted) return;
      hints.add(hint);
      signal.addEventListener("abort", () => hints.delete(hint), { once: true });
    },
    edit: (edits) =>
      byUser(() => {
        for (const { id, change } of edits) {
          const row = rowOf(id);
          put({ id, number: row?.number, effect: null, deleted: 0, content: JSON.stringify(changed(contentOf(row), change)) });
        }
      }),
    remove: (id) =>
      byUser(() => {
        const row = rowOf(id);
        if (row) put({ ...row, effect: null, deleted: 1 });
      }),
    *all() {
      for (const row of sqlite.prepare("SELECT * FROM issue WHERE deleted = 0 ORDER BY id").iterate()) yield issueOf(row as unknown as Row);
    },
    close: () => sqlite.close(),
  };
}

function contentOf(row: Row | undefined): Content {
  return row === undefined ? EMPTY : (JSON.parse(row.content) as Content);
}

function changed(content: Content, change: TrackerChange): Content {
  const fields = new Map(Object.entries(content.fields));
  for (const [name, given] of Object.entries(change.fields ?? {})) {
    const value = canonicalValue(given);
    if (value === null) fields.delete(name);
    else fields.set(name, value);
  }
  const comments = new Map(content.comments.map((comment): [string, TrackerComment] => [comment.id, comment]));
  for (const comment of change.comments ?? []) comments.set(comment.id, comment);
  for (const id of change.removedComments ?? []) comments.delete(id);
  return { fields: Object.fromEntries(fields), comments: [...comments.values()], share: change.share ?? content.share };
}

/** It has no place for files and links. */
function unheld({ attachments = [], links }: TrackerChange): readonly Failure[] {
  const parts = [...attachments.map(({ id }) => attachmentPart(id)), ...(links?.added ?? []).map(linkPart)];
  return parts.map((field) => ({ code: "NO_FIELD", field }));
}
