import { describe, expect, it } from "vitest";
import { newId } from "../../../../src/model/ids.ts";
import type { TrackerChange } from "../../../../src/model/tracker-issue.ts";
import { changeIssueText } from "../../../../src/trackers/markdown/issue-change.ts";
import { readIssueFile } from "../../../../src/trackers/markdown/issue-file.ts";

const ID = newId(1, new Uint8Array(10));
const C1 = newId(2, new Uint8Array(10));
const C2 = newId(3, new Uint8Array(10));
const C3 = newId(4, new Uint8Array(10));

const HAND_WRITTEN = `---
# ours
key:   ACME-12    # do not change
id: ${ID}
"status": 'In progress' # q
labels: # all of them
- pump   # p
  # between

- "winter"
# about due
due:
assignee: >-
  Ada Marsh
  <ada@acme.example>
reporter: Bo
flow: [a, "b"] # theirs
x-nested:
  deep: { a: [1, 2] }
  text: |
    two
    lines
x-last: 1
---
Some words   before.
#   Valve sticks

Below   -5 C *late*.\t

## Comments

### Bo Lind , 2026-11-21 10:42Z   <!-- c:${C1} -->
Seen again.


### Ada Marsh, 2026-11-21, internal <!-- c:${C2} -->

Do not tell them.`;

function changed(text: string, change: TrackerChange): string {
  const read = readIssueFile(text);
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  const result = changeIssueText(read.value, change);
  expect(result.refused).toEqual([]);
  return result.text;
}

/** The lines that differ: `-` only before, `+` only after. */
function difference(before: string, after: string): string[] {
  const old = before.split("\n");
  const now = after.split("\n");
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `-${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+${line}`),
  ];
}

it("reads what people write", () => {
  const read = readIssueFile(HAND_WRITTEN);
  expect(read.ok && read.value.fields).toEqual({
    title: "Valve sticks",
    body: "Some words   before.\n\nBelow   -5 C *late*.",
    status: "In progress",
    labels: ["pump", "winter"],
    assignee: { name: "Ada Marsh", email: "ada@acme.example" },
    reporter: { name: "Bo" },
  });
  expect(read.ok && read.value.comments).toEqual([
    { id: C1, author: "Bo Lind", created: "2026-11-21T10:42:00Z", body: "Seen again.", internal: false },
    { id: C2, author: "Ada Marsh", created: "2026-11-21", body: "Do not tell them.", internal: true },
  ]);
});

describe("only what a change names is touched", () => {
  it.each<[string, TrackerChange, string[]]>([
    ["a text", { fields: { status: "Done: yes" } }, [`-"status": 'In progress' # q`, `+"status": "Done: yes" # q`]],
    ["an empty key", { fields: { due: "2026-12-01" } }, ["-due:", "+due: 2026-12-01"]],
    [
      "a folded text",
      { fields: { assignee: { name: "Bo" } } },
      ["-assignee: >-", "-  Ada Marsh", "-  <ada@acme.example>", "+assignee: Bo"],
    ],
    ["a label more", { fields: { labels: ["pump", "winter", "cold"] } }, ["+- cold"]],
    ["a label less", { fields: { labels: ["winter"] } }, ["-- pump   # p"]],
    ["other labels", { fields: { labels: ["x: y"] } }, ["-- pump   # p", `-- "winter"`, `+- "x: y"`]],
    ["no labels", { fields: { labels: null } }, ["-labels: # all of them", "-- pump   # p", "-  # between", `-- "winter"`]],
    ["a cleared person", { fields: { reporter: null } }, ["-reporter: Bo"]],
    ["a new key", { fields: { type: "bug" } }, ["+type: bug"]],
    ["a new list", { share: ["nordwind"] }, ["+share:", "+  - nordwind"]],
    ["the title", { fields: { title: "Valve opens late" } }, ["-#   Valve sticks", "+# Valve opens late"]],
    ["nothing", { fields: { title: "Valve sticks", labels: ["winter", "pump"] }, removedComments: [C3] }, []],
    [
      "a comment's text",
      { comments: [{ id: C1, author: "Bo Lind", created: "2026-11-21T10:42:00Z", body: "Seen twice.", internal: false }] },
      ["-Seen again.", "+Seen twice."],
    ],
    [
      "a comment's privacy",
      { comments: [{ id: C2, author: "Ada Marsh", created: "2026-11-21", body: "Do not tell them.", internal: false }] },
      [`-### Ada Marsh, 2026-11-21, internal <!-- c:${C2} -->`, `+### Ada Marsh, 2026-11-21 <!-- c:${C2} -->`],
    ],
    ["an internal remark, which no change takes away", { removedComments: [C2] }, []],
    ["a comment taken away", { removedComments: [C1] }, [`-### Bo Lind , 2026-11-21 10:42Z   <!-- c:${C1} -->`, "-Seen again."]],
    [
      "a new comment",
      { comments: [{ id: C3, author: "Cy", created: null, body: "New.", internal: false }] },
      [`+### Cy <!-- c:${C3} -->`, "+New."],
    ],
  ])("%s", (_, change, lines) => {
    expect(difference(HAND_WRITTEN, changed(HAND_WRITTEN, change))).toEqual(lines);
  });

  it("a body change leaves the heading, the front matter and the comments", () => {
    const after = changed(HAND_WRITTEN, { fields: { body: "New." } });
    expect(after.split("\n---\n")[0]).toBe(HAND_WRITTEN.split("\n---\n")[0]);
    expect(after.slice(after.indexOf("## Comments"))).toBe(HAND_WRITTEN.slice(HAND_WRITTEN.indexOf("## Comments")));
    expect(after).toContain("\n---\n\n#   Valve sticks\n\nNew.\n\n## Comments\n");
  });

  it("in a file with CRLF new lines end in CRLF", () => {
    const text = HAND_WRITTEN.replaceAll("\n", "\r\n");
    const change: TrackerChange = {
      fields: { body: "a\n\nb", labels: ["pump", "winter", "cold"], type: "bug", due: null },
      share: ["nordwind"],
      comments: [{ id: C3, author: "Cy", created: null, body: "New.\nLine.", internal: false }],
    };
    const after = changed(text, change);
    expect(after.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    expect(after.replaceAll("\r\n", "\n")).toBe(changed(HAND_WRITTEN, change));
  });

  it("a byte order mark stays", () => {
    const text = `\ufeff---\nkey: A-1\nid: ${ID}\n---\n\n# T\n`;
    expect(changed(text, { fields: { status: "open" } })).toBe(`\ufeff---\nkey: A-1\nid: ${ID}\nstatus: open\n---\n\n# T\n`);
  });
});

describe("a file that is not to be taken as an issue", () => {
  const yaml = (text: string) => `---\n${text}\n---\n\n# T\n`;
  it.each<[string, string, object]>([
    ["a colon that needs quotes", yaml("key: A-1\ntitle: Crash: pump #3"), { code: "YAML_COLON", line: 3, detail: "title" }],
    ["broken YAML", yaml("a: [1"), { code: "YAML_BROKEN" }],
    ["a key twice", yaml("a: 1\nb: 2\na: 3"), { code: "YAML_DUPLICATE_KEY", line: 4, detail: "a" }],
    ["an alias", yaml("a: 1\nb: *x"), { code: "YAML_ALIAS", line: 3 }],
    ["an anchor", yaml("a: &x 1"), { code: "YAML_ANCHOR", line: 2 }],
    ["a tag", yaml("a: !!js/function x"), { code: "YAML_TAG", line: 2 }],
    ["a merge key", yaml("<<: { a: b }"), { code: "YAML_MERGE_KEY", line: 2 }],
    ["a directive", "---\n%YAML 1.1\na: b\n---\n", { code: "YAML_BROKEN" }],
    ["no map", yaml("- a"), { code: "YAML_NOT_A_MAP" }],
    ["a flow map", yaml("{a: b}"), { code: "YAML_NOT_A_MAP" }],
    ["a map where text is meant", yaml("status: { a: b }"), { code: "YAML_NOT_TEXT", line: 2, detail: "status" }],
    ["a list where one text is meant", yaml("due:\n  - 1"), { code: "YAML_NOT_TEXT", detail: "due" }],
    ["maps in a list", yaml("labels:\n  - a: b"), { code: "YAML_NOT_TEXT", detail: "labels" }],
    ["no end of the front matter", "---\nkey: A-1\n\n# T\n", { code: "FRONT_MATTER_OPEN", line: 1 }],
    ["an id that is none", yaml("id: 1"), { code: "BAD_ID", line: 2, detail: "1" }],
    ["a key that leads elsewhere", yaml("key: ../../x"), { code: "BAD_KEY", line: 2 }],
    [
      "git's marks between two issues",
      "<<<<<<< HEAD\nid: 06h02d1tvdzzx0eszq8pzrath4\n=======\nid: 06h02wp6n9se1dtdzyd1re0fs0\n>>>>>>> other\n",
      { code: "TWO_ISSUES", line: 1 },
    ],
    ["git's conflict marks", "# T\n\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n", { code: "CONFLICT_MARKERS", line: 3 }],
    [
      "git's conflict marks in the front matter",
      yaml("<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> other"),
      { code: "CONFLICT_MARKERS", line: 2 },
    ],
    [
      "a comment id twice",
      `# T\n\n## Comments\n\n### A <!-- c:${C1} -->\n\n### B <!-- c:${C1} -->\n`,
      { code: "DUPLICATE_COMMENT_ID", line: 7 },
    ],
    ["a comment id that is none", "# T\n\n## Comments\n\n### A <!-- c:1 -->\n", { code: "BAD_COMMENT_ID", line: 5 }],
    ["words that are neither body nor comment", "# T\n\n## Comments\n\nwords\n\n### A\n", { code: "TEXT_BEFORE_COMMENTS", line: 5 }],
    ["a thousand levels", yaml(`a: ${"[".repeat(20_000)}`), { code: "YAML_BROKEN" }],
    ["front matter without end", yaml("a: b\n".repeat(10_000)), { code: "FRONT_MATTER_TOO_LARGE" }],
  ])("%s", (_, text, fault) => {
    const read = readIssueFile(text);
    expect(read.ok ? null : read.failure).toMatchObject(fault);
  });

  it("marks of a conflict that are not all there are text", () => {
    for (const text of ["# T\n\n=======\n", "# T\n\n<<<<<<< x\n", "# T\n\n>>>>>>> x\n=======\n<<<<<<< x\n"])
      expect(readIssueFile(text).ok).toBe(true);
  });

  it("every scalar is text, whatever it looks like", () => {
    const read = readIssueFile(yaml("status: yes\npriority: 1.10\ndue: 2026-12-01\nlabels: [0x1, ~, null]\ntype: ''"));
    expect(read.ok && read.value.fields).toEqual({
      title: "T",
      status: "yes",
      priority: "1.10",
      due: "2026-12-01",
      labels: ["0x1", "null", "~"],
    });
  });
});

it("of many comments and one field that breaks the file the field alone is refused, soon", { timeout: 10_000 }, () => {
  const read = readIssueFile(`# Valve\n\n${"word ".repeat(180_000)}\n`);
  if (!read.ok) throw new Error("no issue");
  const comments = Array.from({ length: 6000 }, (_, i) => ({
    id: newId(10 + i, new Uint8Array(10)),
    author: "Ada",
    created: null,
    body: "Seen.",
    internal: false,
  }));
  const labels = Array.from({ length: 5000 }, (_, i) => `${i} ${"x".repeat(200)}`);
  const changed = changeIssueText(read.value, { fields: { labels, status: "New" }, comments });
  expect(changed.refused.map(({ field }) => field)).toEqual(["labels"]);
  expect(changed.file.comments).toHaveLength(6000);
});
