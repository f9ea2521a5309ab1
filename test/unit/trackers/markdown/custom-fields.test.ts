import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CustomKind } from "../../../../src/model/custom-fields.ts";
import { changeIssueText } from "../../../../src/trackers/markdown/issue-change.ts";
import { readIssueFile } from "../../../../src/trackers/markdown/issue-file.ts";
import { MarkdownWorkspace, issuesOf } from "../../../support/markdown-workspace.ts";

const FIELDS = new Map<string, CustomKind>([
  ["x-team", "option"],
  ["x-cost", "number"],
  ["x-urgent", "boolean"],
  ["x-seen", "date"],
  ["x-sites", "options"],
  ["x-owner", "person"],
  ["x-note", "text"],
]);

const TEXT = [
  "---",
  "key: ACME-1",
  "x-team: north # who looks after it",
  "x-cost: 0.50",
  "x-urgent: True",
  "x-seen: 2026-02-28",
  "x-sites:",
  "  - harbour",
  "  - works",
  "x-owner: Ada <ada@acme.example>",
  "x-note: 007",
  "x-other: 12",
  "---",
  "",
  "# Valve",
  "",
].join("\n");

function read(text: string) {
  const file = readIssueFile(text, FIELDS);
  if (!file.ok) throw new Error(file.failure.code);
  return file.value;
}

describe("a field of the project's own in an issue file", () => {
  it("is read as its kind; other keys are nobody's", () => {
    expect(read(TEXT).fields).toEqual({
      title: "Valve",
      "x-team": "north",
      "x-cost": 0.5,
      "x-urgent": true,
      "x-seen": "2026-02-28",
      "x-sites": ["harbour", "works"],
      "x-owner": { name: "Ada", email: "ada@acme.example" },
      "x-note": "007",
    });
  });

  it("is written as its kind, and only where it differs", () => {
    const same = changeIssueText(read(TEXT), { fields: { "x-cost": 0.5, "x-urgent": true, "x-team": "north" } });
    expect(same).toMatchObject({ text: TEXT, refused: [] });
    const changed = changeIssueText(read(TEXT), {
      fields: { "x-cost": -3, "x-urgent": false, "x-sites": ["works", "pier"], "x-owner": { name: "Bo" }, "x-note": null },
    });
    expect(changed.refused).toEqual([]);
    expect(changed.text).toBe(
      TEXT.replace("0.50", "-3")
        .replace("True", "false")
        .replace("  - harbour\n  - works", "  - works\n  - pier")
        .replace("Ada <ada@acme.example>", "Bo")
        .replace("x-note: 007\n", ""),
    );
  });

  it("takes no value of another kind, and none where there is no such field", () => {
    const { text, refused } = changeIssueText(read(TEXT), {
      fields: { "x-cost": "much", "x-seen": "2026-02-30", "x-sites": "one", "x-other": 13, "x-team": true },
    });
    expect(text).toBe(TEXT);
    expect(refused.map(({ code, field }) => `${code} ${field}`)).toEqual([
      "TRACKER_REFUSED x-cost",
      "TRACKER_REFUSED x-seen",
      "TRACKER_REFUSED x-sites",
      "TRACKER_REFUSED x-other",
      "TRACKER_REFUSED x-team",
    ]);
  });

  it.each([
    ["x-cost: many", "x-cost", "many"],
    ["x-cost: 12345678901234567890", "x-cost", "12345678901234567890"],
    ["x-cost: 1e400", "x-cost", "1e400"],
    ["x-cost: 0x10", "x-cost", "0x10"],
    ["x-urgent: yes", "x-urgent", "yes"],
    ["x-seen: 2026-02-30", "x-seen", "2026-02-30"],
  ])("%s stays the text that it is", (line, name, value) => {
    expect(read(`---\n${line}\n---\n# A\n`).fields[name]).toBe(value);
  });

  it.each(["x-team: {a: b}", "x-team: [a, b]", "x-cost:\n  - 1", "x-sites: {a: b}"])("%s is not taken: nothing would be lost", (line) => {
    const file = readIssueFile(`---\n${line}\n---\n# A\n`, FIELDS);
    expect(file).toMatchObject({ ok: false, failure: { code: "YAML_NOT_TEXT", line: 2 } });
  });
});

describe("the fields of a project", () => {
  let space: MarkdownWorkspace;
  beforeEach(() => {
    space = new MarkdownWorkspace("ACME", { fields: FIELDS });
  });
  afterEach(() => space.close());

  it("tell a value that does not fit, on its line", async () => {
    space.put("new.md", "---\nx-team: north\nx-cost: many\nx-urgent: true\n---\n\n# Valve\n");
    const scan = await space.scan();
    expect(issuesOf(scan)).toMatchObject([{ fields: { "x-team": "north", "x-cost": "many", "x-urgent": true } }]);
    expect(scan.diagnostics).toMatchObject([{ code: "BAD_VALUE", detail: "x-cost number many", line: 5 }]);
  });

  it("are looked for in all files when they are others than before, once", async () => {
    space.put("new.md", "---\nx-team: north\nx-size: 3\n---\n\n# Valve\n");
    expect(issuesOf(await space.scan())).toMatchObject([{ fields: { title: "Valve", "x-team": "north" } }]);
    expect(issuesOf(await space.scan())).toEqual([]);
    space.open({ fields: new Map([["x-size", "number"]]) });
    expect(issuesOf(await space.scan()).map(({ fields }) => fields)).toEqual([{ title: "Valve", "x-size": 3 }]);
    expect(issuesOf(await space.scan())).toEqual([]);
  });
});
