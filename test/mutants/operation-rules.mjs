/** Rules of operations and of what a comparison repairs, each broken on purpose as in `rules.mjs`. */

const COMPARE = "src/sync/operations/compare.ts";
const ANSWER = "src/sync/operations/answer.ts";
const ASK = "src/sync/operations/ask.ts";
const BUSY = "src/sync/operations/busy.ts";
const ITEMS = "src/sync/agreed-fingerprint.ts";
const RANGES = "src/sync/operations/range-checksums.ts";
const TABLE = "src/protocol/machines/operation.ts";
const WHOLE = "src/sync/receive-whole.ts";

const ODDS = "test/unit/sync/operations-at-odds.test.ts";
const EQUAL = "test/unit/sync/operations.test.ts";

/** @type {readonly import("./rules.mjs").Mutant[]} */
export const OPERATION_MUTANTS = [
  {
    rule: "operations: what is on its way is no difference",
    file: COMPARE,
    find: "if (busy) underWay += 1;",
    replace: "if (busy && found > 9) underWay += 1;",
    by: ODDS,
  },
  {
    rule: "operations: what is not confirmed is on its way",
    file: BUSY,
    find: "return isOpen || pendingWrite",
    replace: "return pendingWrite",
    by: ODDS,
  },
  {
    rule: "operations: a number that stands for two documents is no ancestor",
    file: WHOLE,
    find: "const isDisputed = !restoredHere",
    replace: "const isDisputed = restoredHere && !restoredHere",
    by: EQUAL,
  },
  {
    rule: "operations: no number is given again that the secondary has",
    file: WHOLE,
    find: "const revision = beyond(nextRevision(sync, rules.era), message.base);",
    replace: "const revision = nextRevision(sync, rules.era);",
    by: EQUAL,
  },
  {
    rule: "operations: a fingerprint stands for the document, too",
    file: ITEMS,
    find: "[issue, revision.era, revision.number, canonical(base)]",
    replace: "[issue, revision.era, revision.number]",
    by: EQUAL,
  },
  {
    rule: "operations: parts are parts of the range",
    file: RANGES,
    find: "if (isLast ? to !== range.to : to === null || !isBetween(to, from, range.to)) return null;",
    replace: "",
    by: ODDS,
  },
  {
    rule: "too new: what waits for its turn takes no room of what is kept for a later version",
    file: "src/sync/store-payload.ts",
    find: 'inboxSize(connection.id, "too new")',
    replace: 'inboxSize(connection.id, "no issue")',
    by: "test/unit/sync/store-payload.test.ts",
  },
  {
    rule: "operations: items are of the range, each once",
    file: COMPARE,
    find: "return null;\n    for (const { busy, ...difference }",
    replace: "continue;\n    for (const { busy, ...difference }",
    by: ODDS,
  },
  {
    rule: "operations: a comparison without end is given up",
    file: COMPARE,
    find: "|| rounds > MOST_ROUNDS",
    replace: "",
    by: ODDS,
  },
  {
    rule: "operations: a final leaves nothing open",
    file: ASK,
    find: "if (!step || (isLast && step.waiting.length > 0))",
    replace: "if (!step)",
    by: ODDS,
  },
  {
    rule: "operations: what is over stays as it ended",
    file: TABLE,
    find: 'const OVER = ignore("over");',
    replace: 'const OVER = go("failed");',
    by: ODDS,
  },
  {
    rule: "operations: a bounded number of one partner waits",
    file: ANSWER,
    find: ".length >= MOST_WAITING)",
    replace: ".length < 0)",
    by: ODDS,
  },
  {
    rule: "operations: only one comparison with a partner at a time",
    file: ASK,
    find: 'if (newest && isOpen(newest)) return "ASKED_ALREADY";',
    replace: "",
    by: ODDS,
  },
  {
    rule: "stamps: a stub is told only to who may have known the issue",
    file: "src/store/issues.ts",
    find: "known ? (known.since ?? 0) : stamp",
    replace: "0",
    by: "test/unit/store/stamps.test.ts",
  },
  {
    rule: "stamps: another state on a connection is a change of the issue",
    file: "src/store/issue-syncs.ts",
    find: "      restamp(issue);",
    replace: "",
    by: "test/unit/store/stamps.test.ts",
  },
  {
    rule: "stamps: a partner's page goes further than the one before",
    file: "src/sync/operations/partner-list.ts",
    find: " || (partial && stamps.length === 0)",
    replace: "",
    by: "test/unit/sync/partner-issues.test.ts",
  },
  {
    rule: "stamps: a list that is numbered anew is read from the start",
    file: "src/sync/operations/own-list.ts",
    find: "numbering === numberingOf(context, connection) ? since : 0",
    replace: "since",
    by: "test/unit/sync/partner-issues.test.ts",
  },
  {
    rule: "operations: a status tells of no issue that never left",
    file: "src/sync/operations/own-status.ts",
    find: "store.countTold(",
    replace: "store.countSyncs(",
    by: ODDS,
  },
  {
    rule: "operations: what the partner cannot read any more is over",
    file: "src/sync/operations-end.ts",
    find: "if (operation) store.putAsked({ ...operation, refused: code });",
    replace: "if (operation) store.putAsked({ ...operation });",
    by: ODDS,
  },
  {
    rule: "operations: a difference raises an alarm",
    file: "src/sync/operations/ask.ts",
    find: "if (comparison && comparison.found > 0)",
    replace: "if (comparison && comparison.found > 1)",
    by: "test/unit/sync/daily-comparison.test.ts",
  },
];
