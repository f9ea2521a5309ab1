import type { IssueId } from "../../model/document.ts";
import type { CommentHeading } from "./comment-heading.ts";
import type { FileMarks } from "./issue-edit.ts";
import type { IssueFile } from "./issue-file.ts";

/** What a file is completed with. */
export interface CompletionInput {
  readonly id: IssueId;
  readonly key: string;
  /** Name for a heading that names nobody. */
  readonly author: string;
  /** ISO 8601 for new comments without a date. */
  readonly now: string;
  readonly newId: () => string;
  /** Headings of comments that are known already: the id decides author and date. */
  readonly known: ReadonlyMap<string, CommentHeading>;
}

/**
 * The marks that an issue file lacks: id, key, ids and dates of new comments, and the author and date of a known comment where
 * somebody has changed them. null: it lacks nothing.
 */
export function missingMarks(file: IssueFile, input: CompletionInput): FileMarks | null {
  const headings = new Map<number, CommentHeading>();
  for (const [n, { heading }] of file.layout.comments.entries()) {
    if (heading.id === null) {
      const author = heading.author === "" ? input.author : heading.author;
      headings.set(n, { ...heading, author, created: heading.created ?? input.now, id: input.newId() });
      continue;
    }
    const known = input.known.get(heading.id);
    if (known !== undefined && (known.author !== heading.author || known.created !== heading.created)) {
      headings.set(n, { ...known, internal: heading.internal });
    }
  }
  const marks: FileMarks = {
    ...(file.id !== input.id && { id: input.id }),
    ...(file.key !== input.key && { key: input.key }),
    ...(headings.size > 0 && { headings }),
  };
  return Object.keys(marks).length === 0 ? null : marks;
}
