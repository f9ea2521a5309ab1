import { attachmentOutside, isAttachmentName, sameAttachment } from "../model/attachment-set.ts";
import type { Attachment } from "../model/attachment.ts";
import type { Changes } from "../model/changes.ts";
import type { Document } from "../model/document.ts";
import type { Failure } from "../model/failure.ts";
import { type Link, type LinkChanges, isLinkKind, linkText, linksBeyond, withLinks } from "../model/link.ts";
import { MAX } from "../protocol/limits.ts";
import type { Value } from "../model/value.ts";
import { type Rules, attachmentPart, attachmentValue, linkPart } from "./rules.ts";

type Refuse = (part: string, value: Value, failure: Failure) => void;

/** The partner may add files of its own side and change those, within what the contract lets through. What is ours comes back unchanged. */
export function takenAttachments(
  rules: Rules,
  base: Document,
  known: readonly Document[],
  stays: Readonly<Record<string, Failure>>,
  given: readonly Attachment[],
  refuse: Refuse,
): readonly Attachment[] {
  const all = [base, ...known].map(({ attachments }) => new Map(attachments?.map((attachment) => [attachment.id, attachment])));
  const [agreed, mine, sent] = all;
  const held = new Map([...(agreed ?? []), ...(rules.role === "primary" ? (mine ?? []) : [])]);
  let room = MAX.attachments - held.size;
  // Only the primary looks at how many there are of people's: what it numbered stands.
  let files = rules.role === "primary" ? MAX.files - [...held.values()].filter(({ removed }) => !removed).length : room;
  return given.filter((attachment) => {
    const { id } = attachment;
    const ours = mine?.get(id);
    if (ours && !ours.removed && !agreed?.has(id) && !sent?.has(id) && isSaidTwice(rules, ours, attachment))
      return rules.role === "secondary";
    const isOurs = all.slice(1).some((by) => {
      const other = by.get(id);
      return other !== undefined && sameAttachment(other, attachment);
    });
    const there = all.find((by) => by.has(id))?.get(id);
    const isNew = !held.has(id);
    const isFull = isNew && (room <= 0 || (!attachment.removed && files <= 0));
    // Whose a file without its content is, is not known.
    const isKept = Object.hasOwn(stays, attachmentPart(id)) && stays[attachmentPart(id)]?.code !== "NO_CONTENT" && !mine?.has(id);
    const foreign: Failure | null = isKept ? { code: "NOT_OWN_ATTACHMENT" } : attachmentFailure(rules, attachment, there);
    const failure = isOurs ? null : (foreign ?? (isFull ? tooMany(rules) : null));
    if (failure) refuse(attachmentPart(id), attachmentValue(attachment), failure);
    if (failure === null && isNew) room--;
    if (failure === null && isNew && !attachment.removed) files--;
    return failure === null;
  });
}

function tooMany({ role }: Rules): Failure {
  return { code: "TOO_LONG", detail: String(role === "primary" ? MAX.files : MAX.attachments) };
}

/** The same file, known to both sides before this connection began: each takes it for its own, and the primary's word stands. */
function isSaidTwice({ partner }: Rules, ours: Attachment, theirs: Attachment): boolean {
  return theirs.origin === partner && ours.origin !== partner && ours.sha256 === theirs.sha256 && ours.name === theirs.name;
}

function attachmentFailure(
  { contract, partner, role, holds }: Rules,
  attachment: Attachment,
  there: Attachment | undefined,
): Failure | null {
  if (contract.attachments === "none") return { code: "NOT_IN_CONTRACT" };
  if (attachment.origin !== partner || (there !== undefined && there.origin !== partner)) return { code: "NOT_OWN_ATTACHMENT" };
  if (attachment.removed) return null;
  if (!isAttachmentName(attachment.name)) return { code: "WRONG_TYPE" };
  const outside = attachmentOutside(contract.attachments, attachment);
  if (outside !== null) return { code: "NOT_IN_CONTRACT", detail: outside };
  return role === "primary" && holds?.attachments === false ? { code: "NO_FIELD" } : null;
}

/**
 * Those changes of links that may be taken: new ones only to issues that both sides have, and no more than an issue may have. A removal counts
 * only of what both had.
 */
export function takenLinks(
  rules: Rules,
  base: Document,
  known: readonly Document[],
  given: LinkChanges,
  refuse: Refuse,
): NonNullable<Changes["links"]> {
  const all = known.map(({ links = [] }) => new Set(links.map(linkText)));
  const ours = (link: Link, has: boolean): boolean => all.some((texts) => texts.has(linkText(link)) === has);
  const agreed = new Set(base.links?.map(linkText));
  const removed = (given.removed ?? []).filter((link) => {
    if (!agreed.has(linkText(link))) return false;
    if (rules.contract.links !== "none" || ours(link, false)) return true;
    refuse(linkPart(link), null, { code: "NOT_IN_CONTRACT" });
    return false;
  });
  // What the primary numbers has to fit for both; the secondary looks at what was numbered.
  const had = withLinks(base.links, { removed }) ?? [];
  const mine = rules.role === "primary" ? linksBeyond([...had, ...removed], known[0]?.links) : [];
  let room = MAX.links - had.length - mine.length;
  const added = linksBeyond(base.links, given.added).filter((link) => {
    if (ours(link, true)) return true;
    const failure = linkFailure(rules, link) ?? (room-- > 0 ? null : { code: "TOO_LONG" as const, detail: String(MAX.links) });
    if (failure) refuse(linkPart(link), true, failure);
    return failure === null;
  });
  return { ...(added.length > 0 && { added }), ...(removed.length > 0 && { removed }) };
}

function linkFailure({ contract, standing, role, holds }: Rules, link: Link): Failure | null {
  if (contract.links === "none") return { code: "NOT_IN_CONTRACT" };
  if (!isLinkKind(link.kind)) return { code: "WRONG_TYPE" };
  if (role === "primary" && holds?.links === false) return { code: "NO_FIELD" };
  return (standing?.(link.issue) ?? null) === null ? { code: "LINK_NOT_KNOWN" } : null;
}
