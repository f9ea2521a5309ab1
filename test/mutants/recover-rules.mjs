/** Rules of Recover (docs/PROTOCOL.md 2 and 5, "Whole issues"), each broken on purpose as in `rules.mjs`. */

const COLLECT = "src/sync/collect.ts";
const FORGOTTEN = "src/sync/forgotten.ts";
const RECOVER = "src/sync/recover.ts";
const BEGAN = "src/sync/recover.ts";
const WHOLE = "src/sync/receive-whole.ts";
const DECIDE = "src/sync/decide-message.ts";
const OWN_PLACE = "src/sync/own-place.ts";
const TRUST_TESTS = "test/unit/sync/put-back-trust.test.ts";
const NAMED_TESTS = "test/unit/sync/named-issues.test.ts";
const RESTORED_TESTS = "test/unit/sync/restored-sides.test.ts";
const AFTER_TESTS = "test/unit/sync/after-recover.test.ts";

/** @type {readonly import("./rules.mjs").Mutant[]} */
export const RECOVER_MUTANTS = [
  {
    rule: "the answer to what was said before the Recover is not the one to the whole",
    file: "src/sync/merge-message.ts",
    find: "return merged && isEarly ? stillToCompare(merged, recovering) : merged;",
    replace: "return merged;",
    by: "test/unit/sync/said-before-recover.test.ts",
  },
  {
    rule: "a forgotten value that loses to what was typed meanwhile is kept by its author",
    file: "src/sync/receive-secondary.ts",
    find: 'if (whose === "theirs" && isForgotten)',
    replace: "if (false)",
    by: "test/unit/sync/said-before-recover.test.ts",
  },
  {
    rule: "an issue that the primary forgot and takes from its inbox is compared",
    file: "src/sync/apply-issues.ts",
    find: "stored ? unkept(stored, false) : { ...begunBy(connection, message.issue, row), ...now }",
    replace: "stored ? unkept(stored, false) : { ...begunBy(connection, message.issue, row + 1e9), ...now }",
    by: "test/unit/sync/said-before-recover.test.ts",
  },
  {
    rule: "only what it signed itself makes a side recover alone",
    file: RECOVER,
    find: "if (!connection.partner || connection.recovered || isTheirWord(evidence))",
    replace: "if (!connection.partner || connection.recovered)",
    by: TRUST_TESTS,
  },
  {
    rule: "a side recovers by itself once",
    file: RECOVER,
    find: "if (!connection.partner || connection.recovered || isTheirWord(evidence))",
    replace: "if (!connection.partner || isTheirWord(evidence))",
    by: RESTORED_TESTS,
  },
  {
    rule: "a start of the partner is looked at for evidence",
    file: COLLECT,
    find: "  if (await noticed(context, connection, transport, newest)) return false;\n",
    replace: "",
    by: TRUST_TESTS,
  },
  {
    rule: "a partner's word about our generations is bounded",
    file: OWN_PLACE,
    find: "if (writer === own.id || said <= connection.stream.generation + CREDIBLE)",
    replace: "if (said > 0)",
    by: TRUST_TESTS,
  },
  {
    rule: "only issues that were named are forgotten",
    file: FORGOTTEN,
    find: "return recovered !== undefined && store.fact(factOf(id, issue)) === FORGOTTEN;",
    replace: "return recovered !== undefined && factOf(id, issue) !== store.fact(FORGOTTEN);",
    by: TRUST_TESTS,
  },
  {
    rule: "what the partner names after it said something else was not forgotten",
    file: FORGOTTEN,
    find: "return putBack !== undefined && (putBack.until === null || row <= putBack.until);",
    replace: "return putBack !== undefined && (putBack.until === null || row > 0);",
    by: NAMED_TESTS,
  },
  {
    rule: "who leaves our Ping unanswered names no more once it said something else",
    file: FORGOTTEN,
    find: "  store.putConnection({ ...connection, stream: { ...connection.stream, putBack: { ...connection.stream.putBack, until: row } } });\n",
    replace: "",
    by: NAMED_TESTS,
  },
  {
    rule: "what the partner names before its answer was forgotten",
    file: FORGOTTEN,
    find: "return putBack !== undefined && (putBack.until === null || row <= putBack.until);",
    replace: "return putBack !== undefined && row < 0;",
    by: TRUST_TESTS,
  },
  {
    rule: "the secondary names what it shares as it begins anew",
    file: "src/sync/recover-issues.ts",
    find: "if (primary || named.number > 0) post(",
    replace: "if (primary) post(",
    by: NAMED_TESTS,
  },
  {
    rule: "a new issue that waits is named, too",
    file: "src/sync/recover-issues.ts",
    find: "  nameWaiting(context, connection);\n",
    replace: "",
    by: NAMED_TESTS,
  },
  {
    rule: "what its person excluded is not shared because it was forgotten",
    file: "src/sync/offered.ts",
    find: "!isExcluded(local, connection.name) && isForgotten(",
    replace: "isForgotten(",
    by: NAMED_TESTS,
  },
  {
    rule: "what is believed goes with the connection",
    file: "src/sync/connection-commands.ts",
    find: "      forgetAll(context, connection.id);\n",
    replace: "",
    by: NAMED_TESTS,
  },
  {
    rule: "what the tracker has and the store forgot was forgotten",
    file: FORGOTTEN,
    find: 'if (observation.kind === "issue" && store.issue(observation.issue.id) === null) found.push(observation.issue.id);',
    replace: 'if (observation.kind === "issue" && store.issue(observation.issue.id) === null) found.push("");',
    by: TRUST_TESTS,
  },
  {
    rule: "what the store came to know since it was put back was forgotten",
    file: FORGOTTEN,
    find: "return [...found, ...late.map(({ id }) => id)];",
    replace: "return late.length < 0 ? late.map(({ id }) => id) : found;",
    by: TRUST_TESTS,
  },
  {
    rule: "a key that a dead process left is destroyed",
    file: COLLECT,
    find: "  destroyFormerKeys(context, connection.id);\n",
    replace: "",
    by: RESTORED_TESTS,
  },
  {
    rule: "the key of the generation before is destroyed",
    file: "src/sync/key-renewal.ts",
    find: "if (!mayOpenWith(stream, number)) keys.remove(epochKeyName(id, number));",
    replace: "keys.get(epochKeyName(id, number));",
    by: RESTORED_TESTS,
  },
  {
    rule: "a retired copy never talks again",
    file: "src/model/connection.ts",
    find: 'return facts.link === "suspended" || retired === true;',
    replace: 'return facts.link === "suspended" || (retired === true && facts.link === "absent");',
    by: RESTORED_TESTS,
  },
  {
    rule: "a suspended connection is silent",
    file: "src/model/connection.ts",
    find: 'return facts.link === "suspended" || retired === true;',
    replace: "return retired === true && facts !== null;",
    by: RESTORED_TESTS,
  },
  {
    rule: "nothing is sealed before file 0 was heard",
    file: "src/sync/deliver.ts",
    find: "if (!now?.partner || !now.stream.heard ||",
    replace: "if (!now?.partner ||",
    by: "test/unit/sync",
  },
  {
    rule: "both streams end",
    file: BEGAN,
    find: 'if (connection.stream.heard && (link === "handshake" || link === "connected"))',
    replace: 'if (connection.stream.heard && link === "handshake")',
    by: RESTORED_TESTS,
  },
  {
    rule: "two that recover at once do not chase each other",
    file: BEGAN,
    find: 'if (connection.stream.heard && (link === "handshake" || link === "connected"))',
    replace: 'if (link === "handshake" || link === "connected")',
    by: RESTORED_TESTS,
  },
  {
    rule: "a new generation is above every one that anybody signed",
    file: RECOVER,
    find: "above: Math.max(above, highest, ...",
    replace: "above: Math.min(above, highest, ...",
    by: RESTORED_TESTS,
  },
  {
    rule: "what preceded the Recover is not sealed anew",
    file: "src/sync/recover-issues.ts",
    find: "if (isAboutIssue) store.withdraw(",
    replace: 'if (isAboutIssue && id === "") store.withdraw(',
    family: "restores",
  },
  {
    rule: "what was said before the Recover is dropped until the issue is compared",
    file: DECIDE,
    find: "const isOvertaken = stored?.recovering && entry.row > stored.recovering.since && !isAboutRecovery(stored, rules.role, message);",
    replace: "const isOvertaken = stored?.recovering && entry.row < 0;",
    by: "test/unit/sync/while-compared.test.ts",
