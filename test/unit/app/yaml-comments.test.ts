import { expect, test } from "vitest";
import { lostComments } from "../../../src/app/yaml-comments.ts";
import { editYaml } from "../../../src/app/yaml-edit.ts";
import type { YamlEdit, YamlPath } from "../../../src/app/yaml-plain.ts";

const FILE = `# Connection of this project.
share: marked # only what we choose
values:
  # words of the harbour
  status:
    send:
      # since May
      Doing: In progress # as agreed
      "#2": Second
    receive:
      New: Open
  type: { send: { Bug: bug } } # short
templates:
  body:
    send: |
      # a heading, no comment
      {body}
contract:
  types:
    - bug # with steps
    - task
`;

function lost(edit: YamlEdit): readonly string[] {
  const change = editYaml(FILE, edit);
  if (!change.ok) throw new Error(change.failure);
  return lostComments(FILE, change.value);
}

const remove = (...path: YamlPath): YamlEdit => ({ kind: "remove", path });

test.each<[string, YamlEdit, readonly string[]]>([
  ["a row takes its own", remove("values", "status", "send", "Doing"), ["# as agreed"]],
  ["a map takes all that stand in it", remove("values", "status", "send"), ["# since May", "# as agreed"]],
  ["an entry of a list", remove("contract", "types", 0), ["# with steps"]],
  ["a row without one", remove("values", "status", "receive"), []],
  ["a text with a heading is no comment", remove("templates", "body"), []],
  ["a word that begins like one is none", remove("values", "status", "send", "#2"), []],
  ["another value leaves them", { kind: "set", path: ["share"], value: "all" }, []],
  ["a word instead of a map", { kind: "set", path: ["values", "status"], value: "same" }, ["# since May", "# as agreed"]],
])("%s", (_, edit, comments) => {
  expect(lost(edit)).toEqual(comments);
});

test("of two that say the same one is missed", () => {
  const text = "types:\n  - a # old\n  - b # old\n";
  const change = editYaml(text, remove("types", 1));
  expect(change.ok && lostComments(text, change.value)).toEqual(["# old"]);
});
