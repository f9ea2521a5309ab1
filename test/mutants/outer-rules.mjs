/**
 * Rules of what arrives, around the merge, each broken on purpose as in `rules.mjs`: envelope, streams, inbox, folder. They were picked from `src`
 * and `docs` alone, without a look at the tests; then the test that notices was written in.
 */

const ATTACKS = "test/unit/envelope/attacks.test.ts";
const INSPECT = "src/envelope/inspect.ts";
const COLLECT = "src/sync/collect.ts";
const ADMIT = "src/sync/consider-join.ts";
const STREAM = "src/sync/stream.ts";
const STREAM_TESTS = "test/unit/sync/stream-rules.test.ts";
const JOIN_TESTS = "test/unit/sync/admit.test.ts";
const PARTNER_TESTS = "test/wire/independent-partner.test.ts";
const READING = "src/transports/folder/reading.ts";
const WRITING = "src/transports/folder/writing.ts";
const FOLDER_ATTACKS = "test/unit/transports/folder/hostile.test.ts";

/** @type {readonly import("./rules.mjs").Mutant[]} */
export const OUTER_MUTANTS = [
  {
    rule: "a file is signed by its sender",
    file: INSPECT,
    find: 'if (!crypto.verify(key, file.unsigned, file.signature)) return no("BAD_SIGNATURE");',
    replace: "",
    by: ATTACKS,
  },
  {
    rule: "a file is for its addressee",
    file: INSPECT,
    find: 'if (expect.addressee !== null && header.addressee !== expect.addressee) return no("OTHER_ADDRESSEE");',
    replace: "",
    by: ATTACKS,
  },
  {
    rule: "a file is of this connection",
    file: INSPECT,
    find: 'if (header.connection !== expect.connection) return no("OTHER_CONNECTION");',
    replace: "",
    by: ATTACKS,
  },
  {
    rule: "a name has the hash of the bytes",
    file: INSPECT,
    find: 'if (named.kind !== "join" && named.hash !== hash)',
    replace: 'if (named.kind === "acknowledgement" && named.hash !== hash)',
    by: ATTACKS,
  },
  {
    rule: "a name agrees with the header",
    file: INSPECT,
    find: 'if (!nameAgrees(named, header)) return no("NAME_MISMATCH", "header");',
    replace: "",
    by: ATTACKS,
  },
  {
    rule: "a joining key belongs to the directory",
    file: INSPECT,
    find: "return participantId(crypto, brought) === header.sender ? brought : null;",
    replace: "return brought;",
    by: ATTACKS,
  },
  {
    rule: "weak keys are refused",
    file: INSPECT,
    find: 'if (!bringsUsableKeys(header)) return no("WEAK_KEY");',
    replace: "",
    by: "test/unit/envelope",
  },
  {
    rule: "the seal is bound to the setup",
    file: "src/envelope/seal-context.ts",
    find: "    decoded(context.transcript, 32),\n",
    replace: "",
    by: "test/wire/independent.test.ts",
  },
  {
    rule: "a header that says of an acknowledgement more than it may is none",
    file: "src/envelope/header-layout.ts",
    find: 'if ((acknowledges.hash === "") !== acknowledges.sequence < 0) return "acknowledged hash";',
    replace: "",
    by: "test/wire/independent.test.ts",
  },
  {
    rule: "an unpacked file has a limit",
    file: "src/crypto/gzip.ts",
    find: "gunzipSync(bytes, { maxOutputLength: limit })",
    replace: "gunzipSync(bytes)",
    by: "test/unit/crypto/crypto.test.ts",
  },
  {
    rule: "a signature under a weak key proves nothing",
    file: "src/crypto/ed25519-key.ts",
    find: "return isBelowP(y) && !SMALL_ORDER.has(hex(y));",
    replace: "return isBelowP(y);",
    by: "test/unit/crypto",
  },
  {
    rule: "who joins proves that he has the handshake file",
    file: ADMIT,
    find: "if (!joinMacAgrees(context.crypto, joinKey(context.crypto, secret, connection.invitation.id), header)) return null;",
    replace: "",
    by: JOIN_TESTS,
  },
  {
    rule: "an invitation is used once",
    file: ADMIT,
    find: 'if (spentBy !== null) return refuse("used");',
    replace: "",
    by: JOIN_TESTS,
  },
  {
    rule: "an invitation expires",
    file: ADMIT,
    find: 'if (context.clock.now() > Date.parse(connection.invitation.expires)) return refuse("expired");',
    replace: "",
    by: JOIN_TESTS,
  },
  {
    rule: "each file names the one before",
    file: COLLECT,
    find: 'if (header.previous !== stream.received.hash) return trouble(context, connection.id, file.name, "CHAIN_BROKEN");',
    replace: "",
    by: STREAM_TESTS,
  },
  {
    rule: "a file for another generation of ours is not taken",
    file: COLLECT,
    find: "if (header.acknowledges.generation !== stream.generation)",
    replace: "if (header.acknowledges.generation < 0)",
    by: STREAM_TESTS,
  },
  {
    rule: "what does not open does not advance the stream",
    file: COLLECT,
    find: 'if (!opened.ok && opened.failure.code === "NOT_OPENED") return',
    replace: 'if (!opened.ok && opened.failure.code === "TOO_LARGE") return',
    by: STREAM_TESTS,
  },
  {
    rule: "no more is taken while too much waits",
    file: COLLECT,
    find: "if (isFull(context, connection.id)) return false;",
    replace: "",
    by: STREAM_TESTS,
  },
  {
    rule: "an acknowledgement names our file by its hash",
    file: STREAM,
    find: "if (known && known.hash !== acknowledges.hash) return connection;",
    replace: "",
    by: STREAM_TESTS,
  },
  {
    rule: "an acknowledgement is of what was sent",
    file: STREAM,
    find: "|| acknowledges.sequence >= stream.next) return connection;",
    replace: ") return connection;",
    by: STREAM_TESTS,
  },
  {
    rule: "nothing is sealed before the first file is acknowledged",
    file: "src/sync/deliver.ts",
    find: "if (!now?.partner || !now.stream.heard ||",
    replace: "if (!now?.partner ||",
    by: PARTNER_TESTS,
  },
  {
    rule: "so many files wait for an acknowledgement at most",
    file: "src/sync/deliver.ts",
    find: "if (inFlight >= FILES_IN_FLIGHT) break;",
    replace: "",
    by: STREAM_TESTS,
  },
  {
    rule: "the inbox keeps the highest number of a life",
    file: "src/store/inbox.ts",
    find: "ON CONFLICT (connection, life) DO UPDATE SET number = max(number, excluded.number)",
    replace: "ON CONFLICT (connection, life) DO UPDATE SET number = excluded.number",
    by: "test/contract/store/store.test.ts",
  },
  {
    rule: "what is too new is kept within bounds",
    file: "src/sync/store-payload.ts",
    find: "if (bytes > TOO_NEW_BYTES ||",
    replace: "if (",
    by: "test/unit/sync/store-payload.test.ts",
  },
  {
    rule: "a message file is on the disk before it has its name",
    file: WRITING,
    find: "    await file.sync();\n",
    replace: "",
    by: "test/unit/transports/folder/durability.test.ts",
  },
  {
    rule: "a name in the exchange folder is on the disk",
    file: WRITING,
    find: "      await directory.sync();\n",
    replace: "",
    by: "test/unit/transports/folder/durability.test.ts",
  },
  {
    rule: "a message has one name only",
    file: READING,
    find: "found.isFile() && found.nlink <= 1 && found.size <= largest",
    replace: "found.isFile() && found.size <= largest",
    by: FOLDER_ATTACKS,
  },
  {
    rule: "a message has a largest size",
    file: READING,
    find: "found.isFile() && found.nlink <= 1 && found.size <= largest",
    replace: "found.isFile() && found.nlink <= 1",
    by: FOLDER_ATTACKS,
  },
  {
    rule: "links are not followed",
    file: "src/transports/folder/directories.ts",
    find: 'if ((await standing(path)) !== "directory") return false;',
    replace: 'if ((await standing(path)) === "missing") return false;',
    by: FOLDER_ATTACKS,
  },
  {
    rule: "the exchange folder is never made",
    file: "src/transports/folder/directories.ts",
    find: "    await mkdir(path);\n",
    replace: "    await mkdir(path, { recursive: true });\n",
    by: "test/unit/transports/folder/durability.test.ts",
  },
];
