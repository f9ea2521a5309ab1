import { describe, expect, it } from "vitest";
import { type SettingsFacts, connectionCompletion, projectCompletion } from "../../../src/app/settings-completion.ts";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { DEFAULT_MAPPING } from "../../../src/model/mapping.ts";

const FACTS: SettingsFacts = {
  terms: {
    ...DEFAULT_TERMS,
    fields: DEFAULT_TERMS.fields.map((field) => (field.name === "status" ? { ...field, values: ["New", "Done"] } : field)),
  },
  own: new Map([
    ["status", ["Open", "In progress"]],
    ["labels", ["pump"]],
    ["type", ["Task"]],
    ["x-area", ["north"]],
  ]),
  people: ["Ada Marsh"],
  mapping: DEFAULT_MAPPING,
};

function labels(text: string): readonly string[] {
  const at = text.indexOf("|");
  return connectionCompletion(text.replace("|", ""), at, FACTS)?.labels ?? [];
}

describe("in a connection's file is offered what may stand there", () => {
  it("keys, and words that are the same everywhere", () => {
    expect(labels("|")).toEqual(expect.arrayContaining(["share", "values", "people", "contract"]));
    expect(labels("emails: |")).toEqual(["false", "true"]);
    expect(labels("values:\n  status:\n    |")).toEqual(["send", "receive", "otherwise"]);
    expect(labels("values:\n  status:\n    otherwise: |")).toEqual(["same", "refuse"]);
    expect(labels("contract:\n  fields:\n    - { name: due, kind: |")).toContain("date");
    expect(labels("contract:\n  contents: |")).toContain("at once");
    expect(labels("contract:\n  contents:\n    |")).toEqual(["largest", "mediaTypes", "names"]);
    expect(labels("contract:\n  comments: |")).toEqual(["none", "public", "all"]);
  });

  it("fields, values and people that are there", () => {
    expect(labels("share: |")).toEqual(["marked", "label:pump", "status = Open", 'status = "In progress"', "type = Task", "all"]);
    for (const filter of ["share: label:pump |", "share: a|", "share: | label:pump"]) expect(labels(filter)).not.toContain("all");
    expect(labels("# a comment |")).toEqual([]);
    expect(labels("values:\n  |")).toEqual(expect.arrayContaining(["type", "status", "labels"]));
    expect(labels("values:\n  status:\n    send: { |")).toEqual(["Open", "In progress"]);
    expect(labels("values:\n  status:\n    send: { Open: |")).toEqual(["New", "Done", "refuse"]);
    expect(labels("values:\n  status:\n    receive:\n      |")).toEqual(["New", "Done"]);
    expect(labels("values:\n  status:\n    receive:\n      New: |")).toEqual(["Open", "In progress", "refuse"]);
    expect(labels("values:\n  status:\n    otherwise: { send: |")).toEqual(["New", "Done", "same", "refuse"]);
    expect(labels("fields: { priority: |")).toContain("x-area");
    expect(labels("fixed:\n  x-area: |")).toEqual(["north"]);
    expect(labels("people: { receive: { Bo: |")).toEqual(["Ada Marsh", "refuse"]);
    expect(labels("templates:\n  |")).toEqual(["title", "body"]);
  });

  it("and in the project's file", () => {
    expect(projectCompletion("fields:\n  x-area: ", 19)?.labels).toContain("options");
    expect(projectCompletion("", 0)?.labels).toContain("key-prefix");
  });
});
