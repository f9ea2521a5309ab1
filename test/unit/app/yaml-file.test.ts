import { describe, expect, it } from "vitest";
import { settingsIn } from "../../../src/app/connection-file.ts";
import { nearestWord } from "../../../src/model/nearest-word.ts";

function faults(text: string): readonly string[] {
  const read = settingsIn(text);
  return read.ok ? [] : read.failure.map(({ line, detail }) => `${line} ${detail}`);
}

describe("what is wrong with a connection's file is said on its line", () => {
  it("all of it, each key that is not known with the one that was meant", () => {
    const text = "shar: all\nvalues:\n  status:\n    sent: { Doing: New }\n    otherwise: no\nemails: 5\nzzz: 1\n";
    expect(faults(text).toSorted()).toEqual([
      "1 shar: there is no such key; perhaps share is meant",
      "4 values.status.sent: there is no such key; perhaps send is meant",
      expect.stringMatching(/^5 values\.status\.otherwise: /),
      "6 emails: must be true or false, and is missing or something else",
      "7 zzz: there is no such key",
    ]);
  });

  it.each([
    [
      "share: status =\n",
      ['1 share: "status =" is not understood: at character 9: after this a value is expected; one with spaces or signs stands in quotes'],
    ],
    ["fields:\n  status: state\n  priority: state\n", ["3 fields.priority: two fields cannot both be called state here"]],
    ["fields: { title: name }\n", ["1 fields.title: every issue has it under this name"]],
    ["templates:\n  title:\n    send: '{title} {title}'\n", ["3 templates.title.send: {title} can stand in it once"]],
    [
      "values: { title: {} }\ntemplates:\n  title: {}\n",
      ["3 templates.title: it has a table of values already, and can have one of the two"],
    ],
    ["share: [\n", [expect.stringMatching(/^\d /)]],
    [
      "contract:\n  types: [bug]\n  fields: [{ name: title, kind: scalar, direction: both, policy: primary, polcy: x }]\n  comments: all\n  delets: keep\n  deletes: keep\n  attachments: none\n  links: none\n",
      [
        "3 contract.fields.0.polcy: there is no such key; perhaps policy is meant",
        "5 contract.delets: there is no such key; perhaps deletes is meant",
      ],
    ],
  ])("%j", (text, expected) => expect(faults(text)).toEqual(expected));

  it("and what is right is taken", () => {
    const text = `share: status != Done
fields: { component: module }
people: { send: { Ada: Acme Support }, otherwise: refuse }
templates: { title: { receive: "[Nordwind] {title}" } }
fixed: { assignee: Bo <bo@x.example>, area: [north], done: false }
`;
    expect(settingsIn(text)).toMatchObject({
      ok: true,
      value: {
        choice: { scope: { kind: "query" } },
        mapping: {
          fields: { component: "module" },
          people: { send: { Ada: "Acme Support" }, receive: {}, otherwise: "refuse" },
          templates: { title: { receive: "[Nordwind] {title}" } },
          fixed: { assignee: { name: "Bo", email: "bo@x.example" }, area: ["north"], done: false },
        },
      },
    });
  });
});

describe("the word that was meant", () => {
  it("is near the one that was typed, and there is none where nothing is near", () => {
    expect(nearestWord("Recieve", ["send", "receive"])).toBe("receive");
    expect(nearestWord("shar", ["share", "values"])).toBe("share");
    expect(nearestWord("foo", ["for", "share"])).toBe("for");
    expect(nearestWord("zz", ["share", "values"])).toBeNull();
    expect(nearestWord("x".repeat(100_000), ["share"])).toBeNull();
  });
});
