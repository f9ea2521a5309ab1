import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { Impossible } from "../model/failure.ts";
import { StoreUnavailable } from "../ports/store.ts";
import { storeError } from "./sqlite-errors.ts";

/** What a query room keeps in memory during a transaction. */
export interface TransactionEnd {
  /** Still inside: writes what is missing. */
  readonly beforeCommit: () => void;
  /** However it ended. */
  readonly afterwards: (committed: boolean) => void;
}

/**
 * One open database with its statements, prepared once each. The only place that begins and ends transactions, and the only
 * place that knows SQLite's errors. It refuses to write outside a transaction, to nest transactions, to commit one in which a
 * statement failed (even where the work caught that), and to write once a newer version of this program changed the tables.
 */
export class Database {
  readonly #sqlite: DatabaseSync;
  readonly #schema: number;
  readonly #statements = new Map<string, StatementSync>();
  readonly #ends: TransactionEnd[] = [];
  #inside = false;
  #firstError: Error | null = null;
  #changes = 0;
  #changesSeenAs = "";
  #othersVersion = 0;

  /** `schema`: the version of the tables that the queries are written for. */
  constructor(sqlite: DatabaseSync, schema: number) {
    this.#sqlite = sqlite;
    this.#schema = schema;
  }

  get<Row>(sql: string, ...parameters: SQLInputValue[]): Row | undefined {
    return this.#guard(() => this.#statement(sql).get(...parameters) as Row | undefined);
  }

  all<Row>(sql: string, ...parameters: SQLInputValue[]): Row[] {
    return this.#guard(() => this.#statement(sql).all(...parameters) as Row[]);
  }

  /** The rows before the first that is not wanted; those after it are not read. `wanted` must not use the database. */
  allWhile<Row>(wanted: (row: Row) => boolean, sql: string, ...parameters: SQLInputValue[]): Row[] {
    return this.#guard(() => {
      const rows: Row[] = [];
      for (const row of this.#statement(sql).iterate(...parameters)) {
        if (!wanted(row as Row)) break;
        rows.push(row as Row);
      }
      return rows;
    });
  }

  /** Number of rows changed. Only inside a transaction. */
  write(sql: string, ...parameters: SQLInputValue[]): number {
    this.mustBeInside();
    return this.#guard(() => Number(this.#statement(sql).run(...parameters).changes));
  }

  /** For a statement that changes exactly one row and returns it. Only inside a transaction. */
  writeReturning<Row>(sql: string, ...parameters: SQLInputValue[]): Row {
    this.mustBeInside();
    const row = this.get<Row>(sql, ...parameters);
    if (row === undefined) throw new Impossible(`no row: ${sql}`);
    return row;
  }

  atEnd(end: TransactionEnd): void {
    this.#ends.push(end);
  }

  inTransaction(): boolean {
    return this.#inside;
  }

  /** Throws where nothing can be written: outside a transaction, or in one that failed already. */
  mustBeInside(): void {
    if (!this.#inside) throw new Impossible("written outside a transaction");
    this.#mustBeSound();
  }

  /** Writes what is kept in memory: before a search of several tables. */
  writeKept(): void {
    if (this.#inside) for (const { beforeCommit } of this.#ends) beforeCommit();
  }

  /** All of `work` or nothing of it, durable on return. Throws what `work` throws, and StoreUnavailable. */
  transaction<T>(work: () => T): T {
    if (this.#inside) throw new Impossible("transactions do not nest");
    this.#guard(() => this.#sqlite.exec("BEGIN IMMEDIATE"));
    this.#inside = true;
    this.#firstError = null;
    let committed = false;
    try {
      this.#refuseNewerSchema();
      this.#othersVersion = this.#readOthersVersion();
      const value = work();
      if (value instanceof Promise) throw new Impossible("a transaction does not wait");
      for (const { beforeCommit } of this.#ends) beforeCommit();
      this.#mustBeSound();
      this.#guard(() => this.#sqlite.exec("COMMIT"));
      committed = true;
      return value;
    } finally {
      this.#inside = false;
      for (const { afterwards } of this.#ends) afterwards(committed);
      // Some errors make SQLite roll back by itself.
      if (this.#sqlite.isTransaction) this.#sqlite.exec("ROLLBACK");
    }
  }

  /** What `work` reads is of one commit, however many rows it takes and whoever commits meanwhile. Inside a transaction it is so anyway. */
  reading<T>(work: () => T): T {
    if (this.#inside || this.#sqlite.isTransaction) return work();
    this.#guard(() => this.#sqlite.exec("BEGIN"));
    try {
      const value = work();
      if (value instanceof Promise) throw new Impossible("what is read at once does not wait");
      return value;
    } finally {
      // Some errors make SQLite end it by itself.
      if (this.#sqlite.isTransaction) this.#sqlite.exec("COMMIT");
    }
  }

  /** A number that grows when anything was committed since the last call, here or by another process; it may grow without. */
  changeCount(): number {
    const seen = this.get<{ own: number; others: number }>(
      "SELECT total_changes() AS own, data_version AS others FROM pragma_data_version",
    );
    const seenAs = `${seen?.own} ${seen?.others}`;
    if (seenAs !== this.#changesSeenAs) this.#changes += 1;
    this.#changesSeenAs = seenAs;
    return this.#changes;
  }

  /** A number that changes when another process, or another connection of this one, has committed. */
  othersVersion(): number {
    return this.#inside ? this.#othersVersion : this.#readOthersVersion();
  }

  #readOthersVersion(): number {
    return this.get<{ data_version: number }>("PRAGMA data_version")?.data_version ?? 0;
  }

  /** Harmless to repeat. */
  close(): void {
    this.#statements.clear();
    if (this.#sqlite.isOpen) this.#sqlite.close();
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#sqlite.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #guard<T>(use: () => T): T {
    try {
      return use();
    } catch (cause) {
      const error = storeError(cause);
      this.#firstError ??= error;
      throw error;
    }
  }

  /** After an error SQLite may have ended the transaction: what is written then would be on its own. */
  #mustBeSound(): void {
    if (this.#firstError !== null) throw this.#firstError;
  }

  #refuseNewerSchema(): void {
    const found = this.get<{ user_version: number }>("PRAGMA user_version")?.user_version;
    if (found !== this.#schema) throw new StoreUnavailable("newer schema");
  }
}
