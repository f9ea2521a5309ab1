import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDocument, stringify } from "yaml";
import { applied, editYaml } from "../../../src/app/yaml-edit.ts";
import { type Plain, type YamlEdit, type YamlPath, editedPlain } from "../../../src/app/yaml-plain.ts";

const FILE = `# Connection of this project.
share: marked # only what we choose
forward: false

values: {} # none yet
contract:
  # What we agreed in May.
  types:
    - bug # with steps
    - task
  fields:
    - name: title
      kind: scalar
    # asked for by Nordwind
    - name: status
      kind: option
      values: [New, Done] # in this order
  comments: public
`;

const set = (path: YamlPath, value: Plain): YamlEdit => ({ kind: "set", path, value });
const remove = (...path: YamlPath): YamlEdit => ({ kind: "remove", path });

function edited(text: string, ...edits: readonly YamlEdit[]): string {
  return edits.reduce((before, edit) => {
    const change = editYaml(before, edit);
    if (!change.ok) throw new Error(change.failure);
    return applied(before, change.value);
  }, text);
}

/** The lines that are there after an edit and were not before, and the other way round. */
function difference(before: string, after: string): string[] {
  const [old, next] = [before.split("\n"), after.split("\n")];
  return [
    ...old.filter((line) => !next.includes(line)).map((line) => `-${line}`),
    ...next.filter((line) => !old.includes(line)).map((line) => `+${line}`),
  ];
}

describe("an edit changes its own lines", () => {
  test.each<[string, YamlEdit, string[]]>([
    [
      "a value",
      set(["share"], "label:pump and status != Done"),
      ["-share: marked # only what we choose", "+share: label:pump and status != Done # only what we choose"],
    ],
    [
      "a table that was empty",
      set(["values", "status", "send", "Doing"], "In progress"),
      ["-values: {} # none yet", "+values:", "+  status:", "+    send:", "+      Doing: In progress # none yet"],
    ],
    ["another entry of a list", set(["contract", "types", 2], "request"), ["+    - request"]],
    ["an entry of a list goes", remove("contract", "types", 1), ["-    - task"]],
    [
      "the word of a list in brackets",
      set(["contract", "fields", 1, "values", 2], "Later, perhaps"),
      ["-      values: [New, Done] # in this order", '+      values: [New, Done, "Later, perhaps"] # in this order'],
    ],
    ["a whole field", set(["contract", "fields", 2], { name: "due", kind: "date" }), ["+    - name: due", "+      kind: date"]],
    ["a key that is missing", set(["contract", "links"], "none"), ["+  links: none"]],
    ["a key at the end of the file", set(["people", "send", "Ada"], "A. M."), ["+people:", "+  send:", "+    Ada: A. M."]],
    ["a key goes", remove("contract", "fields", 1, "values"), ["-      values: [New, Done] # in this order"]],
    ["another name", { kind: "rename", path: ["contract", "comments"], to: "talk" }, ["-  comments: public", "+  talk: public"]],
  ])("%s", (_, edit, expected) => {
    expect(difference(FILE, edited(FILE, edit))).toEqual(expected);
  });

  test("what holds nothing any more goes with its last key, a list stays", () => {
    const before = "share: all\nvalues:\n  status:\n    send: { Open: New }\n";
    expect(edited(before, remove("values", "status", "send", "Open"))).toBe("share: all\n");
    expect(edited("share: all\nnames:\n  - a\n", remove("names", 0))).toBe("share: all\nnames: []\n");
  });

  test("line breaks stay those of the file", () => {
    expect(edited("share: x\r\nvalues: {}\r\n", set(["values", "status", "otherwise"], "same"))).toBe(
      "share: x\r\nvalues:\r\n  status:\r\n    otherwise: same\r\n",
    );
  });

  test("an empty file, or one of comments alone, begins", () => {
    expect(edited("", set(["share"], "all"))).toBe("share: all\n");
    expect(edited("# ours\n", set(["values", "status", "otherwise"], "same"))).toBe("# ours\nvalues:\n  status:\n    otherwise: same\n");
  });

  test("what cannot be read is left alone; a name that is there is not taken twice; what is gone is not changed", () => {
    expect(editYaml("share: [", set(["share"], "all"))).toEqual({ ok: false, failure: "broken" });
    expect(editYaml("- a\n", set(["share"], "all"))).toEqual({ ok: false, failure: "broken" });
    expect(editYaml("a: 1\nb: 2\n", { kind: "rename", path: ["a"], to: "b" })).toEqual({ ok: false, failure: "taken" });
    expect(editYaml("a: 1\n", remove("b"))).toEqual({ ok: false, failure: "gone" });
  });
});

const key = fc.oneof(
  fc.constantFrom("a", "b", "In progress", "x: y", "#c", "- d", "yes", "1", "[e]", "é, f", '"g"'),
  fc.string({ minLength: 1, maxLength: 8 }),
);
const scalar = fc.oneof(key, fc.integer({ min: -9, max: 999 }), fc.boolean(), fc.constant("two\nlines"), fc.constant(""));
const { plain } = fc.letrec<{ plain: Plain }>((tie) => ({
  plain: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie("plain"), { maxLength: 3 }),
    fc.dictionary(key, tie("plain"), { maxKeys: 3, noNullPrototype: true }),
  ),
}));
const file = fc.dictionary(key, plain, { minKeys: 1, maxKeys: 4, noNullPrototype: true });
const style = fc.record({
  collectionStyle: fc.constantFrom("any" as const, "block" as const, "flow" as const),
  indent: fc.constantFrom(2, 4),
  indentSeq: fc.boolean(),
});

/** Somewhere in what is there, or beside it. */
function pathIn(root: Plain, turns: readonly number[], name: string): (string | number)[] {
  const path: (string | number)[] = [];
  let at: Plain | undefined = root;
  for (const turn of turns) {
    if (typeof at !== "object" || at === null) break;
    const keys: (string | number)[] = Array.isArray(at) ? [...at.keys(), at.length] : [...Object.keys(at), name];
    const part = keys[turn % keys.length] ?? name;
    path.push(part);
    at = (at as Record<string | number, Plain>)[part];
  }
  return path;
}

/** Comments behind values and above keys, where YAML takes them. */
function commented(text: string): string {
  return text
    .split("\n")
    .flatMap((line, i) => (/^\s*[\w-][^"'|>]*$/.test(line) && i % 2 === 0 ? [`${/^\s*/.exec(line)?.[0] ?? ""}# note ${i}`, line] : [line]))
    .join("\n");
}

test("any edit of any file says what was meant, nothing else changes, and no comment outside of what is removed goes", () => {
  fc.assert(
    fc.property(
      file,
      style,
      fc.array(fc.nat(20), { minLength: 1, maxLength: 4 }),
      key,
      plain,
      fc.constantFrom("set", "remove", "rename"),
      fc.boolean(),
      (whole, how, turns, name, value, kind, withComments) => {
        const written = stringify(whole, { ...how, lineWidth: 0, aliasDuplicateObjects: false });
        const text = withComments ? commented(written) : written;
        const before = parseDocument(text, { logLevel: "silent" });
        fc.pre(before.errors.length === 0);
        fc.pre(JSON.stringify(before.toJS()) === JSON.stringify(whole));
        const path = pathIn(whole, turns, name);
        const edit: YamlEdit = kind === "set" ? set(path, value) : kind === "remove" ? remove(...path) : { kind: "rename", path, to: name };
        const expected = editedPlain(whole, edit);
        const change = editYaml(text, edit);
        expect(change.ok).toBe(expected.ok);
        if (!change.ok || !expected.ok) return;
        const after = applied(text, change.value);
        expect(parseDocument(after).toJS() ?? {}).toEqual(expected.value);
        // What is added beside all that is there takes the place of nothing.
        const isAdded = kind === "set" && path.length === 1 && !Object.hasOwn(whole, String(path[0]));
        const notes = isAdded ? text.split("\n").filter((line) => line.includes("# note")) : [];
        expect(notes.filter((line) => !after.includes(line.trim()))).toEqual([]);
      },
    ),
    { numRuns: 400 },
  );
});
