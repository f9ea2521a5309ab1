import { DatabaseSync } from "node:sqlite";
import { type Result, failed, ok } from "../model/failure.ts";
import { type Store, StoreUnavailable } from "../ports/store.ts";
import { alarmQueries } from "./alarms.ts";
import { auditQueries } from "./audit.ts";
import { commandQueries } from "./commands.ts";
import { connectionQueries } from "./connections.ts";
import { conversationQueries } from "./conversations.ts";
import { Database } from "./database.ts";
import { evidenceQueries } from "./evidence.ts";
import { factQueries } from "./facts.ts";
import { inboxQueries } from "./inbox.ts";
import { issueSyncQueries } from "./issue-syncs.ts";
import { issueQueries } from "./issues.ts";
import { MIGRATIONS, migrate, schemaState } from "./migrations.ts";
import { listQueries } from "./numbered-lists.ts";
import { outboxQueries } from "./outbox.ts";
import { createPrivateFile } from "./private-file.ts";
import { sqliteCode, storeError } from "./sqlite-errors.ts";
import { trackerMemoryQueries } from "./tracker-memory.ts";
import { unaskedQueries } from "./unasked-contents.ts";
import { linkQueries } from "./waiting-links.ts";

/** Why a store could not be opened. What was in it is still there; only `busy` and `full` may have done some of the migrations. */
export type StoreFailure =
  | { readonly kind: "cannot open"; readonly file: string; readonly detail: string }
  /** Not SQLite, or another program's database. */
  | { readonly kind: "not a store"; readonly file: string }
  | { readonly kind: "damaged"; readonly file: string }
  /** Written by a newer version of this program. */
  | { readonly kind: "newer schema"; readonly file: string; readonly found: number; readonly supported: number }
  /** Another process holds it for too long, or there is no space: worth trying again. */
  | { readonly kind: "busy" | "full"; readonly file: string };

/** One process's view of the store. `changeCount` is a hint for followers: cheap, and different after every commit of anyone. */
export interface SqliteStore extends Store {
  changeCount(): number;
  close(): void;
}

/** How long a process waits for another's transaction. The longest of ours, a full pass, takes a tenth of this. */
const BUSY_TIMEOUT_MS = 5_000;
const WAL_RETRY_MS = 5;

/** Room for several states of 1 to 3 KiB in one page: less is written around each. Of new databases only. */
const PAGE_BYTES = 8192;
/** So much is in the log before it is copied into the database: what comes and goes within a pass is never copied. */
const CHECKPOINT_BYTES = 64 * 1024 * 1024;
/** What is left of the log after that. */
const LOG_BYTES = 16 * 1024 * 1024;
/** At most; taken only as it is needed. */
const CACHE_BYTES = 32 * 1024 * 1024;

/** SQLite's result codes. */
const BUSY = 5;
const NOT_A_DATABASE = 26;

/**
 * Opens or creates the store of one project, at a path or as `:memory:`; its directory must exist. Any number of processes may have it
 * open at once. A file that is created is readable by its owner only.
 */
export function openStore(file: string): Result<SqliteStore, StoreFailure> {
  let sqlite: DatabaseSync | null = null;
  try {
    if (file !== ":memory:") createPrivateFile(file);
    sqlite = new DatabaseSync(file);
    sqlite.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA page_size = ${PAGE_BYTES}`);
    const state = schemaState(sqlite, MIGRATIONS.length);
    if (state.kind === "ready") {
      configure(sqlite);
      migrate(sqlite, MIGRATIONS);
      return ok(storeOver(new Database(sqlite, MIGRATIONS.length)));
    }
    sqlite.close();
    return failed(
      state.kind === "foreign"
        ? { kind: "not a store", file }
        : { kind: "newer schema", file, found: state.found, supported: MIGRATIONS.length },
    );
  } catch (error) {
    sqlite?.close();
    return failed(openFailure(file, error));
  }
}

/**
 * WAL, so that followers read while the worker writes; FULL, so that a commit survives a power cut (fullfsync: on macOS too, elsewhere
 * without effect). Pages that a large pass touches again and again stay in memory and are copied from the log into the database seldom;
 * the log is cut back to 16 MiB afterwards.
 */
export function configure(sqlite: DatabaseSync): void {
  switchToWal(sqlite);
  sqlite.exec(`
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA journal_size_limit = ${LOG_BYTES};
    PRAGMA wal_autocheckpoint = ${CHECKPOINT_BYTES / PAGE_BYTES};
    PRAGMA cache_size = -${CACHE_BYTES / 1024};
    PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF;
  `);
}

/** While another process does the same to a new file, SQLite says "busy" at once, whatever the time-out. */
function switchToWal(sqlite: DatabaseSync): void {
  const never = new Int32Array(new SharedArrayBuffer(4));
  for (let waited = 0; ; waited += WAL_RETRY_MS) {
    try {
      sqlite.exec("PRAGMA journal_mode = WAL");
      return;
    } catch (error) {
      if (sqliteCode(error) !== BUSY || waited >= BUSY_TIMEOUT_MS) throw error;
      Atomics.wait(never, 0, 0, WAL_RETRY_MS);
    }
  }
}

function storeOver(database: Database): SqliteStore {
  const facts = factQueries(database);
  const { messagesOut, ...outbox } = outboxQueries(database);
  const { messagesIn, ...inbox } = inboxQueries(database);
  const { restamp, ...issues } = issueQueries(database, facts.nextStamp);
  const { forget, ...issueSyncs } = issueSyncQueries(database, facts.nextStamp, { restamp });
  return {
    ...facts,
    ...connectionQueries(database, forget, { restamp }),
    ...issues,
    ...issueSyncs,
    ...outbox,
    ...inbox,
    queues: (connection) => ({ out: messagesOut(connection), in: messagesIn(connection) }),
    ...trackerMemoryQueries(database),
    ...alarmQueries(database),
    ...evidenceQueries(database),
    ...auditQueries(database),
    ...commandQueries(database),
    ...conversationQueries(database),
    ...listQueries(database),
    ...linkQueries(database),
    ...unaskedQueries(database),
    transaction: (work) => database.transaction(work),
    reading: (work) => database.reading(work),
    changeCount: () => database.changeCount(),
    close: () => database.close(),
  };
}

function openFailure(file: string, cause: unknown): StoreFailure {
  if (sqliteCode(cause) === NOT_A_DATABASE) return { kind: "not a store", file };
  const error = storeError(cause);
  const detail = cause instanceof Error ? cause.message : String(cause);
  if (!(error instanceof StoreUnavailable)) {
    if (isSystemError(cause)) return { kind: "cannot open", file, detail: cause.code };
    throw error;
  }
  switch (error.trouble) {
    case "busy":
    case "full":
      return { kind: error.trouble, file };
    case "damaged":
      return { kind: "damaged", file };
    case "io":
    case "newer schema":
      return { kind: "cannot open", file, detail };
  }
}

function isSystemError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && "syscall" in error && "code" in error && typeof error.code === "string";
}
