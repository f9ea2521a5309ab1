import type { AttachmentId } from "../../model/attachment.ts";
import type { IssueId } from "../../model/document.ts";
import { isId } from "../../model/ids.ts";
import { type Link, canonicalLinks, linkText } from "../../model/link.ts";
import type { TrackerAttachment } from "../../model/tracker-issue.ts";
import { mediaTypeOf } from "./attachment-name.ts";
import { attachmentItems, linkItem } from "./front-items.ts";
import type { IssueFile } from "./issue-file.ts";
import type { FilesRow, MemoryDraft } from "./memory-rows.ts";

/** What the words of an issue file stand for: other issues by their keys, files by the names under which they lie. */
export interface FileWords {
  keyOf(issue: IssueId): string | null;
  idOf(key: string): IssueId | null;
  /** Name of the item of an attachment that the issue had. */
  nameOf(attachment: AttachmentId): string | null;
}

export const NO_WORDS: FileWords = { keyOf: () => null, idOf: () => null, nameOf: () => null };

/** As the memory has them. `issue`: whose attachments are named. */
export function wordsOf(draft: MemoryDraft, issue: IssueId): FileWords {
  let keys: Map<string, IssueId> | null = null;
  const files = (): FilesRow => draft.attachments(issue);
  return {
    keyOf: (id) => draft.file(draft.nameOf(id) ?? "")?.key ?? null,
    idOf(key) {
      const usual = draft.file(`${key}.md`);
      if (usual?.key === key && usual.id !== null) return usual.id;
      keys ??= new Map(Array.from(draft.files().values(), (row): [string, IssueId] => [row.key ?? "", row.id ?? ""]));
      return keys.get(key) || null;
    },
    nameOf: (id) => files().items.find((one) => one.id === id)?.name ?? null,
  };
}

/** The links that a file names and this project has the other issue of, and what of them nobody knows. */
export function linksOf(
  { links }: Pick<IssueFile, "links">,
  words: FileWords,
): { readonly links: readonly Link[]; readonly unknown: readonly string[] } {
  const found: Link[] = [];
  const unknown: string[] = [];
  for (const line of links) {
    const item = linkItem(line);
    const issue = item && (words.idOf(item.to) ?? (isId(item.to) ? item.to : null));
    if (item && issue) found.push({ kind: item.kind, issue });
    else unknown.push(line);
  }
  return { links: canonicalLinks(found) ?? [], unknown };
}

/** The item for a link, in this project's key where it has one. */
export function linkLine({ kind, issue }: Link, words: FileWords): string {
  return linkText({ kind, issue: words.keyOf(issue) ?? issue });
}

/** The attachments that a file names, with what is remembered of each. */
export function attachmentsOf({ attachments }: Pick<IssueFile, "attachments">, row: FilesRow): readonly TrackerAttachment[] {
  const known = new Map(row.items.map((item) => [item.id, item]));
  return attachmentItems(attachments).map(({ id, name }): TrackerAttachment => {
    const { theirs, stat = null, size = 0, sha256 = "", author = "", created = null, placed } = known.get(id) ?? {};
    if (theirs) {
      const { name: shown, mediaType, author: by, created: when, ...content } = theirs;
      const keptAs = shown !== name && { keptAs: name };
      const here = stat !== null && sha256 === content.sha256;
      return {
        id,
        name: shown,
        ...keptAs,
        mediaType,
        author: by,
        created: when,
        content,
        here,
        ...(!here && insteadOf(stat !== null, sha256, placed)),
      };
    }
    return {
      id,
      name,
      mediaType: mediaTypeOf(name),
      author,
      created,
      content: sha256 === "" ? null : { size, sha256 },
      here: stat !== null,
    };
  });
}

/** `placed`: the last content that came. */
function insteadOf(isThere: boolean, sha256: string, placed: string | undefined): Pick<TrackerAttachment, "instead"> {
  if (!isThere) return placed === undefined ? {} : { instead: "gone" };
  return { instead: sha256 === placed ? "former" : "another" };
}
