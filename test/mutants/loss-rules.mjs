/** Rules that were found where something was lost, or where two sides stood still, each broken on purpose as in `rules.mjs`. */

const LIST_TESTS = "test/unit/sync/take-local.test.ts";
const BEFORE_JOIN_TESTS = "test/unit/sync/before-the-join.test.ts";

/** @type {readonly import("./rules.mjs").Mutant[]} */
export const LOSS_MUTANTS = [
  {
    rule: "an older wording that was shown already is not typed by who saves it again",
    file: "src/sync/projection.ts",
    find: "present.body === known.pendingWrite?.shows?.[comment.id];",
    replace: "present.body === undefined;",
    by: "test/unit/sync/projection.test.ts",
  },
  {
    rule: "nothing is sealed before all names in the own place were looked at",
    file: "src/sync/own-place.ts",
    find: "listed.all || place.met.size >= MOST_NAMES",
    replace: "listed.all || place.met.size >= 0",
    by: "test/unit/sync/restored-sides.test.ts",
  },
  {
    rule: "a name alone shows no connection that a copy forgot",
    file: "src/app/unknown-connections.ts",
    find: "if (inspected.ok) return inspected.value.header.addressee;",
    replace: 'return inspected.ok ? inspected.value.header.addressee : "";',
    by: "test/unit/app/unknown-connections.test.ts",
  },
  {
    rule: "a write that waits remembers what older wordings are shown",
    file: "src/sync/observe.ts",
    find: "...(Object.keys(shows).length > 0 && { shows })",
    replace: "...(stale.length > 9999 && { shows })",
    by: "test/simulation/crash/old-texts-saved.test.ts",
  },
  {
    rule: "a partner's deletion is passed on",
    file: "src/sync/conclude.ts",
    find: "if (gone) passOnGone(context, connection.id, id);",
    replace: "void passOnGone;",
    by: "test/unit/sync/passed-on.test.ts",
  },
  {
    rule: "an agreed entry that the tracker spells its own way stands with that",
    file: "src/sync/edited-value.ts",
    find: "shown.filter((word) => sameSpelling(word, entry))",
    replace: "shown.filter(() => false)",
    by: LIST_TESTS,
  },
  {
    rule: "an agreed entry that is not shown is not taken away by an edit of others",
    file: "src/sync/edited-value.ts",
    find: "stays.push(...unknown);",
    replace: "",
    by: LIST_TESTS,
  },
  {
    rule: "where nobody knows what was taken away of a list its author is told",
    file: "src/sync/edited-value.ts",
    find: 'lost: isUnsure ? { value: agreed, whose: "theirs" } : null',
    replace: "lost: isUnsure ? null : null",
    by: LIST_TESTS,
  },
  {
    rule: "the partner hears what an edit made of its value, not what our tracker shows",
    file: "src/sync/overtaken-write.ts",
    find: "const [value, winner] = [fieldOf(sync.mine, field), fieldOf(mine, field)];",
    replace:
      "const shown = project(rules, found, sync, null, isoNow(context)).document;\n    const [value, winner] = [fieldOf(sync.mine, field), fieldOf(mine === null ? mine : shown, field)];",
    by: "test/unit/sync/overtaken-write.test.ts",
  },
  {
    rule: "a comment that stays here is not a partner's to change",
    file: "src/sync/border.ts",
    find: "const isOurs = unsaid.has(comment.id) || (there",
    replace: "const isOurs = (unsaid.size < 0 && unsaid.has(comment.id)) || (there",
    by: "test/unit/sync/in-anothers-name.test.ts",
  },
  {
    rule: "a comment that stays here is noted as one",
    file: "src/sync/projection.ts",
    find: 'if (comment.internal && rules.contract.comments === "public") {\n      unsaid.push(comment.id);',
    replace: 'if (comment.internal && rules.contract.comments === "public") {',
    by: "test/unit/sync/projection.test.ts",
  },
  {
    rule: "a comment that stays here is never written",
    file: "src/sync/intent.ts",
    find: "if (sync.unsaid?.includes(comment.id)) continue;",
    replace: "",
    by: "test/unit/sync/comment-order.test.ts",
  },
  {
    rule: "what an overtaken write would have overruled is kept",
    file: "src/sync/overtaken-write.ts",
    find: "return isEdited ? keep(lost, field, value, now, original.revision) : lost;",
    replace: "return isEdited && now === value ? keep(lost, field, value, now, original.revision) : lost;",
    by: "test/unit/sync/overtaken-write.test.ts",
  },
  {
    rule: "what an overtaken write would have left alone is no conflict",
    file: "src/sync/overtaken-write.ts",
    find: "const losing = merged.sync.lost.filter(\n    (one) => !original.lost.includes(one) && isFieldPart(one.field) && intent.parts.includes(one.field),\n  );",
    replace:
      "const losing = (merged && intent.parts).filter(isFieldPart).map((field) => ({ field, value: fieldOf(original.mine, field) }));",
    by: "test/unit/sync/overtaken-write.test.ts",
  },
  {
    rule: "a conflict that was settled before an overtaken write stays settled",
    file: "src/sync/overtaken-write.ts",
    find: "!original.lost.includes(one) && isFieldPart(one.field)",
    replace: "isFieldPart(one.field)",
    by: "test/unit/sync/overtaken-write.test.ts",
  },
  {
    rule: "a partner that joins again with other keys is refused",
    file: "src/sync/consider-join.ts",
    find: "if (spentBy === writer && transcriptOf(context, hash, file.hash) === transcript) return null;",
    replace: "if (spentBy === writer && transcriptOf(context, hash, file.hash) !== null) return null;",
    by: BEFORE_JOIN_TESTS,
  },
  {
    rule: "what joined before shows is signed",
    file: "src/sync/joined-before.ts",
    find: "if (inspectFile(context.crypto, name, fetched.bytes, expected).ok) return true;",
    replace: "if (inspectFile(context.crypto, name, fetched.bytes, expected) !== null) return true;",
    by: BEFORE_JOIN_TESTS,
  },
  {
    rule: "nobody joins where it signed messages before",
    file: "src/app/connect.ts",
    find: "if (await joinedBefore(project.context, invite.value, folderTransport(exchange)))",
    replace: "if ((await joinedBefore(project.context, invite.value, folderTransport(exchange))) && false)",
    by: "test/unit/app/connect.test.ts",
  },
  {
    rule: "a name alone shows nothing of a restored backup",
    file: "src/app/restored-connections.ts",
    find: "if (isAhead && inspectFile(context.crypto, name, fetched.bytes, expected).ok) return true;",
    replace: "if (isAhead && inspectFile(context.crypto, name, fetched.bytes, expected) !== null) return true;",
    by: "test/unit/app/restored-connections.test.ts",
  },
  {
    rule: "what a primary sent and nobody confirmed is kept where its issue has another value",
    file: "src/sync/recover.ts",
    find: 'const agreed = (rules.role === "primary" && sync.snapshots[0]?.document) || sync.base;',
    replace: "const agreed = sync.base;",
    by: "test/unit/sync/after-recover.test.ts",
  },
  {
    rule: "of a new issue that was edited before its maker came back what is missing is told",
    file: "src/sync/issue-commands.ts",
    find: 'return missing ? notDone("PARTLY_TAKEN"',
    replace: 'return missing && named === null ? notDone("PARTLY_TAKEN"',
    by: "test/unit/sync/new-issue-again.test.ts",
  },
];
