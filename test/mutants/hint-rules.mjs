/** Rules of hints from exchange folders, of the file that is next, and of who keeps whom waiting: each broken on purpose as in `rules.mjs`. */

const WATCHING = "src/transports/folder/watching.ts";
const PLACES = "src/transports/folder/watched-places.ts";
const SHARED = "test/unit/transports/folder/watching-shared.test.ts";
const HINTS = "test/unit/transports/folder/watching.test.ts";
const NEXT = "src/sync/next-file.ts";
const TROUBLES = "test/unit/sync/file-troubles.test.ts";
const WORK = "src/sync/message-work.ts";
const TURNS = "src/sync/turns.ts";
const TURN_TESTS = "test/unit/sync/turns.test.ts";
const PARTNERS = "src/sync/contents/partners.ts";
const SEVERAL = "test/unit/sync/contents-partners.test.ts";

/** @type {readonly import("./rules.mjs").Mutant[]} */
export const HINT_MUTANTS = [
  {
    rule: "hints: one set of watchers serves all connections in a folder",
    file: WATCHING,
    find: "folders.get(exchange) ?? new WatchedFolder(exchange)",
    replace: "new WatchedFolder(exchange)",
    by: SHARED,
  },
  {
    rule: "hints: there is a pause between two looks",
    file: WATCHING,
    find: "now + Math.max(PAUSE, REST * (now - began))",
    replace: "now",
    by: SHARED,
  },
  {
    rule: "hints: a look comes without any event",
    file: WATCHING,
    find: "    else this.#lookIn(LOOK_EVERY);\n",
    replace: "",
    by: SHARED,
  },
  {
    rule: "hints: a look that fails leaves what is watched",
    file: WATCHING,
    find: "found ? this.#watch(...found) : []",
    replace: "this.#watch(...(found ?? [new Map(), 0]))",
    by: SHARED,
  },
  {
    rule: "hints: another folder under the same path is watched anew",
    file: WATCHING,
    find: "places.get(path)?.identity !== identity",
    replace: "identity === null || !places.has(path)",
    by: SHARED,
  },
  {
    rule: "hints: with the last one who listens all watchers end",
    file: WATCHING,
    find: "    for (const path of this.#watchers.keys()) this.#forget(path);\n    return true;",
    replace: "    return true;",
    by: SHARED,
  },
  {
    rule: "hints: each hears what concerns it",
    file: WATCHING,
    find: "place.concerns(isItself ? null : name, route)",
    replace: "place.concerns(null, route) || isItself || name === null || route === null || true",
    by: SHARED,
  },
  {
    rule: "hints: a burst is one reason to look at once, and one more",
    file: WATCHING,
    find: "      more = true;\n      return;\n",
    replace: "      return hint();\n",
    by: HINTS,
  },
  {
    rule: "hints: none comes after the end",
    file: WATCHING,
    find: "    if (signal.aborted) return;\n    if (gathering",
    replace: "    if (gathering",
    by: SHARED,
  },
  {
    rule: "hints: what this side writes itself is none",
    file: PLACES,
    find: "const isReader = ({ self }: Route): boolean => self !== writer;",
    replace: "const isReader = ({ self }: Route): boolean => self !== writer || writer.length > 0;",
    by: SHARED,
  },
  {
    rule: "hints: a directory that may not be entered ends none from the others",
    file: PLACES,
    find: ".catch(() => [...before].filter(([, place]) => place.writer === writer))",
    replace: "",
    by: SHARED,
  },
  {
    rule: "hints: of writers in which nothing of ours stands few are watched",
    file: PLACES,
    find: "if (places.length === 1 && ++empty > MOST_EMPTY) continue;",
    replace: "",
    by: SHARED,
  },
  {
    rule: "hints: names that were not looked at have their turn",
    file: PLACES,
    find: "const first = from < others.length ? from : 0;",
    replace: "const first = from * 0;",
    by: SHARED,
  },
  {
    rule: "hints: what is watched is looked at before new names",
    file: PLACES,
    find: "const inOrder = [...known].flatMap((name) => name ?? []).concat(others.slice(first), others.slice(0, first));",
    replace: "const inOrder = others.slice(first).concat(others.slice(0, first), [...known].flatMap((name) => name ?? []));",
    by: SHARED,
  },
  {
    rule: "hints: a folder that hangs holds one call of looks",
    file: PLACES,
    find: "    if (take()) return;\n",
    replace: "    if (take() || resolve(() => undefined) === undefined) return;\n",
    by: SHARED,
  },
  {
    rule: "next file: what the partner did not make, and stands where nothing belongs, is waited for by nobody",
    file: NEXT,
    find: "SIGNED.has(code) || isNext(stream.received, name) ? [name] : []",
    replace: "SIGNED.has(code) || stream.received ? [name] : []",
    by: TROUBLES,
  },
  {
    rule: "next file: what stands in the next place is waited for, whoever made it",
    file: NEXT,
    find: "SIGNED.has(code) || isNext(stream.received, name) ? [name] : []",
    replace: "SIGNED.has(code) && stream.received ? [name] : []",
    by: TROUBLES,
  },
  {
    rule: "next file: what the partner made and could not be taken is waited for",
    file: NEXT,
    find: "SIGNED.has(code) || isNext(stream.received, name) ? [name] : []",
    replace: "code && isNext(stream.received, name) ? [name] : []",
    by: TROUBLES,
  },
  {
    rule: "next file: of another generation none is next",
    file: NEXT,
    find: "parsed.generation === received.generation && parsed.sequence === received.sequence + 1",
    replace: "parsed.sequence === received.sequence + 1",
    by: TROUBLES,
  },
  {
    rule: "next file: what comes after it waits for it",
    file: NEXT,
    find: "parsed.sequence === received.sequence + 1",
    replace: "parsed.sequence > received.sequence",
    by: "test/unit/sync/hostile-files.test.ts",
  },
  {
    rule: "next file: a trouble whose place was taken by now is over",
    file: NEXT,
    find: "(parsed.generation === received.generation && parsed.sequence <= received.sequence)",
    replace: "(parsed.generation === received.generation && parsed.sequence < received.sequence)",
    by: TROUBLES,
  },
  {
    rule: "next file: one that cannot be taken keeps no other partner waiting",
    file: "src/sync/engine.ts",
    find: "        progress ||= read.files > 0;\n",
    replace:
      "        progress ||= read.files > 0;\n        if (Object.keys(context.store.connection(connection.id)?.troubles ?? {}).length > 0) break;\n",
    by: "test/unit/sync/another-stream.test.ts",
  },
  {
    rule: "work: a bug that one partner's messages bring out keeps no other waiting",
    file: "src/sync/engine.ts",
    find: "if (!isBug(error)) throw error;",
    replace: "throw error;",
    by: "test/unit/sync/another-stream.test.ts",
  },
  {
    rule: "work: a Confirmation that asks for something again is no echo",
    file: WORK,
    find: " && HEARD.has(message.result)",
    replace: " && HEARD.size > 0",
    by: TURN_TESTS,
  },
  {
    rule: "turns: no further file is read while a share is not worked off",
    file: TURNS,
    find: "unfinished.has(id) ? 0 : ",
    replace: "",
    by: "test/unit/sync/shared-pass.test.ts",
  },
  {
    rule: "turns: of one that is over one file at a time is read",
    file: TURNS,
    find: "over.has(id) ? 1 : FILES_PER_PASS",
    replace: "FILES_PER_PASS",
    by: TURN_TESTS,
  },
  {
    rule: "turns: where there is only one nobody waits for it",
    file: TURNS,
    find: "isAlone = ids.size - over.size <= 1;",
    replace: "isAlone = false;",
    by: TURN_TESTS,
  },
  {
    rule: "turns: whoever had a turn stands behind those who wait",
    file: TURNS,
    find: "        busy.delete(id);\n        busy.add(id);\n",
    replace: "",
    by: TURN_TESTS,
  },
  {
    rule: "pace: who brings much is not slow, however long that was waited for",
    file: PARTNERS,
    find: "  if (got - had >= ENOUGH) return { at: now, got };\n  if (isOver) return",
    replace: "  if (got - had >= ENOUGH && !isOver) return { at: now, got };\n  if (isOver) return",
    by: SEVERAL,
  },
  {
    rule: "pace: what was wrong and comes once more counts",
    file: PARTNERS,
    find: "got: Math.min(had, got), ",
    replace: "got: had, ",
    by: SEVERAL,
  },
  {
    rule: "pace: who is put to work is measured from then on",
    file: PARTNERS,
    find: "lively({ ...operation, pace }, clock.now())",
    replace: "lively({ ...operation, ...(pace.at < 0 && { pace }) }, clock.now())",
    by: SEVERAL,
  },
];
