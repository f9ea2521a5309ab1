/** Rules of the filter language, of a mapping's tables, and of what stands in an issue's way, each broken on purpose as in `rules.mjs`. */

const FILTER = "test/unit/model/filter.test.ts";
const MATCH = "src/model/match-filter.ts";
const PARSE = "src/model/parse-filter.ts";
const SCOPE = "src/sync/scope.ts";
const TABLE = "src/sync/value-table.ts";
const TRANSLATION = "test/unit/sync/translation.test.ts";
const OUTGOING = "src/sync/outgoing.ts";

/** @type {readonly import("./rules.mjs").Mutant[]} */
export const AGREEMENT_MUTANTS = [
  {
    rule: "filter: what is not set is none of any values",
    file: MATCH,
    find: "return value === null ? texts.length === 0 : texts.includes(value);",
    replace: "return texts.length === 0 || (value !== null && texts.includes(value));",
    by: FILTER,
  },
  {
    rule: "filter: an entry of a list is a whole word",
    file: MATCH,
    find: "(isSet(value) ? text === wanted : text.includes(wanted))",
    replace: "text.includes(wanted)",
    by: FILTER,
  },
  {
    rule: "filter: days and numbers are compared as such, and a day with no number",
    file: MATCH,
    find: "(isDay(text) ? compare(text, value) : null)",
    replace: "compare(text, value)",
    by: FILTER,
  },
  {
    rule: "filter: `and` binds closer than `or`",
    file: PARSE,
    find: 'while (this.#takeWord("or")) parts.push(this.#all());',
    replace: 'while (this.#takeWord("or")) parts.push(this.#one());',
    by: FILTER,
  },
  {
    rule: "filter: what stands behind its end is a fault, and it is never used without",
    file: PARSE,
    find: 'return this.#peek() ? this.#unfit("TOO_MUCH") : node;',
    replace: "return node;",
    by: FILTER,
  },
  {
    rule: "filter: a hostile one that goes very deep is a fault",
    file: PARSE,
    find: 'if (++this.#depth > DEEPEST) return this.#unfit("TOO_DEEP");',
    replace: "this.#depth++;",
    by: FILTER,
  },
  {
    rule: "filter: a field that the project has not is a fault, since `not` would name every issue",
    file: PARSE,
    find: "|| this.#known.has(field)) return node;",
    replace: "|| this.#known) return node;",
    by: FILTER,
  },
  {
    rule: "scope: an issue that its person excluded is in no scope",
    file: SCOPE,
    find: "if (isExcluded(issue, connection)) return false;",
    replace: "",
    by: "test/unit/sync/scope.test.ts",
  },
  {
    rule: "scope: what came over another connection is passed on only where that is said",
    file: SCOPE,
    find: "if (receivedOverAnother && !choice.forward) return false;",
    replace: "",
    by: "test/unit/sync/scope.test.ts",
  },
  {
    rule: "scope: a mistyped value changes nothing about who has the issue",
    file: SCOPE,
    find: "held && asksForMistyped(scope.query, issue.fields, held) ? isShared : ",
    replace: "",
    by: "test/unit/sync/scope.test.ts",
  },
  {
    rule: "mapping: what a table refuses does not leave",
    file: TABLE,
    find: "return word === REFUSE ? null : ",
    replace: "return ",
    by: TRANSLATION,
  },
  {
    rule: "mapping: a table written for one direction serves the other",
    file: TABLE,
    find: "(reversed(table, direction, same) ?? otherwise(table, direction))",
    replace: "otherwise(table, direction)",
    by: TRANSLATION,
  },
  {
    rule: "mapping: no mail address leaves unless the mapping says so",
    file: "src/sync/people-words.ts",
    find: "...(mapping.emails && email !== undefined && { email })",
    replace: "...(email !== undefined && { email })",
    by: TRANSLATION,
  },
  {
    rule: "mapping: the text around what a partner wrote does not go back to it, wherever somebody wrote beside it",
    file: "src/sync/text-template.ts",
    find: "if (cut !== null) return cut;",
    replace: "",
    by: "test/unit/sync/text-template.test.ts",
  },
  {
    rule: "border: what overruled the partner is told only where it may leave",
    file: OUTGOING,
    find: "(mayLeave({ role, contract }, field, winner) || sameValue(winner, fieldOf(sync.base, part)))",
    replace: "true",
    by: "test/unit/sync/outgoing.test.ts",
  },
  {
    rule: "border: the primary takes no file for which its tracker has no place",
    file: "src/sync/border-files.ts",
    find: 'return role === "primary" && holds?.attachments === false ? { code: "NO_FIELD" } : null;',
    replace: "return null;",
    by: "test/unit/sync/unheld-parts.test.ts",
  },
  {
    rule: "border: the primary takes no link for which its tracker has no place",
    file: "src/sync/border-files.ts",
    find: 'if (role === "primary" && holds?.links === false) return { code: "NO_FIELD" };',
    replace: "",
    by: "test/unit/sync/unheld-parts.test.ts",
  },
  {
    rule: "projection: where there is no place for files none counts as taken out",
    file: "src/sync/project-files.ts",
    find: " && rules.holds?.attachments !== false;",
    replace: ";",
    by: "test/unit/sync/unheld-parts.test.ts",
  },
  {
    rule: "projection: where there is no place for links none counts as taken out",
    file: "src/sync/project-files.ts",
    find: " || rules.holds?.links === false) return { links",
    replace: ") return { links",
    by: "test/unit/sync/unheld-parts.test.ts",
  },
  {
    rule: "intent: files and links without a place are named as not held",
    file: "src/sync/intent.ts",
    find: 'refusedHere[part] = { value: partOf(next, part), failure: { code: "NO_FIELD", field: part } };',
    replace: "void part;",
    by: "test/unit/sync/unheld-parts.test.ts",
  },
  {
    rule: "retry: of one cause nothing else is tried again",
    file: "src/sync/repair-commands.ts",
    find: "filter(({ cause }) => !all || causeKey(cause) === causeKey(all.cause))",
    replace: "filter(() => true)",
    by: "test/unit/sync/retry-cause.test.ts",
  },
  {
    rule: "retry: of one connection nothing of another is tried again",
    file: "src/sync/repair-commands.ts",
    find: "if (all && connection.id !== all.connection) continue;",
    replace: "",
    by: "test/unit/sync/retry-cause.test.ts",
  },
];
