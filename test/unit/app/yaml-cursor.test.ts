import { expect, it } from "vitest";
import { type YamlCursor, yamlCursor } from "../../../src/app/yaml-cursor.ts";

/** `|` is the cursor. */
it.each([
  ["|", "key "],
  ["sha|", "key "],
  ["share: |", "value share"],
  ["share: marked\nval|", "key "],
  ["values:\n  |", "key values"],
  ["values:\n  status:\n    send: { Do|", "key values.status.send"],
  ["values:\n  status:\n    send: { Doing: |", "value values.status.send.Doing"],
  ["values:\n  status:\n    send: { Doing: New, |", "key values.status.send"],
  ['values:\n  status:\n    send: { "In: x": |', "value values.status.send.In: x"],
  ["values:\n  status:\n    send:\n      Doing: New\n      |", "key values.status.send"],
  ["values:\n  status:\n    # c\n\n    otherwise: |", "value values.status.otherwise"],
  ["values:\n  status: {}\n  ty|", "key values"],
  ["contract:\n  types: [bug, |", "value contract.types.0"],
  ["contract:\n  fields:\n    - { name: title, kind: |", "value contract.fields.0.kind"],
  ["contract:\n  fields:\n    - name: title\n      ki|", "key contract.fields.0"],
  ["contract:\n  fields:\n  - name: |", "value contract.fields.0.name"],
  ["contract:\n  fields:\n    - { name: a }\n  com|", "key contract"],
  ["emails: true\nfields: { status: |\nshare: all", "value fields.status"],
])("%j", (text, expected) => {
  const cursor = cursorIn(text);
  expect(`${cursor?.at} ${cursor?.path.join(".")}`).toBe(expected);
});

it.each(["# |", "  # a comment |", "share: marked # why |", "values: { status: {} } # |", 'share: status = "a # b|'])(
  "nothing in a comment: %j",
  (text) => {
    expect(cursorIn(text)).toBeNull();
  },
);

it.each([
  ["sha|", "sha"],
  ["share: |", ""],
  ["share: status = O|", "status = O"],
  ["values:\n  status:\n    receive: { New: In |", "In "],
  ['values:\n  status:\n    send: { "In|', '"In'],
  ['values: { "a # b', '"a # b'],
  ["contract:\n  types: [bug, ta|", "ta"],
])("what is typed so far: %j", (text, typed) => {
  expect(cursorIn(text)?.typed).toBe(typed);
});

function cursorIn(text: string): YamlCursor | null {
  const at = text.includes("|") ? text.indexOf("|") : text.length;
  return yamlCursor(text.replace("|", ""), at);
}
