/** Rules of what another mapping makes of issues that nobody edited, and of lists of which other words stand here, each broken on purpose as in `rules.mjs`. */

const WORDS = "src/sync/changed-words.ts";
const EDITED = "src/sync/edited-value.ts";
const CHANGED = "test/unit/sync/changed-words.test.ts";
const TAKEN = "test/unit/sync/take-local.test.ts";

/** @type {readonly import("./rules.mjs").Mutant[]} */
export const WORDS_MUTANTS = [
  {
    rule: "words: another mapping is no edit",
    file: WORDS,
    find: "if (sync.words === now.words) return sync;",
    replace: "if (sync.words === now.words || now) return { ...sync, ...now };",
    by: CHANGED,
  },
  {
    rule: "words: what stands under another name was not there to be edited",
    file: WORDS,
    find: "if (!isRenamed && !isUnedited(",
    replace: "if (!isUnedited(",
    by: CHANGED,
  },
  {
    rule: "words: an own issue does not say the partner's words anew",
    file: WORDS,
    find: " || sync.theirs?.includes(name) === true;",
    replace: ";",
    by: CHANGED,
  },
  {
    rule: "words: what nobody said yet is said under its new name",
    file: WORDS,
    find: "return said === null || (",
    replace: "return said !== null && (",
    by: CHANGED,
  },
  {
    rule: "words: a comparison that did not end is made again",
    file: "src/sync/compare-all.ts",
    find: "comparedUnder: BEGUN }",
    replace: "}",
    by: CHANGED,
  },
  {
    rule: "lists: an agreed entry for which another word stands stays with it",
    file: EDITED,
    find: "if (words.every((word) => now.includes(word))) stays.push(entry);",
    replace: "",
    by: TAKEN,
  },
  {
    rule: "lists: under a fixed value the partner's entries stay",
    file: EDITED,
    find: 'if (unseen) return mergeValue("set", shown, now, agreed, true);',
    replace: "",
    by: TAKEN,
  },
  {
    rule: "words: what comes back from the trash keeps its word",
    file: "src/sync/intent.ts",
    find: "whole && standsFor(rules, field, there, value) ? ok(there) : ",
    replace: "",
    by: "test/unit/sync/mapping-round-trips.test.ts",
  },
];
