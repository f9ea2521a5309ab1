import { expect, it } from "vitest";
import { yamlCursor } from "../../../src/app/yaml-cursor.ts";

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
  const at = text.indexOf("|");
  const cursor = yamlCursor(text.replace("|", ""), at);
  expect(`${cursor.at} ${cursor.path.join(".")}`).toBe(expected);
});
