import type { CommentId } from "../../model/document.ts";
import type { TrackerChange, TrackerComment } from "../../model/tracker-issue.ts";
import { type Value, canonicalValue, isSet, sameValue, fieldValue } from "../../model/value.ts";
import { linkText } from "../../model/link.ts";
import { safeName, unusedName } from "./attachment-name.ts";
import { type CommentHeading, commentHeadingLine } from "./comment-heading.ts";
import { type FileWords, NO_WORDS, linkLine, linksOf } from "./file-words.ts";
import { type AttachmentItem, attachmentItem, attachmentItemText } from "./front-items.ts";
import { editFrontMatter } from "./front-matter-edit.ts";
import { type IssueFile, bodyOf, hasTitleKey, titleOf } from "./issue-file.ts";
import { type IssueLayout, headingIn } from "./issue-layout.ts";
import { personText } from "./person-text.ts";
import { type Splice, spliced } from "./splice.ts";
import { escapeText } from "./text-escapes.ts";
import { headingHolds } from "./title-form.ts";

/** What is edited besides a tracker's change when a file is completed. */
export interface FileMarks {
  readonly id?: string;
  readonly key?: string;
  /** Headings that replace the n-th one of the file. */
  readonly headings?: ReadonlyMap<number, CommentHeading>;
  /** Items of files that have none yet. */
  readonly attachments?: readonly AttachmentItem[];
}

type FrontValue = string | readonly string[] | null;

/**
 * The text of the file with the change in it. Values must be in the form in which a file holds them (`issue-change.ts`). Touches
 * only what differs; the same change on the same text gives the same text. An internal remark is not removed by a change: whoever made a
 * comment internal took it away from the partner, not from the own file.
 */
export function editIssueText(file: IssueFile, given: TrackerChange, marks: FileMarks = {}, words: FileWords = NO_WORDS): string {
  const { layout } = file;
  const internal = new Set(file.comments.filter((comment) => comment.internal).map(({ id }) => id));
  const change = { ...given, removedComments: (given.removedComments ?? []).filter((id) => !internal.has(id)) };
  const front = new Map<string, FrontValue>();
  if (marks.id !== undefined) front.set("id", marks.id);
  if (marks.key !== undefined) front.set("key", marks.key);
  for (const [name, value] of Object.entries(change.fields ?? {})) {
    if (name === "title" || name === "body" || sameValue(fieldValue(file.fields, name), value)) continue;
    front.set(name, frontValue(value));
  }
  if (change.share !== undefined && !sameValue(canonicalValue(file.share), canonicalValue(change.share))) front.set("share", change.share);
  for (const [name, lines] of [
    ["attachments", attachmentLines(file, change, marks, words)],
    ["links", linkLines(file, change, words)],
  ] as const)
    if (lines.join("\n") !== file[name].join("\n")) front.set(name, lines);
  const splices = [
    ...headSplices(file, change, front),
    ...[...(marks.headings ?? [])].flatMap(([n, heading]) => headingSplice(layout, n, heading)),
    ...commentSplices(file, change),
  ];
  const edited = spliced(layout.text, [...frontSplices(layout, front), ...splices]);
  const lastId = file.comments.at(-1)?.id ?? null;
  const cut = lastId !== null && change.removedComments.includes(lastId);
  return withNewComments(cut ? withoutEndBlankLines(edited, layout.lineEnd) : edited, layout, newComments(file, change));
}

/** The items that are to stand there: those of removed files go, what is no item stays. */
function attachmentLines(
  { attachments: before }: IssueFile,
  { attachments = [], removedAttachments = [] }: TrackerChange,
  marks: FileMarks,
  words: FileWords,
): readonly string[] {
  const removed = new Set(removedAttachments);
  const lines = before.filter((line) => !removed.has(attachmentItem(line)?.id ?? ""));
  const known = new Set(lines.flatMap((line) => attachmentItem(line)?.id ?? []));
  const names = lines.flatMap((line) => attachmentItem(line)?.name ?? []);
  for (const { id, name: given, isThere } of [
    ...(marks.attachments ?? []).map((item) => ({ ...item, isThere: true })),
    ...attachments.map((one) => ({ ...one, isThere: false })),
  ]) {
    if (known.has(id)) continue;
    const name = isThere ? given : unusedName(words.nameOf(id) ?? safeName(given), names);
    known.add(id);
    names.push(name);
    lines.push(attachmentItemText({ id, name }));
  }
  return lines;
}

function linkLines({ links: before }: IssueFile, { links }: TrackerChange, words: FileWords): readonly string[] {
  if (!links) return before;
  const gone = new Set(links.removed.map(linkText));
  const said = (line: string): string => linksOf({ links: [line] }, words).links.map(linkText)[0] ?? line;
  const lines = before.filter((line) => !gone.has(said(line)));
  const there = new Set(lines.map(said));
  return [...lines, ...links.added.filter((link) => !there.has(linkText(link))).map((link) => linkLine(link, words))];
}

/** The text with these lists in the front matter. */
export function editFrontItems(file: IssueFile, items: Readonly<Record<string, Value>>): string {
  const front = new Map<string, FrontValue>();
  for (const [name, value] of Object.entries(items)) if (!sameValue(listed(file, name), value)) front.set(name, frontValue(value));
  return spliced(file.layout.text, frontSplices(file.layout, front));
}

function listed(file: IssueFile, name: string): Value {
  return name === "attachments" || name === "links" ? canonicalValue(file[name]) : null;
}

function frontValue(value: Value): FrontValue {
  if (value === null || typeof value === "string") return value;
  if (typeof value !== "object") return String(value);
  return isSet(value) ? value : personText(value);
}

function frontSplices(layout: IssueLayout, change: ReadonlyMap<string, FrontValue>): Splice[] {
  const { front, text, lineEnd, start } = layout;
  if (change.size === 0) return [];
  if (front !== null) {
    const edits = editFrontMatter(text.slice(front.yamlStart, front.yamlEnd), front, change, lineEnd);
    return edits.map((edit) => ({ start: edit.start + front.yamlStart, end: edit.end + front.yamlStart, text: edit.text }));
  }
  const lines = editFrontMatter("", { entries: new Map(), indent: "" }, change, lineEnd)
    .map((edit) => edit.text)
    .join("");
  const gap = /^[ \t]*(?:[\r\n]|$)/.test(text.slice(start)) ? "" : lineEnd;
  return [{ start, end: start, text: `---${lineEnd}${lines}---${lineEnd}${gap}` }];
}

/** Title and body stand in one region, and where the title stands depends on both. May add the key `title` to `front`. */
function headSplices(file: IssueFile, change: TrackerChange, front: Map<string, FrontValue>): Splice[] {
  const { layout } = file;
  const oldTitle = titleOf(layout);
  const oldBody = bodyOf(layout);
  const title = textOf(change, "title", oldTitle);
  const body = textOf(change, "body", oldBody === "" ? null : oldBody) ?? "";
  if (title === oldTitle && body === oldBody) return [];
  const inKey = hasTitleKey(layout);
  if (inKey && title !== oldTitle) front.set("title", title ?? "");
  if (inKey) return body === oldBody ? [] : [regionSplice(layout, null, body)];
  const { heading } = layout;
  const toKey = title === null || (title !== oldTitle && !headingHolds(title)) || /^ {0,3}#(?:[ \t]|$)/.test(body);
  if (toKey) {
    if (title !== null || headingIn(body) !== null || oldTitle !== null) front.set("title", title ?? "");
    return [regionSplice(layout, null, body)];
  }
  const line = title === oldTitle && heading !== null ? layout.text.slice(heading.start, heading.end) : `# ${title}`;
  if (body === oldBody && heading !== null) return [{ start: heading.start, end: heading.end, text: line }];
  return [regionSplice(layout, line, body)];
}

function textOf(change: TrackerChange, name: string, old: string | null): string | null {
  const value = Object.hasOwn(change.fields ?? {}, name) ? change.fields?.[name] : undefined;
  return value === undefined ? old : typeof value === "string" ? value : null;
}

function regionSplice(layout: IssueLayout, heading: string | null, body: string): Splice {
  const { bodyStart, bodyEnd, lineEnd, text } = layout;
  const parts = [...(heading === null ? [] : [heading]), ...(body === "" ? [] : [inFile(body, lineEnd)])];
  const unfinished = bodyStart > 0 && !/[\r\n]/.test(text[bodyStart - 1] ?? "");
  const before = (unfinished ? lineEnd : "") + (bodyStart === layout.start || parts.length === 0 ? "" : lineEnd);
  const after = (parts.length === 0 ? "" : lineEnd) + (layout.hasComments ? lineEnd : "");
  return { start: bodyStart, end: bodyEnd, text: before + parts.join(lineEnd + lineEnd) + after };
}

function inFile(text: string, lineEnd: string): string {
  const escaped = escapeText(text);
  return lineEnd === "\n" ? escaped : escaped.replaceAll("\n", lineEnd);
}

function headingSplice(layout: IssueLayout, n: number, heading: CommentHeading): Splice[] {
  const line = layout.comments[n]?.line;
  return line === undefined ? [] : [{ start: line.start, end: line.end, text: commentHeadingLine(heading) }];
}

function commentSplices(file: IssueFile, change: TrackerChange): Splice[] {
  const { layout } = file;
  const removed = new Set<CommentId>(change.removedComments ?? []);
  const edited = new Map((change.comments ?? []).map((comment) => [comment.id, comment]));
  return layout.comments.flatMap((block, n): Splice[] => {
    const old = file.comments[n];
    if (old === undefined || old.id === null) return [];
    if (removed.has(old.id)) return [{ start: block.line.start, end: block.end, text: "" }];
    const comment = edited.get(old.id);
    if (comment === undefined) return [];
    const sameHead = comment.author === old.author && comment.created === old.created && comment.internal === old.internal;
    const head = sameHead ? [] : headingSplice(layout, n, comment);
    if (comment.body === old.body) return head;
    const { lineEnd, text } = layout;
    const unfinished = block.line.next === block.line.end ? lineEnd : "";
    const body = comment.body === "" ? "" : lineEnd + inFile(comment.body, lineEnd) + lineEnd;
    const last = block.end === text.length;
    return [...head, { start: block.line.next, end: block.end, text: unfinished + body + (last ? "" : lineEnd) }];
  });
}

/** In the order given, one for each id: the last one given. */
function newComments(file: IssueFile, change: TrackerChange): TrackerComment[] {
  const known = new Set(file.comments.map(({ id }) => id));
  const removed = new Set<CommentId>(change.removedComments ?? []);
  const added = new Map<CommentId, TrackerComment>();
  for (const comment of change.comments ?? []) if (!known.has(comment.id) && !removed.has(comment.id)) added.set(comment.id, comment);
  return [...added.values()];
}

function withNewComments(text: string, layout: IssueLayout, added: readonly TrackerComment[]): string {
  if (added.length === 0) return text;
  const { lineEnd, hasComments } = layout;
  const blocks = added.map((comment) => {
    const body = comment.body === "" ? "" : lineEnd + lineEnd + inFile(comment.body, lineEnd);
    return commentHeadingLine(comment) + body;
  });
  const parts = [...(hasComments ? [] : ["## Comments"]), ...blocks].join(lineEnd + lineEnd) + lineEnd;
  return withBlankLine(text, lineEnd) + parts;
}

function withoutEndBlankLines(text: string, lineEnd: string): string {
  let end = text.length;
  while (end > 0 && /[ \t\r\n]/.test(text[end - 1] ?? "")) end--;
  return text.slice(0, end) + lineEnd;
}

/** The text with exactly its own last line, and one blank line behind it. */
function withBlankLine(text: string, lineEnd: string): string {
  if (text === "") return text;
  const ended = /[\r\n]$/.test(text) ? text : text + lineEnd;
  return /(?:^|\n|\r(?!\n))[ \t]*(?:\r\n|\r|\n)$/.test(ended.slice(-64)) ? ended : ended + lineEnd;
}
