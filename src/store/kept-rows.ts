import type { Database } from "./database.ts";

/** How many characters of rows one kind of them keeps at most, twice over: the newer half, and the one before it. */
const CHARACTERS = 8 * 1024 * 1024;

/** A row and how long it is in the table. */
export interface Measured<Row> {
  readonly row: Row;
  readonly characters: number;
}

/**
 * Rows of one table in memory, by key. What was read or written lately is given again without reading it, and what a transaction writes
 * several times is written once, at its end or before the table is searched. It says what the table says: when others commit, what is
 * written is read again; what is put and not written yet is lost only with a transaction that fails. Rows are never changed in place.
 */
export class KeptRows<Row> {
  readonly #database: Database;
  readonly #load: (key: string) => Measured<Row>;
  readonly #write: (row: Row) => Measured<Row>;
  readonly #unwritten = new Map<string, Row>();
  #newer = new Map<string, Row>();
  #older = new Map<string, Row>();
  #characters = 0;
  #seen = -1;

  /** `write` returns the row as it is kept from then on. */
  constructor(database: Database, load: (key: string) => Measured<Row>, write: (row: Row) => Measured<Row>) {
    this.#database = database;
    this.#load = load;
    this.#write = write;
    database.atEnd({
      beforeCommit: () => this.write(),
      afterwards: (committed) => {
        if (committed) return;
        this.#unwritten.clear();
        this.forget();
      },
    });
  }

  get(key: string): Row {
    const unwritten = this.#unwritten.get(key);
    if (unwritten !== undefined) return unwritten;
    const version = this.#database.othersVersion();
    if (version !== this.#seen) this.forget();
    this.#seen = version;
    const newer = this.#newer.get(key);
    if (newer !== undefined) return newer;
    const older = this.#older.get(key);
    if (older !== undefined) return older;
    return this.#keep(key, this.#load(key));
  }

  /** Only inside a transaction. */
  put(key: string, row: Row): void {
    this.#database.mustBeInside();
    this.#unwritten.set(key, row);
  }

  /** Writes what was put and is not written yet: before anything searches the table. */
  write(): void {
    for (const [key, row] of this.#unwritten) this.#keep(key, this.#write(row));
    this.#unwritten.clear();
  }

  /** Reads again what is written. */
  forget(): void {
    this.#newer.clear();
    this.#older.clear();
    this.#characters = 0;
  }

  #keep(key: string, { row, characters }: Measured<Row>): Row {
    this.#characters += characters;
    if (this.#characters > CHARACTERS) {
      this.#older = this.#newer;
      this.#newer = new Map();
      this.#characters = characters;
    }
    this.#older.delete(key);
    this.#newer.set(key, row);
    return row;
  }
}
