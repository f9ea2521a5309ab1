/** Rules of contents that travel, each broken on purpose as in `rules.mjs`. */

const ODDS = "test/unit/sync/contents-at-odds.test.ts";
const TRAVELS = "test/unit/sync/contents.test.ts";
const PART = "test/unit/envelope/part.test.ts";
const GIVE = "src/sync/contents/give.ts";
const TAKE = "src/sync/contents/take.ts";
const TRAVEL = "src/sync/contents/travel.ts";
const ACCEPT = "src/sync/contents/accept-content.ts";
const SHARED = "src/sync/contents/shared-attachment.ts";
const ANSWER = "src/sync/operations/answer-file.ts";

/** @type {readonly import("./rules.mjs").Mutant[]} */
export const CONTENTS_MUTANTS = [
  {
    rule: "contents: what is taken is what was agreed",
    file: TAKE,
    find: 'return failure === null ? { kind: "whole", content: taken.content } : refused(taken.content, failure);',
    replace:
      'return failure === null || failure.kind === "wrong" ? { kind: "whole", content: taken.content } : refused(taken.content, failure);',
    by: ODDS,
  },
  {
    rule: "contents: a part says which one it is",
    file: "src/envelope/part.ts",
    find: "nonceOf(place), associated(place), sealed",
    replace: "nonceOf(place), associated({ ...place, parts: 7 }), sealed",
    by: PART,
  },
  {
    rule: "contents: only what is shared with the asker is served",
    file: SHARED,
    find: "attachment.id === id && attachment.removed !== true",
    replace: "attachment.id === id",
    by: ODDS,
  },
  {
    rule: "contents: only the content that was agreed is served",
    file: SHARED,
    find: "attachment.size === size && attachment.sha256 === sha256",
    replace: "attachment.size === size",
    by: ODDS,
  },
  {
    rule: "contents: only who made it hands it over",
    file: ANSWER,
    find: 'if (attachment.origin !== connection.partner?.id) return "FILE_NOT_FOUND";',
    replace: "",
    by: ODDS,
  },
  {
    rule: "contents: rights are looked at again when it is served",
    file: TRAVEL,
    find: "return isContentOf(sharedAttachment(context, connection.id, file.issue, file.id), file);",
    replace: "return file.size >= 0;",
    by: ODDS,
  },
  {
    rule: "contents: leftovers are taken away",
    file: TRAVEL,
    find: "if (left.length > 0) await transport.parts.withdraw(route, left);",
    replace: "",
    by: TRAVELS,
  },
  {
    rule: "contents: a window is bounded",
    file: GIVE,
    find: "Math.min(LARGEST_WINDOW, Math.max(FIRST_WINDOW, now.ready), Math.floor(room / transfer.part))",
    replace: "transfer.parts",
    by: TRAVELS,
  },
  {
    rule: "contents: words that bring nothing come to an end",
    file: ACCEPT,
    find: "const idle = content.idle + 1;",
    replace: "const idle = 0;",
    by: ODDS,
  },
];
