import { type Result, failed, ok } from "../../model/failure.ts";
import { normalLineText } from "../../model/text.ts";
import { type CommentHeading, readCommentHeading } from "./comment-heading.ts";
import type { FileFault } from "./file-fault.ts";
import { type FrontMatter, readFrontMatter } from "./front-matter.ts";
import { type Line, lineEndOf, linesOf } from "./lines.ts";

/** Where the parts of an issue file stand. Offsets count from the start of the text. */
export interface IssueLayout {
  readonly text: string;
  readonly lineEnd: "\n" | "\r\n";
  /** Behind a byte order mark. */
  readonly start: number;
  /** The YAML between the two `---` lines; null: the file has no front matter. */
  readonly front: (FrontMatter & { readonly yamlStart: number; readonly yamlEnd: number }) | null;
  /** Body with its H1: from behind the front matter to `## Comments` or the end. */
  readonly bodyStart: number;
  readonly bodyEnd: number;
  /** The first H1 outside of code fences. Whether it is the title depends on the front matter. */
  readonly heading: (Line & { readonly title: string }) | null;
  /** Whether there is a line `## Comments`. */
  readonly hasComments: boolean;
  readonly comments: readonly CommentBlock[];
}

export interface CommentBlock {
  readonly heading: CommentHeading;
  readonly line: Line;
  /** Number of the heading's line, from 1. */
  readonly lineNumber: number;
  readonly end: number;
}

/** Whether what stands between git's marks has more than one issue id: there is nothing to choose then. */
function areTwoIssues(text: string): boolean {
  return new Set(Array.from(text.matchAll(/^id:[ \t]*([0-9a-hjkmnp-tv-z]{26})[ \t]*$/gm), ([, id]) => id)).size > 1;
}

/** Finds the parts of a file, or says why it is not to be taken as an issue. By line: a code fence protects nothing but an H1. */
export function layoutOf(text: string): Result<IssueLayout, FileFault> {
  const start = text.startsWith("\ufeff") ? 1 : 0;
  const lines = linesOf(text, start);
  const conflict = conflictLine(text, lines);
  if (conflict !== null) return failed({ code: areTwoIssues(text) ? "TWO_ISSUES" : "CONFLICT_MARKERS", line: conflict });
  const front = frontMatterOf(text, lines);
  if (!front.ok) return front;
  const bodyLine = front.value?.bodyLine ?? 0;
  const commentsAt = lines.findIndex((line, i) => i >= bodyLine && /^##[ \t]+Comments[ \t]*:?[ \t]*$/i.test(slice(text, line)));
  const bodyEndLine = commentsAt < 0 ? lines.length : commentsAt;
  const comments = commentsAt < 0 ? ok([]) : commentBlocks(text, lines, commentsAt + 1);
  if (!comments.ok) return comments;
  return ok({
    text,
    lineEnd: lineEndOf(text),
    start,
    front: front.value?.front ?? null,
    bodyStart: lines[bodyLine]?.start ?? text.length,
    bodyEnd: lines[bodyEndLine]?.start ?? text.length,
    heading: firstHeading(text, lines.slice(bodyLine, bodyEndLine)),
    hasComments: commentsAt >= 0,
    comments: comments.value,
  });
}

/** The first H1 of a body text in normal form, as a reader of the file would find it; null: none. */
export function headingIn(body: string): (Line & { readonly title: string }) | null {
  return firstHeading(body, linesOf(body, 0));
}

function slice(text: string, line: Line): string {
  return text.slice(line.start, line.end);
}

function frontMatterOf(text: string, lines: readonly Line[]): Result<{ front: IssueLayout["front"]; bodyLine: number } | null, FileFault> {
  const first = lines[0];
  if (first === undefined || !/^---[ \t]*$/.test(slice(text, first))) return ok(null);
  const close = lines.findIndex((line, i) => i > 0 && /^---[ \t]*$/.test(slice(text, line)));
  const closing = lines[close];
  if (closing === undefined) return failed({ code: "FRONT_MATTER_OPEN", line: 1 });
  const yaml = text.slice(first.next, closing.start);
  if (/\r(?!\n)/.test(yaml)) return failed({ code: "YAML_BROKEN", line: 2 });
  const read = readFrontMatter(yaml, 2);
  if (!read.ok) return read;
  return ok({ front: { ...read.value, yamlStart: first.next, yamlEnd: closing.start }, bodyLine: close + 1 });
}

/** Number of the line at which an unresolved git conflict begins: its three marks in order, each at the start of a line. */
function conflictLine(text: string, lines: readonly Line[]): number | null {
  if (!text.includes("<<<<<<< ") || !text.includes(">>>>>>> ")) return null;
  let begin: number | null = null;
  let divided = false;
  for (const [i, line] of lines.entries()) {
    const words = slice(text, line);
    if (begin === null) {
      if (words.startsWith("<<<<<<< ")) begin = i + 1;
    } else if (words === "=======") divided = true;
    else if (divided && words.startsWith(">>>>>>> ")) return begin;
  }
  return null;
}

function firstHeading(text: string, lines: readonly Line[]): IssueLayout["heading"] {
  let fence: string | null = null;
  for (const line of lines) {
    const words = slice(text, line);
    const mark: string | undefined = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/.exec(words)?.[1];
    if (fence === null) {
      const title = normalLineText(/^ {0,3}#[ \t](.*)$/.exec(words)?.[1] ?? "");
      if (title !== "") return { ...line, title };
      fence = mark ?? null;
    } else if (mark !== undefined && mark[0] === fence[0] && mark.length >= fence.length && words.trim() === mark) {
      fence = null;
    }
  }
  return null;
}

function commentBlocks(text: string, lines: readonly Line[], from: number): Result<readonly CommentBlock[], FileFault> {
  const blocks: CommentBlock[] = [];
  for (let i = from; i < lines.length; i++) {
    const line = lines[i];
    if (line === undefined) break;
    const heading = readCommentHeading(slice(text, line));
    if (heading === null) {
      if (blocks.length === 0 && slice(text, line).trim() !== "") return failed({ code: "TEXT_BEFORE_COMMENTS", line: i + 1 });
      continue;
    }
    const before = blocks.at(-1);
    if (before !== undefined) blocks[blocks.length - 1] = { ...before, end: line.start };
    blocks.push({ heading, line, lineNumber: i + 1, end: text.length });
  }
  return ok(blocks);
}
