/** Rules of Recover (docs/PROTOCOL.md 2 and 5, "Whole issues"), each broken on purpose as in `rules.mjs`. */

const COLLECT = "src/sync/collect.ts";
const FORGOTTEN = "src/sync/forgotten.ts";
const RECOVER = "src/sync/recover.ts";
const BEGAN = "src/sync/recover.ts";
const WHOLE = "src/sync/receive-whole.ts";
const APPLY = "src/sync/apply-issues.ts";
const OWN_PLACE = "src/sync/own-place.ts";
const TRUST_TESTS = "test/unit/sync/put-back-trust.test.ts";
const NAMED_TESTS = "test/unit/sync/named-issues.test.ts";
const RESTORED_TESTS = "test/unit/sync/restored-sides.test.ts";
const AFTER_TESTS = "test/unit/sync/after-recover.test.ts";

/** @type {readonly import("./rules.mjs").Mutant[]} */
export const RECOVER_MUTANTS = [
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
    find: "if (writer === context.self || said <= connection.stream.generation + CREDIBLE)",
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
    find: "  store.putConnection({ ...connection, stream: { ...connection.stream, putBack: { until: row } } });\n",
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
    find: "above: Math.max(above, highest),",
    replace: "above: Math.min(above, highest),",
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
    file: APPLY,
    find: "if (stored?.recovering && entry.row > stored.recovering.since && !isAboutRecovery(stored, rules.role, message))",
    replace: "if (stored?.recovering && entry.row < 0)",
    family: "restores",
  },
  {
    rule: "the era is that of the generation",
    file: "src/sync/context.ts",
    find: "return generation > 1 ? generation : 0;",
    replace: "return generation > 1 ? 0 : 0;",
    family: "restores",
  },
  {
    rule: "a primary that was put back counts on its agreed document only",
    file: WHOLE,
    find: "const newest = (restoredHere && sync.snapshots[0]) || lastSnapshot(sync);",
    replace: "const newest = lastSnapshot(sync);",
    family: "restores",
  },
  {
    rule: "the side that was put back gives way",
    file: WHOLE,
    find: 'withPolicy(rules, restoredHere ? "secondary" : "primary")',
    replace: 'withPolicy(rules, restoredHere ? "primary" : "secondary")',
    by: RESTORED_TESTS,
  },
  {
    rule: "an ancestor is in the history of both",
    file: WHOLE,
    find: "const isOurs = leadsTo(message.base, newest.revision, sync.lineage ?? []);",
    replace: "const isOurs = message.base.number <= newest.revision.number;",
    family: "restores",
  },
  {
    rule: "conflicts that were told and not confirmed are told again",
    file: WHOLE,
    find: "conflicts: [...before.conflicts, ...conflicts],",
    replace: "conflicts,",
    family: "restores",
  },
  {
    rule: "edits on their way that the tracker has another value of are kept",
    file: RECOVER,
    find: "if (isOvertaken) lost = keep(",
    replace: 'if (isOvertaken && name === "") lost = keep(',
    family: "restores",
  },
  {
    rule: "what was overruled and not confirmed is said again with the whole",
    file: "src/sync/send.ts",
    find: "overruled: [...given.sentOverruled, ...given.overruled], sentOverruled: [] };",
    replace: "sentOverruled: [] };",
    family: "restores",
  },
  {
    rule: "a whole that waits does not keep others from leaving",
    file: "src/sync/compose.ts",
    find: "if (ready.length === 0 && due.length < limit) return made;",
    replace: "if (ready.length === 0 || due.length < 0) return made;",
    by: "test/unit/sync/compose.test.ts",
  },
  {
    rule: "a revision number that left once is not given again",
    file: "src/sync/sync-status.ts",
    find: "return revisionAfter(lastSnapshot(sync).revision, era, sync.spent);",
    replace: "return revisionAfter(lastSnapshot(sync).revision, era);",
    by: "test/unit/sync/receive-whole.test.ts",
  },
  {
    rule: "a whole that was refused is said again when it is tried again",
    file: "src/sync/repair-commands.ts",
    find: "...(recovering && { recovering: { ...recovering, told: false } })",
    replace: "...(recovering && { recovering })",
    by: AFTER_TESTS,
  },
];
