/**
 * The tables as version 1 created them. A released version is frozen: what comes later is a migration of its own.
 *
 * Whole values are kept as JSON in `body`, so that any text survives (NUL, lone surrogates, `__proto__`); the columns beside it
 * are only what is searched, ordered or counted by. Every count is an index scan. All that belongs to a connection goes with it.
 */
export const SCHEMA_1 = `
  CREATE TABLE fact (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE counter (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  INSERT INTO counter (name, value) VALUES ('stamp', 0), ('inbox', 0);

  CREATE TABLE connection (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE issue (
    id TEXT PRIMARY KEY,
    key TEXT NOT NULL,
    stamp INTEGER NOT NULL,
    status TEXT NOT NULL,
    gone INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX issue_key ON issue (key);
  CREATE UNIQUE INDEX issue_stamp ON issue (stamp);
  CREATE INDEX issue_status ON issue (status) WHERE gone = 0;

  CREATE TABLE issue_sync (
    connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    issue TEXT NOT NULL,
    status TEXT NOT NULL,
    due_since INTEGER,
    pending INTEGER NOT NULL,
    partner_key TEXT,
    body TEXT NOT NULL,
    PRIMARY KEY (issue, connection)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX issue_sync_status ON issue_sync (connection, status, issue);
  CREATE INDEX issue_sync_due ON issue_sync (connection, due_since) WHERE due_since IS NOT NULL;
  CREATE INDEX issue_sync_pending ON issue_sync (connection, issue) WHERE pending = 1;
  CREATE INDEX issue_sync_partner_key ON issue_sync (connection, partner_key) WHERE partner_key IS NOT NULL;

  CREATE TABLE document (
    id INTEGER PRIMARY KEY,
    connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    body TEXT NOT NULL
  ) STRICT;

  CREATE TABLE outbox (
    row INTEGER PRIMARY KEY,
    connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    life TEXT NOT NULL,
    messages INTEGER NOT NULL,
    numbers TEXT NOT NULL,
    bodies TEXT NOT NULL
  ) STRICT;
  CREATE INDEX outbox_connection ON outbox (connection, row, messages);

  CREATE TABLE file (
    connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    generation INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    size INTEGER NOT NULL,
    last_row INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (connection, sequence),
    UNIQUE (connection, name)
  ) STRICT;

  CREATE TABLE inbox (
    row INTEGER PRIMARY KEY,
    connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    life TEXT NOT NULL,
    number INTEGER NOT NULL,
    issue TEXT,
    characters INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX inbox_connection ON inbox (connection);

  CREATE TABLE mark (
    connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    life TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (connection, life)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE memory (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT;

  CREATE TABLE diagnostic (
    at TEXT PRIMARY KEY,
    found TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE audit (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    issue TEXT,
    file_of TEXT,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX audit_issue ON audit (issue) WHERE issue IS NOT NULL;
  CREATE INDEX audit_file ON audit (file_of) WHERE file_of IS NOT NULL;

  CREATE TABLE command (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    finished INTEGER,
    body TEXT NOT NULL,
    outcome TEXT
  ) STRICT;
  CREATE INDEX command_open ON command (number) WHERE finished IS NULL;
  CREATE UNIQUE INDEX command_finished ON command (finished) WHERE finished IS NOT NULL;
`;

/**
 * Operations (docs/PROTOCOL.md 6). `issue_sync.fingerprint` stands for what is agreed of the issue, NULL where nobody has worked it out since the state
 * was put; its index is read alone.
 */
export const SCHEMA_2 = `
  ALTER TABLE issue_sync ADD COLUMN fingerprint TEXT;
  CREATE INDEX issue_sync_fingerprint ON issue_sync (connection, issue, fingerprint);

  CREATE TABLE conversation (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    side TEXT NOT NULL,
    id TEXT NOT NULL,
    state TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (connection, side, id)
  ) STRICT;
  CREATE INDEX conversation_state ON conversation (side, state, connection);
`;

/**
 * Lists of a connection's issues by stamps of its own (docs/PROTOCOL.md 7). `issue_sync.deleted` is put together with the fingerprint, which is worked out
 * anew for that.
 */
export const SCHEMA_3 = `
  ALTER TABLE issue_sync ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0;
  UPDATE issue_sync SET fingerprint = NULL;

  CREATE TABLE numbering (
    connection TEXT PRIMARY KEY REFERENCES connection (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    newest INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE numbered (
    connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    issue TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    became TEXT,
    since INTEGER NOT NULL,
    stamp INTEGER NOT NULL,
    PRIMARY KEY (connection, issue)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX numbered_stamp ON numbered (connection, stamp);
`;

/**
 * Alarms, what a partner may be told of the trail, and its signed files (docs/PROTOCOL.md 6). `audit.told` counts, without a gap, the events of a
 * connection that its partner may be told; what was written before this version is not told. Signed files stay when their connection is forgotten.
 */
export const SCHEMA_4 = `
  CREATE TABLE alarm (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    raiser TEXT NOT NULL,
    likeness TEXT NOT NULL,
    acknowledged INTEGER,
    body TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX alarm_open ON alarm (connection, raiser, likeness) WHERE acknowledged IS NULL;
  CREATE INDEX alarm_acknowledged ON alarm (connection, id) WHERE acknowledged IS NOT NULL;

  ALTER TABLE audit ADD COLUMN told INTEGER;

  CREATE TABLE evidence (
    "row" INTEGER PRIMARY KEY AUTOINCREMENT,
    connection TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    identity_key TEXT NOT NULL,
    time INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    UNIQUE (connection, name)
  ) STRICT;
  CREATE INDEX evidence_size ON evidence (connection, kind, "row", size);
`;

/**
 * `audit.about` is the event's connection, read out of its body: a trail of a million events is indexed, and not written anew. A first form of version 4,
 * which some have, wrote it into a column of its own; that one is read no more.
 *
 * `alarm.grave`: those have room of their own. `signed` counts what is kept of each connection's signed files, and says who its partner was when it is
 * forgotten, since they are checked by that. `link_waiting`: issues with a link to `target`, which waits until both sides know it, and then is due.
 */
export const SCHEMA_5 = `
  DROP INDEX IF EXISTS audit_connection;
  DROP INDEX IF EXISTS audit_told;
  ALTER TABLE audit ADD COLUMN about TEXT GENERATED ALWAYS AS (body ->> 'connection') VIRTUAL;
  CREATE INDEX audit_about ON audit (about) WHERE about IS NOT NULL;
  CREATE UNIQUE INDEX audit_told ON audit (about, told) WHERE told IS NOT NULL;

  ALTER TABLE alarm ADD COLUMN grave INTEGER NOT NULL DEFAULT 0;
  UPDATE alarm SET grave = 1 WHERE body ->> 'code' IN ('COMPONENT_FAILURE', 'CHECKSUM_ALARM', 'INVALID_MESSAGE_VERSION')
    OR (body ->> 'code' = 'INTEGRITY_ISSUE'
      AND body ->> 'info' IN ('CHAIN_BROKEN', 'OTHER_GENERATION', 'NO_KEY', 'NOT_OPENED', 'IDENTITY_DISPUTED', 'SUSPENDED'));

  CREATE TABLE signed (
    connection TEXT PRIMARY KEY,
    files INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    partner TEXT
  ) STRICT, WITHOUT ROWID;
  INSERT INTO signed (connection, files, bytes)
    SELECT connection, sum(kind <> 'identity'), sum(CASE kind WHEN 'identity' THEN 0 ELSE size END) FROM evidence GROUP BY connection;

  CREATE TABLE link_waiting (
    connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    target TEXT NOT NULL,
    issue TEXT NOT NULL,
    PRIMARY KEY (connection, target, issue)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE link_due (
    number INTEGER PRIMARY KEY,
    issue TEXT NOT NULL UNIQUE
  ) STRICT;
  INSERT OR IGNORE INTO link_waiting (connection, target, issue)
    SELECT connection.id, substr(fact.name, length('links to ' || connection.id || ':') + 1), waiting.value
    FROM connection JOIN fact ON substr(fact.name, 1, length('links to ' || connection.id || ':')) = 'links to ' || connection.id || ':',
      json_each('["' || replace(fact.value ->> '$', ' ', '","') || '"]') AS waiting
    WHERE waiting.value <> '';
  INSERT OR IGNORE INTO link_due (issue)
    SELECT due.value FROM fact, json_each('["' || replace(fact.value ->> '$', ' ', '","') || '"]') AS due
    WHERE fact.name = 'links due' AND due.value <> '';
  DELETE FROM fact WHERE name = 'links due' OR substr(name, 1, 9) = 'links to ';
`;

/** `unasked`: contents that came, or are to come, without a person asking. */
export const SCHEMA_6 = `
  CREATE TABLE unasked (
    connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    attachment TEXT NOT NULL,
    issue TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    state TEXT NOT NULL,
    due INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    conversation TEXT,
    PRIMARY KEY (connection, attachment)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX unasked_state ON unasked (connection, state, size);
`;

/** `too_new`: what only a later version understands. Before, that was all that stayed without being about an issue. */
export const SCHEMA_7 = `
  ALTER TABLE inbox ADD COLUMN too_new INTEGER NOT NULL DEFAULT 0;
  UPDATE inbox SET too_new = 1 WHERE issue IS NULL;
  CREATE INDEX inbox_too_new ON inbox (connection) WHERE too_new = 1;
`;

/**
 * `work`: what a message counts where partners share the time (`sync/message-work.ts`); of one that an earlier version took, by its size. What is looked at
 * without reading a message stands before its body, which may be large, and in an index.
 */
export const SCHEMA_8 = `
  CREATE TABLE waiting (
    row INTEGER PRIMARY KEY,
    connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    life TEXT NOT NULL,
    number INTEGER NOT NULL,
    issue TEXT,
    characters INTEGER NOT NULL,
    too_new INTEGER NOT NULL,
    work INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  INSERT INTO waiting SELECT row, connection, sequence, life, number, issue, characters, too_new, 16 + characters / 1024, body FROM inbox;
  DROP TABLE inbox;
  ALTER TABLE waiting RENAME TO inbox;
  CREATE INDEX inbox_connection ON inbox (connection, row, work);
  CREATE INDEX inbox_too_new ON inbox (connection) WHERE too_new = 1;
`;
