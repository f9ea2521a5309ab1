import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newId } from "../../../../src/model/ids.ts";
import { normalLineText, normalText } from "../../../../src/model/text.ts";
import type { TrackerChange, TrackerComment } from "../../../../src/model/tracker-issue.ts";
import { changeIssueText } from "../../../../src/trackers/markdown/issue-change.ts";
import { type IssueFile, readIssueFile } from "../../../../src/trackers/markdown/issue-file.ts";

const ID = newId(1, new Uint8Array(10));
const idOf = (n: number) => newId(1000 + n, new Uint8Array(10));

const PIECES = [
  "---",
  "...",
  "# H",
  "## Comments",
  "## Comments ##",
  "##Comments:",
  "### Bo Lind, 2026-11-21 10:42Z",
  "###x",
  "\\### ",
  "\\\\## Comments",
  " ### x",
  "\t### x",
  "```",
  "~~~",
  "Comments",
  `### Bo <!-- c:${idOf(99)} -->`,
  "<!-- c:x -->",
  "<<<<<<< HEAD",
  "=======",
  ">>>>>>> x",
  "- ",
  "> ",
  "\u200b",
  "\ufeff",
  "\u2028",
  "x  ",
  "key: value",
  "# ",
  "===",
  "<!--",
  "$$",
  "a: b #c",
  "'\"",
  "\r",
  "\t",
  "word",
];
const line = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: "grapheme", maxLength: 6 })), { maxLength: 4 })
  .map((parts) => parts.join(""));
const text = fc.array(line, { maxLength: 8 }).map((lines) => lines.join("\n").replaceAll("\0", "0"));
const person = fc
  .oneof(
    line,
    fc.constantFrom("Bo Lind", "Lind, Bo", "Bo, internal", "Bo, 2026-01-01", "a_b_ *c* `d` <e>", "Bo <bo@x.example>", "&#42;", ""),
  )
  .map((name) => name.replaceAll("\0", "0"));
const comment = fc.record({
  author: person,
  created: fc.constantFrom(null, "2026-11-21T10:42:00Z", "2026-11-21T10:42:07Z", "2026-11-21T10:42:07.5Z", "2026-11-21"),
  body: text,
  internal: fc.boolean(),
});
const issue = fc.record({
  title: line.map((title) => title.replaceAll("\0", "0")),
  body: text,
  labels: fc.array(line, { maxLength: 3 }),
  status: line,
  comments: fc.array(comment, { maxLength: 3 }),
});

function parsed(source: string): IssueFile {
  const read = readIssueFile(source);
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  return read.value;
}
function blank(rest = ""): IssueFile {
  return parsed(`---\nkey: ACME-1\nid: ${ID}\n---\n${rest}`);
}
function inNormalForm(comments: readonly TrackerComment[]): readonly TrackerComment[] {
  return comments.map((one) => ({ ...one, author: normalLineText(one.author), body: normalText(one.body) }));
}

describe("an issue that is written and read again", () => {
  it("is the same in normal form, whatever its texts are", () => {
    fc.assert(
      fc.property(issue, ({ title, body, labels, status, comments }) => {
        const withIds = comments.map((one, n) => ({ ...one, id: idOf(n) }));
        const { file, refused } = changeIssueText(blank(), { fields: { title, body, labels, status }, comments: withIds });
        expect(refused).toEqual([]);
        expect(file.fields).toEqual(
          Object.fromEntries(
            Object.entries({ title: normalLineText(title), body: normalText(body), status, labels: [...new Set(labels)].sort() }).filter(
              ([, value]) => value.length > 0,
            ),
          ),
        );
        expect(file.comments).toEqual(inNormalForm(withIds));
        expect([file.id, file.key]).toEqual([ID, "ACME-1"]);
      }),
      { numRuns: 600 },
    );
  });

  it("holds a second change on top of the first, and the same change twice is one", () => {
    fc.assert(
      fc.property(issue, issue, (first, second) => {
        const before = changeIssueText(blank(), {
          fields: { title: first.title, body: first.body, labels: first.labels },
          comments: first.comments.map((one, n) => ({ ...one, id: idOf(n) })),
        });
        const comments = second.comments.map((one, n) => ({ ...one, id: idOf(n + 1) }));
        const change: TrackerChange = {
          fields: { title: second.title, body: second.body, labels: second.labels },
          comments,
          removedComments: [idOf(0)],
        };
        const after = changeIssueText(before.file, change);
        expect(after.refused).toEqual([]);
        expect(after.file.fields["title"] ?? "").toBe(normalLineText(second.title));
        expect(after.file.fields["body"] ?? "").toBe(normalText(second.body));
        // Only an internal remark stays: taking it away is for its author, by hand.
        const kept = after.file.comments.filter(({ id }) => id === idOf(0)).map(({ internal }) => internal);
        expect(kept).toEqual(first.comments[0]?.internal ? [true] : []);
        for (const one of inNormalForm(comments)) expect(after.file.comments).toContainEqual(one);
        expect(changeIssueText(after.file, change).text).toBe(after.text);
      }),
      { numRuns: 300 },
    );
  });
});

describe("what no file can hold", () => {
  it.each<[string, TrackerChange, string]>([
    ["NUL", { fields: { body: "a\0b" } }, "body"],
    ["half a surrogate pair", { fields: { title: "\ud800" } }, "title"],
    ["a number where text is meant", { fields: { status: 5 } }, "status"],
    ["a field that files do not have", { fields: { severity: "high" } }, "severity"],
    ["a field called like a part of every object", { fields: { ["__proto__"]: "x", constructor: "y" } }, "constructor"],
    [
      "a time that is none",
      { comments: [{ id: idOf(1), author: "Bo", created: "yesterday", body: "x", internal: false }] },
      `comment:${idOf(1)}`,
    ],
    ["an id that is none", { comments: [{ id: "x -->", author: "Bo", created: null, body: "x", internal: false }] }, "comment:x -->"],
  ])("%s is refused, and the rest is written", (_, change, field) => {
    const both = { ...change, fields: { ...change.fields, priority: "high" } };
    const { file, refused } = changeIssueText(blank("\n# Title\n\nBody\n"), both);
    expect(refused.map((failure) => failure.field)).toContain(field);
    expect(file.fields).toEqual({ title: "Title", body: "Body", priority: "high" });
    expect(file.comments).toEqual([]);
  });

  it("a text that is too long says so", () => {
    expect(changeIssueText(blank(), { fields: { body: "x".repeat(1_000_001) } }).refused).toMatchObject([
      { code: "TOO_LONG", field: "body" },
    ]);
  });
});

describe("where the title stands", () => {
  const written = (title: string, body = "Body") => changeIssueText(blank(), { fields: { title, body } }).text.split("---\n").slice(1);

  it("is an H1", () => {
    expect(written("Valve sticks in cold weather: `#3`")[1]).toBe("\n# Valve sticks in cold weather: `#3`\n\nBody\n");
  });
  it("is the front matter where the body begins with an H1 of its own", () => {
    const [front, body] = written("Title", "# Heading\n\ntext");
    expect(front).toContain("title: Title\n");
    expect(body).toBe("\n# Heading\n\ntext\n");
  });
  it("is the front matter where a formatter would change the heading", () => {
    for (const title of ["a  b", "Stop.", "*now*", "C #", "see https://x.example"]) expect(written(title)[0]).toMatch(/^title: /m);
  });
  it("can be read from an H1 whatever it says", () => {
    for (const title of ["Crash: pump #3", "a: b: c", "'", "C #", "- x", "*now*"])
      expect(blank(`\n# ${title}\n\nBody\n`).fields).toEqual({ title, body: "Body" });
  });
  it("is not a comment in a code fence", () => {
    expect(blank("\n```sh\n# no title\n```\n\n# Title\n").fields).toEqual({ title: "Title", body: "```sh\n# no title\n```" });
  });
  it("moves when the body gets an H1, and the body stays whole", () => {
    const { file } = changeIssueText(blank("\n# Title\n\nBody\n"), { fields: { body: "# Own\n\ntext" } });
    expect(file.fields).toEqual({ title: "Title", body: "# Own\n\ntext" });
  });
  it("can be taken away without a heading of the body becoming it", () => {
    const { file } = changeIssueText(blank("\n# Title\n\n# Second\n"), { fields: { title: null } });
    expect(file.fields).toEqual({ body: "# Second" });
  });
});
