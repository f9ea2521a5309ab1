import { type CustomFields, HELD_KINDS } from "../../model/custom-fields.ts";
import type { Failure } from "../../model/failure.ts";
import { fitsKind } from "../../model/field-kind.ts";
import { isId } from "../../model/ids.ts";
import { isText, normalLineText, normalText } from "../../model/text.ts";
import type { TrackerChange, TrackerComment } from "../../model/tracker-issue.ts";
import { type Value, canonicalValue, isSet, sameValue, fieldValue } from "../../model/value.ts";
import { type Link, linkText } from "../../model/link.ts";
import { type FileWords, NO_WORDS, linksOf } from "./file-words.ts";
import { attachmentItems } from "./front-items.ts";
import { editIssueText } from "./issue-edit.ts";
import { type IssueFile, PERSON_FIELDS, SET_FIELDS, TEXT_FIELDS, readIssueFile } from "./issue-file.ts";
import { headingTime } from "./comment-heading.ts";
import { readPerson, personText } from "./person-text.ts";

/** Longest single text and largest file, in characters and bytes. */
export const LONGEST_TEXT = 1_000_000;
export const LARGEST_FILE = 8 * 1024 * 1024;
/** Longest name of a person, with the mail address, in characters. */
const LONGEST_NAME = 1000;

export interface ChangedText {
  readonly text: string;
  readonly file: IssueFile;
  /** What a file cannot hold; those fields kept their old value. */
  readonly refused: readonly Failure[];
}

/**
 * Applies a change to the text of an issue file. Only what the change names is touched, everything else stays byte for byte. The
 * result is read again and compared: what does not come back as it was meant is refused, never silently another value.
 */
export function changeIssueText(file: IssueFile, change: TrackerChange, words: FileWords = NO_WORDS): ChangedText {
  const refused: Failure[] = [];
  let wanted = holdable(file.custom, change, refused);
  for (;;) {
    const text = editIssueText(file, wanted, {}, words);
    const read = readIssueFile(text, file.custom);
    const failures = read.ok ? notHeld(read.value, wanted, words) : breakingParts(file, wanted, words);
    if (read.ok && failures.length === 0) return { text, file: read.value, refused };
    if (failures.length === 0) return { text: file.layout.text, file, refused };
    refused.push(...failures);
    wanted = without(wanted, new Set(failures.map((failure) => failure.field)));
  }
}

/** The change in the form in which a file holds it; what no file can hold goes to `refused`. */
function holdable(custom: CustomFields, change: TrackerChange, refused: Failure[]): TrackerChange {
  const fields: [string, Value][] = [];
  for (const [name, given] of Object.entries(change.fields ?? {})) {
    const value = heldValue(custom, name, given);
    const code = value === undefined ? "TRACKER_REFUSED" : textsOf(value).some((text) => text.length > LONGEST_TEXT) ? "TOO_LONG" : null;
    if (value === undefined || code !== null) refused.push({ code: code ?? "TRACKER_REFUSED", field: name, value: given });
    else fields.push([name, value]);
  }
  const comments = new Map<string, TrackerComment>();
  for (const comment of change.comments ?? []) {
    const held = heldComment(comment);
    if (held === null || held.body.length > LONGEST_TEXT || held.author.length > LONGEST_NAME) {
      refused.push({ code: held === null ? "TRACKER_REFUSED" : "TOO_LONG", field: commentField(comment.id), value: comment.body });
    } else comments.set(held.id, held);
  }
  return { ...change, fields: Object.fromEntries(fields), comments: [...comments.values()] };
}

/** undefined: a file has no place for such a value. */
function heldValue(custom: CustomFields, name: string, given: Value): Value | undefined {
  const value = canonicalValue(given);
  if (!textsOf(value).every(isText)) return undefined;
  if (value === null) return custom.has(name) || isField(name) ? null : undefined;
  if (name === "title") return typeof value === "string" ? normalLineText(value) || null : undefined;
  if (name === "body") return typeof value === "string" ? normalText(value) || null : undefined;
  if (includes(TEXT_FIELDS, name)) return typeof value === "string" ? value : undefined;
  if (includes(SET_FIELDS, name)) return isSet(value) ? value : undefined;
  const kind = custom.get(name);
  if (kind !== undefined && kind !== "person") return HELD_KINDS[kind].some((held) => fitsKind(held, value)) ? value : undefined;
  if ((kind === undefined && !includes(PERSON_FIELDS, name)) || typeof value !== "object" || isSet(value)) return undefined;
  if (personText(value).length > LONGEST_NAME) return undefined;
  const person = readPerson(personText(value));
  return sameValue(person, { ...value, name: value.name.trim() }) ? person : undefined;
}

function isField(name: string): boolean {
  return name === "title" || name === "body" || [...TEXT_FIELDS, ...PERSON_FIELDS, ...SET_FIELDS].some((field) => field === name);
}

function includes(names: readonly string[], name: string): boolean {
  return names.includes(name);
}

function heldComment(comment: TrackerComment): TrackerComment | null {
  const created = comment.created === null ? null : headingTime(comment.created);
  if (!isId(comment.id) || !isText(comment.body) || !isText(comment.author)) return null;
  if (comment.created !== null && created === null) return null;
  return { ...comment, author: normalLineText(comment.author), body: normalText(comment.body), created };
}

function textsOf(value: Value): readonly string[] {
  if (typeof value === "string") return [value];
  if (value === null || typeof value !== "object") return [];
  return isSet(value) ? value : [value.name, value.email ?? ""];
}

function notHeld(file: IssueFile, wanted: TrackerChange, words: FileWords): Failure[] {
  const failures = Object.entries(wanted.fields ?? {})
    .filter(([name, value]) => !sameValue(fieldValue(file.fields, name), value))
    .map(([field, value]): Failure => ({ code: "TRACKER_REFUSED", field, value }));
  const present = new Map(file.comments.map((comment) => [comment.id, comment]));
  for (const comment of wanted.comments ?? []) {
    const found = present.get(comment.id);
    const same =
      found?.author === comment.author &&
      found.body === comment.body &&
      found.created === comment.created &&
      found.internal === comment.internal;
    if (!same) failures.push({ code: "TRACKER_REFUSED", field: commentField(comment.id), value: comment.body });
  }
  if (wanted.share !== undefined && !sameValue(canonicalValue(file.share), canonicalValue(wanted.share))) {
    failures.push({ code: "TRACKER_REFUSED", field: "share", value: wanted.share });
  }
  const items = new Set(attachmentItems(file.attachments).map(({ id }) => id));
  for (const { id, name } of wanted.attachments ?? [])
    if (!items.has(id)) failures.push({ code: "TRACKER_REFUSED", field: attachmentField(id), value: name });
  const links = new Set(linksOf(file, words).links.map(linkText));
  for (const link of wanted.links?.added ?? [])
    if (!links.has(linkText(link))) failures.push({ code: "TRACKER_REFUSED", field: linkField(link), value: true });
  return failures;
}

/** How often a file is read to find what breaks it: each time costs as much as the file is long. */
const READINGS = 64;

/**
 * The parts with which alone the file could not be read at all; all parts where none breaks it alone. Found by halves. Where very many break
 * it, those that were not told apart yet go with them.
 */
function breakingParts(file: IssueFile, wanted: TrackerChange, words: FileWords): Failure[] {
  const parts = partsOf(wanted);
  let readings = READINGS;
  const breaks = (some: readonly Failure[]): boolean => {
    readings--;
    const named = new Set(some.map(({ field }) => field));
    const others = new Set(parts.map(({ field }) => field).filter((field) => !named.has(field)));
    return !readIssueFile(editIssueText(file, without(wanted, others), {}, words), file.custom).ok;
  };
  const breaking = (some: readonly Failure[]): readonly Failure[] => {
    if (some.length === 0 || !breaks(some)) return [];
    if (some.length === 1 || readings <= 0) return some;
    const middle = Math.ceil(some.length / 2);
    return [...breaking(some.slice(0, middle)), ...breaking(some.slice(middle))];
  };
  const found = breaking(parts);
  return found.length > 0 ? [...found] : parts;
}

function partsOf(change: TrackerChange): Failure[] {
  const fields = Object.entries(change.fields ?? {}).map(([field, value]): Failure => ({ code: "TRACKER_REFUSED", field, value }));
  const comments = (change.comments ?? []).map(({ id, body }): Failure => ({
    code: "TRACKER_REFUSED",
    field: commentField(id),
    value: body,
  }));
  const share: Failure[] = change.share === undefined ? [] : [{ code: "TRACKER_REFUSED", field: "share", value: change.share }];
  const attachments = (change.attachments ?? []).map(({ id, name }): Failure => ({
    code: "TRACKER_REFUSED",
    field: attachmentField(id),
    value: name,
  }));
  const links = (change.links?.added ?? []).map((link): Failure => ({ code: "TRACKER_REFUSED", field: linkField(link), value: true }));
  return [...fields, ...comments, ...attachments, ...links, ...share];
}

function without(change: TrackerChange, names: ReadonlySet<string | undefined>): TrackerChange {
  const { share, attachments, links, ...rest } = change;
  return {
    ...rest,
    fields: Object.fromEntries(Object.entries(change.fields ?? {}).filter(([name]) => !names.has(name))),
    comments: (change.comments ?? []).filter(({ id }) => !names.has(commentField(id))),
    ...(share !== undefined && !names.has("share") && { share }),
    ...(attachments && { attachments: attachments.filter(({ id }) => !names.has(attachmentField(id))) }),
    ...(links && { links: { ...links, added: links.added.filter((link) => !names.has(linkField(link))) } }),
  };
}

/** Names of parts, as a refusal says them. */
function attachmentField(id: string): string {
  return `attachment:${id}`;
}

function linkField(link: Link): string {
  return `link:${linkText(link)}`;
}

function commentField(id: string): string {
  return `comment:${id}`;
}
