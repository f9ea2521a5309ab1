/** Rules of alarms, trails, lists and what partners signed, from the source and docs/PROTOCOL.md 6 and 7 alone, each broken on purpose as in `rules.mjs`. */

const ALARMS = "src/sync/alarms.ts";
const FILE_ALARMS = "src/sync/file-alarms.ts";
const OWN = "src/sync/operations/own-trail.ts";
const ASKED = "src/sync/operations/asked-trail.ts";
const VERIFY = "src/app/audit-verify.ts";
const EXPORT = "src/app/audit-file.ts";

const OF_ALARMS = "test/unit/sync/alarms.test.ts";
const OF_TRAILS = "test/unit/sync/trails.test.ts";
const OF_NUMBERS = "test/unit/sync/trail-numbers.test.ts";
const OF_LISTS = "test/unit/sync/partner-issues.test.ts";
const OF_VERIFY = "test/unit/app/audit-verify.test.ts";
const OF_LONG = "test/unit/app/audit-long-lived.test.ts";
const OF_STORE = "test/contract/store/store.test.ts";
const OF_EXPORT = "test/unit/app/audit-file.test.ts";

/** @type {readonly import("./rules.mjs").Mutant[]} */
export const TRAIL_MUTANTS = [
  {
    rule: "alarms: of an issue only where it is shared",
    file: ALARMS,
    find: "store.sync(connection.id, issue)?.base.shared !== true",
    replace: "store.sync(connection.id, issue)?.base.shared === false",
    by: OF_ALARMS,
  },
  {
    rule: "alarms: which are taken is this side's choice",
    file: ALARMS,
    find: 'if (!chooses(context.settingsOf(connection)?.alarms?.receive ?? "all", code)) return;',
    replace: "",
    by: OF_ALARMS,
  },
  {
    rule: "alarms: those that are alike are one until somebody acknowledges it",
    file: ALARMS,
    find: "JSON.stringify([code, info ?? null, issue ?? null])",
    replace: "JSON.stringify([code, info ?? null, issue ?? null, Math.random()])",
    by: OF_ALARMS,
  },
  {
    rule: "alarms: no number of others hides a grave one",
    file: ALARMS,
    find: "store.countAlarms(connection, raiser, grave) >= MOST_OPEN",
    replace: "store.countAlarms(connection, raiser, grave) + store.countAlarms(connection, raiser, !grave) >= MOST_OPEN",
    by: OF_ALARMS,
  },
  {
    rule: "alarms: those that are open are few, whoever raises them",
    file: ALARMS,
    find: "const MOST_OPEN = 20;",
    replace: "const MOST_OPEN = 2_000;",
    by: OF_ALARMS,
  },
  {
    rule: "alarms: what is looked at in each pass is raised once",
    file: ALARMS,
    find: 'raiser === "here" && grave && alarm.code !== OF_ISSUES',
    replace: "false",
    by: OF_ALARMS,
  },
  {
    rule: "alarms: a grave one stands first",
    file: "src/store/alarms.ts",
    find: "ORDER BY acknowledged IS NULL AND grave = 1 DESC, id DESC",
    replace: "ORDER BY id DESC",
    by: OF_STORE,
  },
  {
    rule: "alarms: what a file's name or anything else says fits into a message",
    file: ALARMS,
    find: '.replace(/[\\p{Cc}\\u2028\\u2029]/gu, " ")\n    .slice(0, 200)',
    replace: ".slice(0, 2_000)",
    by: OF_ALARMS,
  },
  {
    rule: "alarms: a file that may still be arriving is none",
    file: FILE_ALARMS,
    find: "Math.abs(now - since) > ARRIVES_MS",
    replace: "Math.abs(now - since) >= 0",
    by: OF_ALARMS,
  },
  {
    rule: "alarms: a file that was taken meanwhile is none",
    file: FILE_ALARMS,
    find: ".filter(([name]) => Object.hasOwn(connection.troubles, name))",
    replace: "",
    by: OF_ALARMS,
  },
  {
    rule: "trails: a partner is not told what stays here",
    file: "src/sync/told-events.ts",
    find: "return TOLD.has(action) || MESSAGES.test(action);",
    replace: 'return action !== "";',
    by: OF_TRAILS,
  },
  {
    rule: "trails: no name of a person is told",
    file: OWN,
    find: 'actor: actor === "issue-ferry" ? "program" : actor.startsWith("partner ") ? "asker" : "person",',
    replace: 'actor: actor === "issue-ferry" ? "program" : actor.startsWith("partner ") ? "asker" : (actor as "person"),',
    by: OF_TRAILS,
  },
  {
    rule: "trails: numbers of a connection have no gap",
    file: "src/store/audit.ts",
    find: "FROM audit WHERE about = ?4 AND told IS NOT NULL) END",
    replace: "FROM audit WHERE told IS NOT NULL) END",
    by: OF_TRAILS,
  },
  {
    rule: "trails: a reading ends where the trail ended when it was asked for first",
    file: "src/sync/operations/answer.ts",
    find: "operation.trailEnd ?? store.newestTold(connection.id)",
    replace: "store.newestTold(connection.id)",
    by: OF_TRAILS,
  },
  {
    rule: "trails: a side that was put back is read from the start",
    file: OWN,
    find: "theirs === undefined || theirs === numbering ? since : 0",
    replace: "since",
    by: OF_NUMBERS,
  },
  {
    rule: "trails: who goes on names what the number counts in",
    file: ASKED,
    find: "numbering === undefined ? begun : { ...begun, numbering }",
    replace: "begun",
    by: OF_NUMBERS,
  },
  {
    rule: "trails: a partner is not followed without end",
    file: ASKED,
    find: 'if (pages >= MOST_PAGES && !isLast) return "ENDLESS";',
    replace: "",
    by: OF_TRAILS,
  },
  {
    rule: "trails: an event that was not asked for is none",
    file: ASKED,
    find: " || (trail.issue !== undefined && issue !== trail.issue)",
    replace: "",
    by: OF_TRAILS,
  },
  {
    rule: "trails: the newest reading is kept alone",
    file: ASKED,
    find: "if (older.id !== id && older.trail",
    replace: "if (older.id === id && older.trail",
    by: OF_TRAILS,
  },
  {
    rule: "trail: faults of one kind hide none of another",
    file: "src/app/audit-verify.ts",
    find: "if (number <= MOST_FAULTS) this.#faults.push(fault);",
    replace: "if (this.#faults.length < MOST_FAULTS) this.#faults.push(fault);",
    by: "test/unit/app/audit-verify.test.ts",
  },
  {
    rule: "trail: a connection that was joined again is named once",
    file: "src/app/audit-lines.ts",
    find: "present.every((other) => other.connection !== connection)",
    replace: "true || connection",
    by: "test/unit/app/audit-long-lived.test.ts",
  },
  {
    rule: "trail: a long one goes on behind its reading",
    file: "src/app/operations.ts",
    find: "const since = trail.more ? trail.next : trail.since;",
    replace: "const since = trail.since;",
    by: "test/unit/sync/trails.test.ts",
  },
  {
    rule: "evidence: identity files stay",
    file: "src/store/evidence.ts",
    find: `WHERE connection = ? AND kind = 'acknowledgement'))`,
    replace: `WHERE connection = ? AND kind <> 'message'))`,
    by: OF_STORE,
  },
  {
    rule: "evidence: what is let go is not counted any more",
    file: "src/store/evidence.ts",
    find: "count(connection, -1, -oldest.size);",
    replace: "count(connection, -1, 0);",
    by: OF_STORE,
  },
  {
    rule: "evidence: who signed is known when the connection is gone",
    file: "src/sync/connection-commands.ts",
    find: "if (signer) context.store.keepSigner(signer);",
    replace: "",
    by: OF_LONG,
  },
  {
    rule: "evidence: a key is believed that the one before vouched for",
    file: VERIFY,
    find: "change.from !== keys.at(-1)",
    replace: "keys.length === 0",
    by: OF_VERIFY,
  },
  {
    rule: "evidence: the first key is that of the participant",
    file: VERIFY,
    find: "&& participantId(this.#crypto, bytes) === partner",
    replace: "",
    by: OF_VERIFY,
  },
  {
    rule: "evidence: an event says of a file what its header says",
    file: VERIFY,
    find: "shown.hash !== taken.hash || shown.generation !== taken.generation || shown.sequence !== taken.sequence",
    replace: "shown.hash !== taken.hash",
    by: OF_VERIFY,
  },
  {
    rule: "evidence: sequences of another generation are other files",
    file: VERIFY,
    find: 'return `${connection} ${generation ?? "?"}.${sequence}`;',
    replace: 'return `${connection} ${generation === 0 ? "?" : "?"}.${sequence}`;',
    by: OF_LONG,
  },
  {
    rule: "evidence: a beginning that is missing is missed",
    file: VERIFY,
    find: "if (sequence !== this.#last + 1)",
    replace: "if (this.#last > 0 && sequence !== this.#last + 1)",
    by: OF_VERIFY,
  },
  {
    rule: "evidence: a file that no event names is missed",
    file: VERIFY,
    find: "if (isMessage && !named.has(place))",
    replace: "if (isMessage && named.size === 0)",
    by: OF_VERIFY,
  },
  {
    rule: "evidence: an export goes over no file, and is for its owner alone",
    file: EXPORT,
    find: 'openSync(path, "wx", 0o600)',
    replace: 'openSync(path, "w", 0o644)',
    by: OF_EXPORT,
  },
  {
    rule: "evidence: an exported line is plain in a terminal",
    file: "src/app/audit-export.ts",
    find: "`${escaped(JSON.stringify(line))}\\n`",
    replace: "`${JSON.stringify(line)}\\n`",
    by: OF_EXPORT,
  },
  {
    rule: "lists: a part that was looked through for another page is looked through again",
    file: "src/sync/operations/own-list.ts",
    find: "goesOn ? before.last : null",
    replace: "before?.last ?? null",
    by: "test/unit/sync/own-list.test.ts",
  },
  {
    rule: "lists: the next page does not look through what was looked through for the one before",
    file: "src/sync/operations/own-list.ts",
    find: " || since > before.since);",
    replace: ");",
    by: "test/unit/sync/own-list.test.ts",
  },
  {
    rule: "lists: what stands on no page is not looked through again and again",
    file: "src/sync/operations/own-list.ts",
    find: "isFull ? begun : store.numberChanges(connection, begun, STEP)",
    replace: "isFull ? begun : store.numberChanges(connection, begun, 10)",
    by: "test/unit/sync/own-list.test.ts",
  },
  {
    rule: "lists: a stub is for who may have known it",
    file: "src/store/numbered-lists.ts",
    find: "(?2 > 0 AND since <= ?2)",
    replace: "(?2 > 0)",
    by: OF_LISTS,
  },
  {
    rule: "lists: a page holds what was asked for and no more",
    file: "src/sync/operations/partner-list.ts",
    find: "stamps.length > asked.limit || ",
    replace: "",
    by: OF_LISTS,
  },
  {
    rule: "lists: no stamp is one that was read before",
    file: "src/sync/operations/partner-list.ts",
    find: "stamp <= since || stamp > next",
    replace: "stamp > next",
    by: OF_LISTS,
  },
  {
    rule: "lists: numbers begin anew with a stream",
    file: "src/sync/operations-end.ts",
    find: "store.numberAnew(connection, toBase32(crypto.random(16)));",
    replace: "",
    by: OF_LISTS,
  },
  {
    rule: "deletions that are kept: what the partner was told is no difference",
    file: "src/sync/confirmed.ts",
    find: 'return sync.keptAway === true ? { ...sync, keptAway: "told" } : sync;',
    replace: "return sync;",
    by: "test/unit/sync/kept-deletion-compared.test.ts",
  },
  {
    rule: "deletions that are kept: that the partner begins anew does not bring the issue back",
    file: "src/sync/decide-message.ts",
    find: "if ((brings || isNaming(rules, message)) && stored",
    replace: "if (brings && stored",
    by: "test/unit/sync/kept-deletion-recovered.test.ts",
  },
  {
    rule: "an exported trail: only an event of a file that came has what such a file shows",
    file: VERIFY,
    find: 'if (taken && action !== "file taken")',
    replace: 'if (taken && action === "")',
    by: OF_VERIFY,
  },
  {
    rule: "a partner's trail: a number counts in the numbering of the reading that ended there",
    file: "src/sync/operations/asked-trail.ts",
    find: "trail?.next === wanted.since",
    replace: "trail !== undefined",
    by: "test/unit/sync/trail-numbers.test.ts",
  },
];
