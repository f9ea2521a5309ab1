/**
 * Rules of "How issues stay equal" (docs/PROTOCOL.md 5), each broken on purpose by a patch of the source. `find` must stand exactly once in
 * `file`, or the patch no longer applies and the run fails. `by`: the tests that must notice; default: the simulation, all
 * families of histories or the one named.
 *
 * @typedef {{ rule: string, file: string, find: string, replace: string, by?: string, family?: string }} Mutant
 */

const TAKE = "src/sync/take-local.ts";
const PRIMARY = "src/sync/receive-primary.ts";
const SECONDARY = "src/sync/receive-secondary.ts";
const SEND = "src/sync/send.ts";
const STATUS = "src/sync/sync-status.ts";

/** @type {readonly Mutant[]} */
export const MUTANTS = [
  {
    rule: "an edit is a difference between tracker and shadow",
    file: TAKE,
    find: "const from = ancestor ?? sync.shadow;",
    replace: "const from = ancestor ?? sync.mine;",
  },
  {
    rule: "editing a refused field overrules its value",
    file: TAKE,
    find: "if (refused && !sameValue(refused.value, now))",
    replace: "if (refused && now === undefined)",
    by: "test/unit/sync/take-local.test.ts",
  },
  {
    rule: "what a stale text lacks is not taken back",
    file: TAKE,
    find: "const seen = sameValue(before, shadow) && !wereStale.has(name);",
    replace: "const seen = true;",
  },
  {
    rule: "the shadow moves with the write's outcome",
    file: "src/sync/intent.ts",
    find: "    else fields.set(part, value);\n    delete unsendable[part];",
    replace: "    delete unsendable[part];",
  },
  {
    rule: "a write touches only fields whose agreed value changed",
    file: "src/sync/intent.ts",
    find: "if (!whole && !options.everything && sameValue(value, fieldOf(before, field.name))) continue;",
    replace: "",
  },
  {
    rule: "the primary merges against snapshot[b]",
    file: PRIMARY,
    find: "const base = sync.snapshots.find((snapshot) => sameRevision(snapshot.revision, message.base))?.document;",
    replace: "const base = lastSnapshot(sync).document;",
  },
  {
    rule: "the primary keeps its losers",
    file: PRIMARY,
    find: 'if (whose === "ours") lost = keep(lost, part, loser, winner, revision);',
    replace: 'if (whose === "ours") continue;',
  },
  {
    rule: "the Confirmation names conflicts",
    file: PRIMARY,
    find: "const reply = { conflicts, refused,",
    replace: "const reply = { conflicts: [], refused,",
  },
  {
    rule: "the Confirmation names refused values",
    file: PRIMARY,
    find: "const reply = { conflicts, refused,",
    replace: "const reply = { conflicts, refused: [],",
  },
  {
    rule: "a refused value overrules nothing (primary)",
    file: PRIMARY,
    find: "const told = message.overruled.filter(({ field }) => !refusedParts.has(field));",
    replace: "const told = message.overruled;",
    by: "test/unit/sync/receive-primary.test.ts",
  },
  {
    rule: "what the tracker refuses is not agreed",
    file: PRIMARY,
    find: "    theirs = withPartFrom(theirs, part, base);",
    replace: "",
    by: "test/unit/sync/receive-primary.test.ts",
  },
  {
    rule: "one document in flight",
    file: SEND,
    find: "if (sync.sent !== null || sameDocument(document, sync.base)) return told;",
    replace: "if (sameDocument(document, sync.base)) return told;",
  },
  {
    rule: "sent is rebased",
    file: SECONDARY,
    find: "? { ...arrived, sent: mergeDocuments(rules, sync.base, sync.sent, document).document }",
    replace: "? arrived",
    by: "test/unit/sync/receive-secondary.test.ts",
  },
  {
    rule: "a Confirmation merges against sent",
    file: SECONDARY,
    find: "const ancestor = confirms && sync.sent !== null ? sync.sent : sync.base;",
    replace: "const ancestor = sync.base;",
  },
  {
    rule: "the secondary keeps its losers",
    file: SECONDARY,
    find: 'if (whose === "ours") lost = keep(lost, part, loser, winner, revision);',
    replace: 'if (whose === "ours") continue;',
  },
  {
    rule: "overruled travels",
    file: SECONDARY,
    find: "else overruled = [...overruled, { field: part, value: loser, winner, revision }];",
    replace: "",
  },
  {
    rule: "overruled travels again",
    file: SECONDARY,
    find: "if (!sameValue(partOf(ours, field), value)) overruled = [...overruled, ...again];",
    replace: "if (!sameValue(partOf(ours, field), value)) continue;",
    by: "test/unit/sync/receive-secondary.test.ts",
  },
  { rule: "a refused field merges against base", file: SECONDARY, find: "    from = withPartFrom(from, field, sync.base);\n", replace: "" },
  {
    rule: "a refused value overrules nothing (secondary)",
    file: SECONDARY,
    find: "else if (overruled.some(isAbout) || again.length > 0) {",
    replace: "else if (again === null) {",
    by: "test/unit/sync/receive-secondary.test.ts",
  },
  {
    rule: "a refused value never wins",
    file: SECONDARY,
    find: "if (!sameValue(partOf(ours, field), value) || sameValue(stands, partOf(sync.base, field))) continue;",
    replace: "if (stands !== undefined) continue;",
    by: "test/unit/sync/receive-secondary.test.ts",
  },
  {
    rule: "a refused value is not sent again",
    file: STATUS,
    find: "if (sameValue(partOf(document, part), refused.value)) document = withPartFrom(document, part, sync.base);",
    replace: "if (refused === null) document = withPartFrom(document, part, sync.base);",
  },
  {
    rule: "the secondary's Confirmation names what it refuses",
    file: SEND,
    find: "    conflicts: [],\n    refused,\n",
    replace: "    conflicts: [],\n    refused: [],\n",
  },
  {
    rule: "a refusal that ends is told",
    file: SEND,
    find: "if (sync.toldRefused === refusedNames(sync)) return { sync, messages: [] };",
    replace: "if (sync.toldRefused !== null) return { sync, messages: [] };",
    by: "test/unit/sync/send.test.ts",
  },
  {
    rule: "up to date only when confirmed",
    file: STATUS,
    find: 'const open = sender.role === "primary" ? !sameRevision(lastSnapshot(sync).revision, sync.agreed) : sync.sent !== null;',
    replace: "const open = false;",
  },
  {
    rule: "no longer shared says only that",
    file: "src/sync/outgoing.ts",
    find: "  if (!mine.shared) return agreed.shared ? { ...agreed, shared: false } : agreed;\n",
    replace: "",
  },
  {
    rule: "an answer tells nothing of what is not shared",
    file: "src/sync/offered.ts",
    find: 'const apart = stored.introducedBy === "us" && !stored.mine.shared;',
    replace: "const apart = false;",
    by: "test/unit/sync/offered.test.ts",
  },
  {
    rule: "the policy names one winner for both",
    file: "src/model/merge-document.ts",
    find: "field.policy === rules.role,",
    replace: "true,",
    by: "test/unit/model/merge",
  },
  {
    rule: "sets join adds and removes",
    file: "src/model/merge-value.ts",
    find: "(before.has(item) ? a.has(item) && b.has(item) : true)",
    replace: "true",
    by: "test/unit/model/merge-value.test.ts",
  },
  {
    rule: "texts join line by line",
    file: "src/model/merge-value.ts",
    find: 'if (kind === "text") return mergeTexts(ancestor, ours, theirs, oursWin);\n',
    replace: "",
    by: "test/unit/model/merge",
  },
  {
    rule: "an issue that the other side changed lives on",
    file: "src/model/merge-document.ts",
    find: "const edited = changedFields(ancestor, survivor).length > 0 || changedComments(ancestor, survivor).length > 0;",
    replace: "const edited = false;",
  },
  {
    rule: "a removed comment leaves a tombstone",
    file: "src/sync/projection.ts",
    find: "next = gone ? tombstone(comment) : revived",
    replace: "next = gone ? comment : revived",
  },
  {
    rule: "a partner's comment removed by hand comes back",
    file: "src/sync/projection.ts",
    find: "if (!same && (!own || untouched)) restores.push(comment.id);",
    replace: "if (!same && untouched) restores.push(comment.id);",
  },
  {
    rule: "comments are edited by the side they came from only",
    file: "src/model/merge-document.ts",
    find: "(old && sameComment(own, old)) || comment.origin === partner)",
    replace: "partner !== null)",
    by: "test/unit/model/merge",
  },
  {
    rule: "an internal comment does not leave",
    file: "src/sync/projection.ts",
    find: 'if (comment.internal && rules.contract.comments === "public") continue;',
    replace: "",
  },
  {
    rule: "what the contract does not allow is refused at the border",
    file: "src/sync/border.ts",
    find: 'if (!field) return { code: "NOT_IN_CONTRACT", value };',
    replace: "if (!field) return null;",
    by: "test/unit/sync/border.test.ts",
  },
  {
    rule: "nobody else's comment is taken",
    file: "src/sync/border.ts",
    find: "return comment.origin !== rules.partner || (there !== undefined && there.origin !== rules.partner) ?",
    replace: "return there === null ?",
    by: "test/unit/sync/border.test.ts",
  },
  {
    rule: "an intended write is committed before it is performed",
    file: "src/sync/apply-issues.ts",
    find: "  putSync(context, connection, { ...original, pendingWrite: { effect: work.write.effect, inbox: entry.row, waits: null } });\n",
    replace: "",
  },
  {
    rule: "while a write is not performed its issue is not scanned",
    file: "src/sync/observe.ts",
    find: "pendingWrite.inbox !== null && pendingWrite.waits === null) return false;",
    replace: "pendingWrite.waits === undefined) return false;",
    by: "test/unit/sync/scan.test.ts",
  },
  {
    rule: "what could not be taken up is looked at again",
    file: "src/sync/scan.ts",
    find: "      if (untaken.length > 0) return;\n",
    replace: "",
    by: "test/unit/sync/scan.test.ts",
  },
  {
    rule: "a stale write is not taken for done",
    file: "src/sync/apply-issues.ts",
    find: '    case "stale":\n      putSync(context, connection, work.original);\n      return false;',
    replace: '    case "stale":\n      concludeWrite(context, connection, work, null, [], audience);\n      break;',
  },
  {
    rule: "a message counts once",
    file: "src/sync/store-payload.ts",
    find: "if (id.number <= mark) continue;",
    replace: "",
    by: "test/unit/sync/store-payload.test.ts",
  },
  {
    rule: "an issue over one connection only",
    file: "src/sync/offered.ts",
    find: 'if (elsewhere) return notTaken(connection, message, "already shared", "ALREADY_SHARED");',
    replace: "if (elsewhere) return null;",
    by: "test/unit/sync/offered.test.ts",
  },
];
