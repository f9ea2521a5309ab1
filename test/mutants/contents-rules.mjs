/** Rules of contents that travel, each broken on purpose as in `rules.mjs`. */

const ODDS = "test/unit/sync/contents-at-odds.test.ts";
const TRAVELS = "test/unit/sync/contents.test.ts";
const PART = "test/unit/envelope/part.test.ts";
const GIVE = "src/sync/contents/give.ts";
const TAKE = "src/sync/contents/take.ts";
const LOOK_AFTER = "src/sync/contents/look-after.ts";
const SAFE = "test/unit/sync/contents-safe.test.ts";
const DISK = "test/unit/trackers/markdown/contents-on-disk.test.ts";
const MARKDOWN = "src/trackers/markdown/markdown-contents.ts";
const AT_ONCE = "src/sync/contents/at-once.ts";
const ONCE = "test/unit/sync/contents-at-once.test.ts";
const BOUNDS = "test/unit/sync/contents-at-once-bounds.test.ts";
const AWAY = "test/unit/sync/contents-away.test.ts";
const REPLACED = "test/unit/sync/contents-replaced.test.ts";
const QUOTA = "src/sync/contents/quota.ts";
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
    file: LOOK_AFTER,
    find: "return isContentOf(sharedAttachment(context, connection.id, file.issue, file.id), file);",
    replace: "return file.size >= 0;",
    by: ODDS,
  },
  {
    rule: "contents: leftovers are taken away",
    file: LOOK_AFTER,
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
    rule: "contents: no more moves in a pass than goes into it",
    file: "src/sync/contents/budget.ts",
    find: "return bytes <= left || left === BYTES_PER_PASS;",
    replace: "return bytes > 0 && left > 0;",
    by: TRAVELS,
  },
  {
    rule: "contents: words that bring nothing come to an end",
    file: ACCEPT,
    find: "const idle = content.idle + 1;",
    replace: "const idle = 0;",
    by: ODDS,
  },
  {
    rule: "contents: going up and down brings nothing",
    file: ACCEPT,
    find: "const idle = got > most ? 0",
    replace: "const idle = got > content.got ? 0",
    by: ODDS,
  },
  {
    rule: "contents: under one key a number is sealed with one content only",
    file: GIVE,
    find: 'return known[1] === sha256 ? { content, place, bytes } : "another";',
    replace: "return { content, place, bytes };",
    by: SAFE,
  },
  {
    rule: "contents: what is sealed is on record before it stands",
    file: GIVE,
    find: "now = part.content;\n    // What is before it stands, and what it is sealed with is on record before it is.\n    keep(now);",
    replace: "keep(now);\n    now = part.content;",
    by: SAFE,
  },
  {
    rule: "contents: only what was committed counts as arrived",
    file: "src/sync/contents/safe-bytes.ts",
    find: "return committed === 0 ? 0 : Math.min(committed, await contents.arrived(file.issue, file.id, file));",
    replace: "return contents.arrived(file.issue, file.id, file);",
    by: SAFE,
  },
  {
    rule: "contents: a look counts when time went by since the last",
    file: TAKE,
    find: 'if (looked !== undefined && at >= looked && at < looked + LOOK_MS) return { kind: "waits", content };',
    replace: "",
    by: SAFE,
  },
  {
    rule: "contents: what comes unasked is bounded in all",
    file: QUOTA,
    find: "before.bytes + promised + size > UNASKED_BYTES",
    replace: "before.bytes + size > UNASKED_BYTES",
    by: SAFE,
  },
  {
    rule: "contents: some of the disk stays free of what comes unasked",
    file: QUOTA,
    find: "free === null ? null : Math.max(0, free - FREE_BYTES)",
    replace: "free",
    by: SAFE,
  },
  {
    rule: "contents: open file operations of a partner are bounded",
    file: ANSWER,
    find: 'if (hasTooManyOpen(context, connection.id)) return "FAILURE";',
    replace: "",
    by: SAFE,
  },
  {
    rule: "contents: no partner holds the share of another in exchange folders",
    file: "src/sync/contents/folder-room.ts",
    find: "Math.floor(FOLDER_BYTES / Math.max(1, connected))",
    replace: "FOLDER_BYTES",
    by: "test/unit/sync/folder-room.test.ts",
  },
  {
    rule: "contents: what is to be replaced or deleted is exactly what is named",
    file: ANSWER,
    find: '!isDone && existing !== "same"',
    replace: "!isDone && existing === undefined",
    by: REPLACED,
  },
  {
    rule: "contents: what stands in the place is compared again before it makes room",
    file: TAKE,
    find: "await contents.finish(file.issue, file.id, file, content.existing)",
    replace: "await contents.finish(file.issue, file.id, file)",
    by: REPLACED,
  },
  {
    rule: "contents: that a content is taken back is on record before it goes",
    file: "src/sync/contents/travel.ts",
    find: ' || (failure.kind === "missing" && begun)',
    replace: "",
    by: REPLACED,
  },
  {
    rule: "contents: a wrong existing checksum is an alarm",
    file: "src/sync/operations/answer.ts",
    find: 'if (refusal === "EXISTING_FILE_CHECKSUM") otherExisting(context, connection.id, conversation, message);',
    replace: "",
    by: REPLACED,
  },
  {
    rule: "contents: what is not named is not removed from the disk",
    file: MARKDOWN,
    find: 'if (there === "another") return { kind: "another" };',
    replace: "",
    by: "test/contract/contents/markdown-contents.test.ts",
  },
  {
    rule: "contents: a file that changed with its times put back is another one",
    file: "src/trackers/markdown/attachment-folders.ts",
    find: "text: `${stat.text}:${stats.ctimeNs}`",
    replace: "text: stat.text",
    by: DISK,
  },
  {
    rule: "contents: what cannot be read now is not wrong",
    file: MARKDOWN,
    find: 'if (typeof summed === "string") return unreachable(part, summed);',
    replace: 'if (typeof summed === "string") return await this.#wrong(folder, attachment);',
    by: DISK,
  },
  {
    rule: "contents: what came of parts outlives turns in which it was not taken",
    file: "src/transports/folder/prompt-transport.ts",
    find: " && !other.startsWith(PART)",
    replace: "",
    by: "test/unit/transports/folder/prompt-transport.test.ts",
  },
  {
    rule: "contents: what is handed over and ends undone does not stay",
    file: "src/sync/contents/handed-over.ts",
    find: "if (!isWanted && !(await contents.drop(file.issue, file.id, file))) continue;",
    replace: "",
    by: SAFE,
  },
  {
    rule: "contents: nothing is read for a question that is refused anyway",
    file: "src/sync/operations/operate.ts",
    find: "if (context.store.answered(id, message.conversation) || hasTooManyOpen(context, id)) return NOTHING_HELD;",
    replace: "",
    by: REPLACED,
  },
  {
    rule: "contents: only the same is joined while a file is on its way",
    file: "src/sync/contents/file-commands.ts",
    find: "(isGet || (isSamePartner && open.content?.existing === existing))",
    replace: "true",
    by: REPLACED,
  },
  {
    rule: "contents: what cannot be read now is not gone",
    file: LOOK_AFTER,
    find: 'return again === "busy" ? 0 : (again ?? "not the same");',
    replace: 'return again === "busy" ? "not the same" : (again ?? "not the same");',
    by: AWAY,
  },
  {
    rule: "contents: a folder that is away is not told as a file that is gone",
    file: ANSWER,
    find: 'if (busy && isContentOf(attachment, file)) return "FAILURE";',
    replace: "",
    by: AWAY,
  },
  {
    rule: "contents: however many connections there are, one part may stand",
    file: "src/sync/contents/folder-room.ts",
    find: "Math.max(share, LARGEST_PART)",
    replace: "share",
    by: "test/unit/sync/folder-room.test.ts",
  },
  {
    rule: "contents at once: only what the partner made, within the contract",
    file: AT_ONCE,
    find: "if (!isTheirs || attachmentOutside(rule, attachment) !== null) continue;",
    replace: "if (attachment.removed) continue;",
    by: ONCE,
  },
  {
    rule: "contents at once: each comes once",
    file: AT_ONCE,
    find: "if (store.unaskedContent(id, attachment.id)?.sha256 === sha256) continue;",
    replace: "",
    by: ONCE,
  },
  {
    rule: "contents at once: what is there to be fetched has room",
    file: AT_ONCE,
    find: 'if (!hasRoomFor(context, id, file, await unaskedRoom(context))) return (leave(context, row), "later");',
    replace: "",
    by: ONCE,
  },
  {
    rule: "contents at once: a few at a time",
    file: AT_ONCE,
    find: "filter(({ byItself }) => byItself).length >= AT_A_TIME",
    replace: "length >= 1_000",
    by: ONCE,
  },
  {
    rule: "contents at once: a contract without them ends what waits",
    file: AT_ONCE,
    find: 'store.forgetUnasked(id, ["waits", "left"]);\n        store.removeFacts',
    replace: "store.removeFacts",
    by: ONCE,
  },
  {
    rule: "contents at once: what a person gave up does not come again",
    file: AT_ONCE,
    find: "if (wait === undefined || !MAY_BE_LATER.has(code))",
    replace: "if (wait === undefined)",
    by: ONCE,
  },
  {
    rule: "contents at once: what is not finished does not stay",
    file: AT_ONCE,
    find: "if (trouble === null) addHandedOver(context, id, file);",
    replace: "",
    by: BOUNDS,
  },
  {
    rule: "contents at once: what comes counts as soon as it is here",
    file: "src/sync/contents/travel.ts",
    find: 'if (taken.kind === "whole" && row.byItself) countHandedOver(context, connection.id, content.file);',
    replace: "",
    by: BOUNDS,
  },
  {
    rule: "contents at once: what was whole when the process ended counts",
    file: "src/sync/contents/handed-over.ts",
    find: 'if (where === "here") countHandedOver(context, connection, file);\n    else if',
    replace: "if",
    by: BOUNDS,
  },
  {
    rule: "contents at once: who gives none is not asked",
    file: AT_ONCE,
    find: " || !connection.partner?.capabilities.includes(FILES)",
    replace: "",
    by: BOUNDS,
  },
  {
    rule: "contents at once: no pass follows for what is not asked for",
    file: AT_ONCE,
    find: 'if (began !== "another") return began === "asked";',
    replace: "return true;",
    by: BOUNDS,
  },
  {
    rule: "contents at once: who gets one has it from then on",
    file: "src/sync/contents/file-commands.ts",
    find: "takeOver(context, open, connections);",
    replace: "void takeOver;",
    by: BOUNDS,
  },
  {
    rule: "contents: what a partner has go and hands over again counts again",
    file: QUOTA,
    find: "`${bytes + file.size} ${count + 1}`",
    replace: "`${Math.max(bytes, file.size)} ${Math.max(count, 1)}`",
    by: BOUNDS,
  },
  {
    rule: "contents: a folder that is made on the way to the trash is on the disk with what lies in it",
    file: "src/trackers/markdown/replace-file.ts",
    find: "for (let at = path; at.length > top.length; at = dirname(at)) all.push(at);",
    replace: "if (path.length > top.length) all.push(path);",
    by: "test/simulation/crash/crash-at-every-step.test.ts",
  },
];
