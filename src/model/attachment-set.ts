import type { Attachment } from "./attachment.ts";
import type { AttachmentLimits } from "./contract.ts";
import type { ParticipantId } from "./document.ts";

type Attachments = readonly Attachment[] | undefined;

export function sameAttachment(a: Attachment, b: Attachment): boolean {
  return (
    a === b ||
    (a.id === b.id &&
      a.origin === b.origin &&
      a.name === b.name &&
      a.size === b.size &&
      a.sha256 === b.sha256 &&
      a.mediaType === b.mediaType &&
      a.author === b.author &&
      a.created === b.created &&
      a.removed === b.removed)
  );
}

/** Those that are new in `to` or differ there, tombstones among them. */
export function changedAttachments(from: Attachments, to: Attachments): readonly Attachment[] {
  if (from === to || to === undefined) return [];
  const old = new Map(from?.map((attachment) => [attachment.id, attachment]));
  return to.filter((attachment) => {
    const before = old.get(attachment.id);
    return before === undefined || !sameAttachment(before, attachment);
  });
}

/** In order of id; undefined for none: a document without attachments has no member for them. */
export function canonicalAttachments(attachments: Iterable<Attachment>): readonly Attachment[] | undefined {
  const all = [...attachments].sort((a, b) => (a.id < b.id ? -1 : 1));
  return all.length === 0 ? undefined : all;
}

export function withAttachments(attachments: Attachments, changed: readonly Attachment[]): Attachments {
  const next = new Map(attachments?.map((attachment) => [attachment.id, attachment]));
  for (const attachment of changed) next.set(attachment.id, attachment);
  return canonicalAttachments(next.values());
}

/** By id, as comments are: a change counts only from the side that introduced the file. */
export function mergeAttachments(partner: ParticipantId, ancestor: Attachments, ours: Attachments, theirs: Attachments): Attachments {
  if (ours === theirs || theirs === ancestor || theirs === undefined) return ours;
  const before = new Map(ancestor?.map((attachment) => [attachment.id, attachment]));
  const merged = new Map(ours?.map((attachment) => [attachment.id, attachment]));
  for (const attachment of theirs) {
    const own = merged.get(attachment.id);
    const old = before.get(attachment.id);
    if (own === undefined) merged.set(attachment.id, attachment);
    else if (sameAttachment(own, attachment) || (old && sameAttachment(attachment, old))) continue;
    else if ((old && sameAttachment(own, old)) || attachment.origin === partner) merged.set(attachment.id, attachment);
  }
  return canonicalAttachments(merged.values());
}

/** What a removed attachment leaves: that it was there. A name that the contract keeps is not told by its removal, nor kept for ever. */
export function attachmentTombstone({ id, origin }: Pick<Attachment, "id" | "origin">): Attachment {
  return { id, origin, name: "", size: 0, sha256: "", mediaType: "", author: "", created: "", removed: true };
}

export const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/;

/** A media type as documents have it: in lower case, without parameters; what is none is a file of any kind. */
export function plainMediaType(given: string): string {
  const type = given.replace(/;.*$/s, "").trim().toLowerCase();
  return type.length <= 200 && MEDIA_TYPE.test(type) ? type : "application/octet-stream";
}

/** What no name has: parts of a path, and what cannot be seen or turns the rest around, so that `exe.png` is shown of a `gnp.exe`. Two joiners belong to words. */
const NOT_IN_NAMES = /[/\\\p{Cc}\p{Cs}\u2028\u2029]|(?![\u200c\u200d])\p{Cf}/u;

/** Whether it shows no path and nothing unseen, and something of it can be read. Under which name a tracker keeps it is another question. */
export function isAttachmentName(name: string): boolean {
  return name.trim() !== "" && name !== "." && name !== ".." && !NOT_IN_NAMES.test(name);
}

type Facts = Pick<Attachment, "name" | "size" | "mediaType">;

/** Which condition of a contract keeps a file from travelling; null: none. */
export function attachmentOutside(
  rule: "none" | "all" | AttachmentLimits,
  { name, size, mediaType }: Facts,
): "none" | keyof AttachmentLimits | null {
  if (rule === "none") return "none";
  if (rule === "all") return null;
  if (rule.largest !== undefined && size > rule.largest) return "largest";
  if (rule.mediaTypes && !rule.mediaTypes.some((pattern) => matches(pattern, mediaType))) return "mediaTypes";
  return rule.names && !rule.names.some((pattern) => matches(pattern, name)) ? "names" : null;
}

/** A star stands for any characters; the case of letters does not count. In time that grows with pattern times text, whatever the stars. */
function matches(pattern: string, text: string): boolean {
  const [want, given] = [pattern.toLowerCase().replace(/\*+/g, "*"), text.toLowerCase()];
  let [at, from, star, retry] = [0, 0, -1, 0];
  while (at < given.length) {
    if (from < want.length && want[from] !== "*" && want[from] === given[at]) {
      at++;
      from++;
    } else if (want[from] === "*") {
      star = from++;
      retry = at;
    } else if (star >= 0) {
      from = star + 1;
      at = ++retry;
    } else return false;
  }
  while (want[from] === "*") from++;
  return from === want.length;
}
