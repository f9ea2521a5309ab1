import type { CommentId, IssueId } from "../../model/document.ts";
import { type CustomFields, NO_CUSTOM_FIELDS } from "../../model/custom-fields.ts";
import { type Result, failed, ok } from "../../model/failure.ts";
import { isId } from "../../model/ids.ts";
import { normalLineText, normalText } from "../../model/text.ts";
import type { TrackerComment, TrackerIssue } from "../../model/tracker-issue.ts";
import { type Value, canonicalValue } from "../../model/value.ts";
import type { FileFault } from "./file-fault.ts";
import type { FrontMatter } from "./front-matter.ts";
import { type IssueLayout, layoutOf } from "./issue-layout.ts";
import { isKey } from "./issue-key.ts";
import { lineNumberAt } from "./lines.ts";
import { readPerson } from "./person-text.ts";
import { unescapeText } from "./text-escapes.ts";
import { typedScalar } from "./typed-scalar.ts";

/** What one issue file says. Parts that a person has not completed yet are null. */
export interface IssueFile {
  readonly layout: IssueLayout;
  /** The fields of the project's own that it was read with. */
  readonly custom: CustomFields;
  readonly id: IssueId | null;
  readonly key: string | null;
  /** Canonical non-null values; texts in normal form. */
  readonly fields: Readonly<Record<string, Value>>;
  readonly comments: readonly FileComment[];
  readonly share: readonly string[];
  /** Items as they stand, see `front-items.ts`. */
  readonly attachments: readonly string[];
  readonly links: readonly string[];
}
export type FileComment = Omit<TrackerComment, "id"> & { readonly id: CommentId | null };

/** Front matter keys that are fields, by how their value is read. `title` and `body` are not among them: they follow the layout. */
export const TEXT_FIELDS = ["type", "status", "priority", "due", "created"] as const;
export const PERSON_FIELDS = ["assignee", "reporter"] as const;
export const SET_FIELDS = ["labels"] as const;

/**
 * Reads the text of an issue file, or says why it is not to be taken as one. `custom`: keys that are fields besides those that every
 * project has; all others are the user's own and stay.
 */
export function readIssueFile(text: string, custom: CustomFields = NO_CUSTOM_FIELDS): Result<IssueFile, FileFault> {
  const layout = layoutOf(text);
  if (!layout.ok) return layout;
  const { front, comments } = layout.value;
  const fault = frontFault(layout.value, custom) ?? commentFault(comments);
  if (fault !== null) return failed(fault);
  return ok({
    layout: layout.value,
    custom,
    id: textAt(front, "id"),
    key: textAt(front, "key"),
    fields: fieldsOf(layout.value, custom),
    comments: comments.map((block) => ({
      id: block.heading.id,
      author: block.heading.author,
      created: block.heading.created,
      body: normalText(unescapeText(normalText(text.slice(block.line.next, block.end)))),
      internal: block.heading.internal,
    })),
    share: [...new Set(listAt(front, "share"))],
    attachments: listAt(front, "attachments"),
    links: listAt(front, "links"),
  });
}

/**
 * The issue as the tracker reports it, or null while id or key are missing. Comments without an id are left out: they are not known yet. `others`: what
 * stands for its attachments and links.
 */
export function trackerIssue(
  file: IssueFile,
  version: string,
  { attachments = [], links = [] }: Pick<TrackerIssue, "attachments" | "links">,
): TrackerIssue | null {
  const { id, key, fields, share } = file;
  if (id === null || key === null) return null;
  const comments = file.comments.flatMap((comment) => (comment.id === null ? [] : [{ ...comment, id: comment.id }]));
  return { id, key, version, fields, comments, share, ...(attachments.length > 0 && { attachments }), ...(links.length > 0 && { links }) };
}

/** True where the front matter says the title: with a key `title`, even an empty one, no H1 is a title. */
export function hasTitleKey(layout: IssueLayout): boolean {
  return layout.front?.entries.has("title") ?? false;
}

export function titleOf(layout: IssueLayout): string | null {
  if (hasTitleKey(layout)) return normalLineText(textAt(layout.front, "title") ?? "") || null;
  return layout.heading?.title ?? null;
}

/** The body in normal form, without the H1 that is the title. */
export function bodyOf(layout: IssueLayout): string {
  const { text, bodyStart, bodyEnd, heading } = layout;
  if (hasTitleKey(layout) || heading === null) return bodyText(text.slice(bodyStart, bodyEnd));
  const before = bodyText(text.slice(bodyStart, heading.start));
  const after = bodyText(text.slice(heading.next, bodyEnd));
  return before === "" || after === "" ? before + after : normalText(`${before}\n\n${after}`);
}

function bodyText(text: string): string {
  return unescapeText(normalText(text));
}

function fieldsOf(layout: IssueLayout, custom: CustomFields): Readonly<Record<string, Value>> {
  const { front } = layout;
  const values: [string, Value][] = [
    ["title", titleOf(layout)],
    ["body", bodyOf(layout)],
    ...TEXT_FIELDS.map((name): [string, Value] => [name, textAt(front, name)]),
    ...PERSON_FIELDS.map((name): [string, Value] => [name, readPerson(textAt(front, name) ?? "")]),
    ...SET_FIELDS.map((name): [string, Value] => [name, listAt(front, name)]),
    ...Array.from(custom, ([name, kind]): [string, Value] => [
      name,
      kind === "options" ? listAt(front, name) : typedScalar(kind, textAt(front, name) ?? ""),
    ]),
  ];
  return Object.fromEntries(values.map(([name, value]) => [name, canonicalValue(value)]).filter(([, value]) => value !== null));
}

function frontFault(layout: IssueLayout, custom: CustomFields): FileFault | null {
  const { front, text } = layout;
  if (front === null) return null;
  const lineOf = (key: string) => lineNumberAt(text, front.yamlStart + (front.entries.get(key)?.start ?? 0));
  const lists: readonly string[] = [
    ...SET_FIELDS,
    "share",
    "attachments",
    "links",
    ...Array.from(custom).flatMap(([name, kind]) => (kind === "options" ? [name] : [])),
  ];
  for (const name of ["title", "key", "id", ...TEXT_FIELDS, ...PERSON_FIELDS, ...custom.keys(), ...lists]) {
    const kind = front.entries.get(name)?.value.kind ?? "nothing";
    const fits = kind === "nothing" || kind === "text" || (kind === "list" && lists.includes(name));
    if (!fits) return { code: "YAML_NOT_TEXT", line: lineOf(name), detail: name };
  }
  const id = textAt(front, "id");
  if (id !== null && !isId(id)) return { code: "BAD_ID", line: lineOf("id"), detail: id };
  const key = textAt(front, "key");
  if (key !== null && !isKey(key)) return { code: "BAD_KEY", line: lineOf("key"), detail: key };
  return null;
}

function commentFault(comments: IssueLayout["comments"]): FileFault | null {
  const seen = new Set<string>();
  for (const { heading, lineNumber } of comments) {
    if (heading.id === null) continue;
    if (!isId(heading.id)) return { code: "BAD_COMMENT_ID", line: lineNumber, detail: heading.id };
    if (seen.has(heading.id)) return { code: "DUPLICATE_COMMENT_ID", line: lineNumber, detail: heading.id };
    seen.add(heading.id);
  }
  return null;
}

function textAt(front: FrontMatter | null, key: string): string | null {
  const value = front?.entries.get(key)?.value;
  return value?.kind === "text" && value.text !== "" ? value.text : null;
}

/** A single text stands for a list of one. */
function listAt(front: FrontMatter | null, key: string): readonly string[] {
  const value = front?.entries.get(key)?.value;
  if (value?.kind === "list") return value.items.map((item) => item.text);
  return value?.kind === "text" ? [value.text] : [];
}
