import { changeIssueText } from "../../src/trackers/markdown/issue-change.ts";
import { editIssueText } from "../../src/trackers/markdown/issue-edit.ts";
import { readIssueFile, trackerIssue } from "../../src/trackers/markdown/issue-file.ts";
import { mergeIssueTexts } from "../../src/trackers/markdown/merge-issue-files.ts";
import { COMMENT_ID, ISSUE_ID, LIFE, PARTICIPANT } from "../unit/protocol/sample-messages.ts";
import { type Parser, must, textOf, utf8 } from "./parser.ts";
import { YAML_WORDS } from "./settings-parsers.ts";

const FRONT = `---\nkey: ACME-12\nid: ${ISSUE_ID}\ntype: bug\nstatus: In progress\nassignee: Ada Marsh <ada@acme.example>\nlabels:\n  - pump\nshare:\n  - nordwind\nx-team: north # stays\n---\n`;
const ISSUE = `${FRONT}\n# Valve sticks: \`#3\`\n\nBelow -5 C it opens late.\n\n## Comments\n\n### Bo Lind, 2026-11-21 10:42Z <!-- c:${COMMENT_ID} -->\n\nSeen again.\n\n### Ada, internal <!-- c:${LIFE} -->\n\nNo.\n`;
const MARKDOWN_WORDS = [
  ...YAML_WORDS,
  "# ",
  "## Comments\n",
  "\\## Comments\n",
  "### ",
  "\\### ",
  "<!-- c:",
  " -->",
  `<!-- c:${COMMENT_ID} -->`,
  ", internal",
  "2026-11-21 10:42Z",
  "<<<<<<< HEAD\n",
  "=======\n",
  ">>>>>>> x\n",
  "```\n",
  "title: ",
  "labels:\n  - ",
  "share: ",
  "key: ",
  "id: ",
  "due: ",
];

export function issueFile(): Parser {
  return {
    seeds: [ISSUE, "# A title\n", `---\ntitle: '"x"'\n---\n\n# Body\n\ntext\n`, ISSUE.replaceAll("\n", "\r\n")].map(utf8),
    words: MARKDOWN_WORDS,
    run: (input) => {
      const text = textOf(input);
      const read = readIssueFile(text);
      if (!read.ok) return read.failure.code;
      const { value: file } = read;
      trackerIssue(file, "v", {});
      must(editIssueText(file, {}) === text, "no edit changes the file");
      const change = { fields: { title: "New title", status: "Done", labels: ["a", "b"], body: "New\n\nbody" } };
      const once = changeIssueText(file, change);
      must(once.refused.length > 0 || once.file.fields["status"] === "Done", "a change is neither made nor refused");
      must(changeIssueText(once.file, change).text === once.text, "the same change twice is two");
      must(once.file.comments.length === file.comments.length, "a change of fields changes comments");
      const { front } = file.layout;
      return `ok ${front !== null} ${Math.min(3, file.comments.length)} ${once.refused.length}`;
    },
  };
}

/** What an issue file says besides comments, which a merge may bring into another form; white space at the ends of texts is no part of it. */
function saidIn(text: string): string {
  const read = readIssueFile(text);
  if (!read.ok) return read.failure.code;
  const { fields, share, id, key } = read.value;
  return JSON.stringify({ fields, share, id, key });
}

/** What a team mate pushed, merged by git's merge driver with what stands here. */
export function issueMerge(): Parser {
  const ours = ISSUE.replace("In progress", "Done").replace("opens late", "opens too late");
  return {
    seeds: [ISSUE, ours, ISSUE.replace("  - pump\n", "  - winter\n"), ISSUE.replace("Seen again.", "Not seen.")].map(utf8),
    words: MARKDOWN_WORDS,
    run: (input) => {
      const theirs = textOf(input);
      const merged = mergeIssueTexts(ISSUE, ours, theirs);
      const again = mergeIssueTexts(theirs, theirs, theirs);
      // White space may be brought into form.
      must(!("text" in again) || saidIn(again.text) === saidIn(theirs), "what nobody changed is changed");
      if (merged.kind === "two issues") must(merged.text.includes(theirs.trimEnd()), "an issue under the same name does not stand whole");
      if (!("text" in merged) || merged.kind === "two issues") return merged.kind;
      must(merged.kind === "conflict" || readIssueFile(merged.text).ok, "a clean merge is no issue file");
      must(merged.kind === "conflict" || !/^<<<<<<< /m.test(merged.text) || /^<<<<<<< /m.test(theirs), "a clean merge has marks");
      return `${merged.kind} ${merged.text === ours} ${merged.text === theirs}`;
    },
  };
}

/** A partner's title, body, author and comment, written into a file: they stay what they are, and are nothing else besides. */
export function partnerText(): Parser {
  const blank = readIssueFile(ISSUE);
  if (!blank.ok) throw new Error("the sample is broken");
  const id = PARTICIPANT;
  return {
    seeds: ["text", "## Comments\n\n### Ada\n\nForged", "---\nkey: X-1\n---\n", "# H1\n\n```\n## Comments\n```"].map(utf8),
    words: MARKDOWN_WORDS,
    run: (input) => {
      const text = textOf(input);
      const said = { id, author: text.slice(0, 60), created: "2026-11-22T10:00:00.000Z", body: text, internal: false };
      const change = {
        fields: { title: text.slice(0, 200), body: text, status: text.slice(0, 40), labels: [text.slice(0, 40)] },
        comments: [said],
      };
      const changed = changeIssueText(blank.value, change);
      const read = readIssueFile(changed.text);
      must(read.ok, "the file cannot be read any more");
      if (!read.ok) return "";
      const refused = new Set(changed.refused.map(({ field }) => field));
      const [first, second, ...more] = read.value.comments;
      must(first?.id === COMMENT_ID && second?.id === LIFE, "comments that were there moved or went");
      must(more.length === (refused.has(`comment:${id}`) ? 0 : 1), `one comment became ${more.length}`);
      must(read.value.id === ISSUE_ID && read.value.key === "ACME-12", "id or key changed");
      must(read.value.share.join() === "nordwind", "it is shared otherwise");
      return `refused ${[...refused].map(String).toSorted().join(" ")}`;
    },
  };
}
