import { type CustomFields, HELD_KINDS, NO_CUSTOM_FIELDS } from "../../model/custom-fields.ts";
import { type MergedLines, mergeLines } from "../../model/merge-lines.ts";
import { mergeValue } from "../../model/merge-value.ts";
import type { TrackerChange, TrackerComment } from "../../model/tracker-issue.ts";
import { type FieldKind, type Value, sameValue, fieldValue } from "../../model/value.ts";
import { editFrontItems, editIssueText } from "./issue-edit.ts";
import { type FileComment, type IssueFile, PERSON_FIELDS, SET_FIELDS, TEXT_FIELDS, readIssueFile } from "./issue-file.ts";
import { inOrderOf } from "./order-keys.ts";
import { pairComments } from "./pair-comments.ts";
import { spliced } from "./splice.ts";

export type MergedIssue =
  /** `conflict`: what both changed stands between git's marks; the file is not taken as an issue until somebody chose. */
  | { readonly kind: "clean" | "conflict"; readonly text: string }
  /** Two issues that got the same name: nothing in one answers to anything in the other. Each stands whole between git's marks. */
  | { readonly kind: "two issues"; readonly text: string }
  /** One of the three is no issue file: to be merged as plain text. */
  | { readonly kind: "not issues" };

const KINDS: readonly (readonly [string, FieldKind])[] = [
  ["title", "scalar"],
  ["body", "text"],
  ...TEXT_FIELDS.map((name): [string, FieldKind] => [name, "scalar"]),
  ...PERSON_FIELDS.map((name): [string, FieldKind] => [name, "person"]),
  ...SET_FIELDS.map((name): [string, FieldKind] => [name, "set"]),
];

/**
 * Merges what a team made of one issue file, by the same rules as partners do: field by field, labels one by one, texts by line, comments by
 * id. `custom`: the fields of the project's own. Between equals nobody wins: what only one of both values can be stays for a person. What this program does not know is merged by line.
 */
export function mergeIssueTexts(ancestor: string, ours: string, theirs: string, custom: CustomFields = NO_CUSTOM_FIELDS): MergedIssue {
  const read = [ancestor, ours, theirs].map((text) => readIssueFile(text, custom));
  const [first, second, third] = read.map((one) => (one.ok ? one.value : null));
  if (second?.id && third?.id && second.id !== third.id) return { kind: "two issues", text: oneBehindTheOther(ours, theirs) };
  if (!first || !second || !third || !isOneIssue([first, second, third])) return { kind: "not issues" };
  const { files, withoutMarks } = pairComments([first, second, third]);
  const [base, mine, other] = files;
  const fields: Record<string, Value> = {};
  const kinds = [...KINDS, ...Array.from(custom, ([name, kind]): [string, FieldKind] => [name, HELD_KINDS[kind][0]])];
  for (const [name, kind] of kinds) {
    const [a, b, c] = [base, mine, other].map((file) => fieldValue(file.fields, name));
    const merged = mergeValue(kind, a ?? null, b ?? null, c ?? null, true);
    if (merged.lost === null) fields[name] = merged.value;
  }
  const share = mergeValue("set", base.share, mine.share, other.share, true).value;
  const items = Object.fromEntries(
    (["attachments", "links"] as const).map((name) => [name, mergeValue("set", base[name], mine[name], other[name], true).value]),
  );
  const change: TrackerChange = { fields, share: Array.isArray(share) ? share : [], ...agreedComments(base, mine, other) };
  const added = newComments(base, mine, other);
  const texts = [base, mine, other].map((file) => agreedText(file, change, added, items)) as [string, string, string];
  const lines = mergedLines(...texts);
  const text = withoutMarks(withComments(lines.text, added));
  if (lines.conflicts > 0) return { kind: "conflict", text };
  const result = readIssueFile(text, custom);
  const holds = result.ok && Object.entries(fields).every(([name, value]) => sameValue(fieldValue(result.value.fields, name), value));
  return holds ? { kind: "clean", text } : { kind: "not issues" };
}

/** The file with the items of files and links that are agreed: one by one, as labels are. */
function withItems(file: IssueFile, items: Readonly<Record<string, Value>>): IssueFile {
  const text = editFrontItems(file, items);
  const read = readIssueFile(text, file.custom);
  return read.ok ? read.value : file;
}

/** Where a key stands is nobody's edit: keys that are new on one side each meet at one place, and are no conflict. */
function mergedLines(base: string, mine: string, other: string): MergedLines {
  const asTheyStand = mergeLines(base, mine, other);
  if (asTheyStand.conflicts === 0) return asTheyStand;
  const inOrder = mergeLines(inOrderOf(mine, base), mine, inOrderOf(mine, other));
  return inOrder.conflicts < asTheyStand.conflicts ? inOrder : asTheyStand;
}

function oneBehindTheOther(ours: string, theirs: string): string {
  const lineEnd = ours.includes("\r\n") ? "\r\n" : "\n";
  const ended = (text: string): string => (text === "" || text.endsWith("\n") ? text : text + lineEnd);
  return `<<<<<<< ours${lineEnd}${ended(ours)}=======${lineEnd}${ended(theirs)}>>>>>>> theirs${lineEnd}`;
}

function isOneIssue(files: readonly IssueFile[]): boolean {
  return new Set(files.flatMap(({ id }) => id ?? [])).size <= 1;
}

/** What became of the comments that were there before, where that is no question. */
function agreedComments(base: IssueFile, mine: IssueFile, other: IssueFile): Required<Pick<TrackerChange, "comments" | "removedComments">> {
  const comments: TrackerComment[] = [];
  const removedComments: string[] = [];
  for (const old of base.comments) {
    const id = old.id;
    if (id === null) continue;
    const a = mine.comments.find((comment) => comment.id === id);
    const b = other.comments.find((comment) => comment.id === id);
    if (!a || !b) {
      const left = a ?? b;
      if (left === undefined || sameComment(left, old)) removedComments.push(id);
      continue;
    }
    const body = mergeValue("text", old.body, a.body, b.body, true);
    const author = mergeValue("scalar", old.author, a.author, b.author, true);
    const created = mergeValue("scalar", old.created, a.created, b.created, true);
    const internal = mergeValue("scalar", old.internal, a.internal, b.internal, true);
    if ([body, author, created, internal].some(({ lost }) => lost !== null)) continue;
    comments.push({
      id,
      author: typeof author.value === "string" ? author.value : "",
      created: typeof created.value === "string" ? created.value : null,
      internal: internal.value === true,
      body: typeof body.value === "string" ? body.value : "",
    });
  }
  return { comments, removedComments };
}

function sameComment(a: FileComment, b: FileComment): boolean {
  return a.body === b.body && a.author === b.author && a.created === b.created && a.internal === b.internal;
}

interface Added {
  /** Whole, as they stand, in order of their dates; those without one last. */
  readonly blocks: readonly { readonly text: string; readonly created: string | null }[];
  /** Numbers of the comments that these are, by file. */
  readonly places: ReadonlyMap<IssueFile, ReadonlySet<number>>;
}

/** Two that add a comment each do not meet: both are there afterwards. One that both have with different words stays for a person. */
function newComments(base: IssueFile, mine: IssueFile, other: IssueFile): Added {
  const before = new Set(base.comments.map(({ id }) => id));
  const blocks: { text: string; created: string | null }[] = [];
  const places = new Map<IssueFile, Set<number>>();
  for (const file of [mine, other]) {
    const rival = file === mine ? other : mine;
    const own = new Set<number>();
    for (const [n, comment] of file.comments.entries()) {
      if (comment.id !== null && before.has(comment.id)) continue;
      const twin = comment.id === null ? undefined : rival.comments.find(({ id }) => id === comment.id);
      if (twin && !sameComment(twin, comment)) continue;
      own.add(n);
      const block = file.layout.comments[n];
      if ((twin && file === other) || !block) continue;
      blocks.push({ text: file.layout.text.slice(block.line.start, block.end).trimEnd(), created: comment.created });
    }
    places.set(file, own);
  }
  const dateOf = ({ created }: { readonly created: string | null }): number => (created === null ? Infinity : Date.parse(created));
  return { blocks: blocks.toSorted((a, b) => (dateOf(a) < dateOf(b) ? -1 : dateOf(a) > dateOf(b) ? 1 : 0)), places };
}

/** The file with all that is agreed, and without the comments that are new: they are appended when the rest is merged. */
function agreedText(file: IssueFile, change: TrackerChange, added: Added, items: Readonly<Record<string, Value>>): string {
  const cut = [...(added.places.get(file) ?? [])].flatMap((n) => {
    const block = file.layout.comments[n];
    return block ? [{ start: block.line.start, end: block.end, text: "" }] : [];
  });
  const rest = readIssueFile(spliced(file.layout.text, cut), file.custom);
  if (!rest.ok) return file.layout.text;
  const there = new Set(rest.value.comments.map(({ id }) => id));
  const comments = (change.comments ?? []).filter(({ id }) => there.has(id));
  return `${editIssueText(withItems(rest.value, items), { ...change, comments }).trimEnd()}\n`;
}

function withComments(text: string, { blocks }: Added): string {
  if (blocks.length === 0) return text;
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const begun = /^##[ \t]+Comments[ \t]*:?[ \t]*\r?$/im.test(text);
  const parts = [text.trimEnd(), ...(begun ? [] : ["## Comments"]), ...blocks.map((block) => block.text)];
  return parts.join(lineEnd + lineEnd) + lineEnd;
}
