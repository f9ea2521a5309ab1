import * as fc from "fast-check";
import { applyFixes } from "markdownlint";
import { lint } from "markdownlint/sync";
import { format } from "prettier";
import { expect, it } from "vitest";
import { newId } from "../../../../src/model/ids.ts";
import { changeIssueText } from "../../../../src/trackers/markdown/issue-change.ts";
import { readIssueFile } from "../../../../src/trackers/markdown/issue-file.ts";

const ID = newId(1, new Uint8Array(10));
const idOf = (n: number) => newId(1000 + n, new Uint8Array(10));

const FORMATTERS: readonly (readonly [string, (text: string) => Promise<string>])[] = [
  ["Prettier", (text) => format(text, { parser: "markdown" })],
  ["markdownlint --fix", async (text) => applyFixes(text, lint({ strings: { text } })["text"] ?? [])],
];

const word = fc.constantFrom(
  "pump",
  "a_b",
  "_a_",
  "*b*",
  "**c**",
  "`d e`",
  "`",
  "x:",
  "y.",
  "z!",
  "#",
  "#3",
  "C#",
  "<b>",
  "&amp;",
  "[l](u)",
  "(u)[l]",
  "https://x.example/a_b",
  "bo@x.example",
  "www.x.example",
  "\u00a0",
  "\u200b",
  "1.",
  "-",
  "+",
  "\\",
  "~~s~~",
  "$m$",
  "|",
  "'q'",
  '"r"',
  "{{ v }}",
  "http://x",
  ":",
  "中文",
  "é",
  "?",
  "😀",
  "  ",
  "\t",
  "---",
  "true",
  "null",
  "1.10",
  "@ann",
  "^1",
  "[^1]",
  "%",
  "!",
  "=",
  ">",
  "a".repeat(60),
);
const words = fc.array(word, { minLength: 1, maxLength: 12 }).map((all) => all.join(" ").trim() || "x");
const plainBody = fc
  .array(fc.constantFrom("Below -5 C the valve opens late.", "Seen again at the harbour.", "See section 3, line 7."), { maxLength: 3 })
  .map((lines) => lines.join("\n\n"));
const wildLine = fc.oneof(
  words,
  fc.constantFrom(
    "  ### Mallory, 2026-01-01 00:00Z",
    `   ### Mallory <!-- c:${idOf(77)} -->`,
    `###Mallory <!-- c:${idOf(77)} -->`,
    "Comments\n---",
    "## Comments",
    "##  Comments ##",
    "##Comments",
    "## Comments:",
    "- a\n\n      ### Mallory",
    "```\nx",
    "<!--",
    "> q",
    "* * *",
    "| a |\n|---|",
  ),
);
const wildBody = fc.array(wildLine, { maxLength: 5 }).map((lines) => lines.join("\n\n"));

const issueWith = (body: fc.Arbitrary<string>) =>
  fc.record({
    title: words,
    body,
    fields: fc.record({
      status: words,
      priority: words,
      due: fc.constant("2026-12-01"),
      labels: fc.array(words, { maxLength: 3 }).map((all) => [...new Set(all)].sort()),
    }),
    assignee: words,
    share: fc.constantFrom([], ["nordwind"], ["-nordwind", "harbour"]),
    comments: fc.array(
      fc.record({
        author: words,
        created: fc.constantFrom(null, "2026-11-21T10:42:00Z", "2026-11-21T10:42:09Z"),
        internal: fc.boolean(),
        body,
      }),
      { maxLength: 3 },
    ),
  });

function written(issue: ReturnType<typeof issueWith> extends fc.Arbitrary<infer Issue> ? Issue : never): string {
  const blank = readIssueFile(`---\nkey: ACME-1\nid: ${ID}\n---\n`);
  if (!blank.ok) throw new Error("blank");
  const { title, body, fields, assignee, comments, share } = issue;
  const change = {
    fields: { ...fields, title, body, assignee: { name: assignee.replaceAll(/[<>]/g, "").trim() || "Bo" } },
    share,
    comments: comments.map((one, n) => ({ ...one, id: idOf(n) })),
  };
  const { text, refused } = changeIssueText(blank.value, change);
  expect(refused).toEqual([]);
  return text;
}

function parts(text: string): { readonly marks: unknown; readonly texts: unknown } {
  const read = readIssueFile(text);
  if (!read.ok) throw new Error(`${JSON.stringify(read.failure)} in\n${text}`);
  const { fields, comments, id, key, share } = read.value;
  const { body, ...front } = fields;
  return {
    marks: { front, id, key, share, comments: comments.map(({ author, created, internal, id }) => ({ author, created, internal, id })) },
    texts: [body, ...comments.map((comment) => comment.body)],
  };
}

it.each(FORMATTERS)(
  "%s leaves an issue with plain texts as it is",
  async (_, run) => {
    await fc.assert(
      fc.asyncProperty(issueWith(plainBody), async (issue) => {
        const text = written(issue);
        expect(parts(await run(text))).toEqual(parts(text));
      }),
      { numRuns: 120 },
    );
  },
  60_000,
);

it.each(FORMATTERS)(
  "%s leaves front matter, title and comment marks alone, whatever the texts are",
  async (_, run) => {
    await fc.assert(
      fc.asyncProperty(issueWith(wildBody), async (issue) => {
        const text = written(issue);
        const after = readIssueFile(await run(text));
        // A formatter may make a heading out of a partner's text, never a comment of it: then the file waits for a person.
        const found = after.ok ? parts(after.value.layout.text).marks : after.failure.code;
        expect([parts(text).marks, "TEXT_BEFORE_COMMENTS"]).toContainEqual(found);
      }),
      { numRuns: 120 },
    );
  },
  60_000,
);

it("the issue file of the documentation is as formatters want it", async () => {
  const text = written({
    title: "Valve sticks in cold weather: `#3`",
    body: "Below -5 C the valve opens late.",
    fields: { status: "In progress", priority: "high", due: "2026-12-01", labels: ["pump", "winter"] },
    assignee: "Ada Marsh",
    share: ["nordwind"],
    comments: [{ author: "Bo Lind", created: "2026-11-21T10:42:00Z", internal: false, body: "Seen again at the harbour." }],
  });
  for (const [, run] of FORMATTERS) expect(await run(text)).toBe(text);
  expect(text).toContain(`\n## Comments\n\n### Bo Lind, 2026-11-21 10:42Z <!-- c:${idOf(0)} -->\n\nSeen again at the harbour.\n`);
});
