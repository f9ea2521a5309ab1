import { attachmentOutside, isAttachmentName, sameAttachment } from "../model/attachment-set.ts";
import type { Attachment } from "../model/attachment.ts";
import type { Changes } from "../model/changes.ts";
import type { Document } from "../model/document.ts";
import type { Failure } from "../model/failure.ts";
import { type Link, canonicalLinks, linkText, linksBeyond } from "../model/link.ts";
import type { Value } from "../model/value.ts";
import { type Rules, attachmentPart, attachmentValue, linkPart } from "./rules.ts";

type Refuse = (part: string, value: Value, failure: Failure) => void;

/** The partner may add files of its own side and change those, within what the contract lets through. What is ours comes back unchanged. */
export function takenAttachments(
  rules: Rules,
  base: Document,
  known: readonly Document[],
  given: readonly Attachment[],
  refuse: Refuse,
): readonly Attachment[] {
  const all = [base, ...known].map(({ attachments }) => new Map(attachments?.map((attachment) => [attachment.id, attachment])));
  const [agreed, mine, sent] = all;
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
    const failure = isOurs ? null : attachmentFailure(rules, attachment, there);
    if (failure) refuse(attachmentPart(id), attachmentValue(attachment), failure);
    return failure === null;
  });
}

/** The same file, known to both sides before this connection began: each takes it for its own, and the primary's word stands. */
function isSaidTwice({ partner }: Rules, ours: Attachment, theirs: Attachment): boolean {
  return theirs.origin === partner && ours.origin !== partner && ours.sha256 === theirs.sha256 && ours.name === theirs.name;
}

function attachmentFailure({ contract, partner }: Rules, attachment: Attachment, there: Attachment | undefined): Failure | null {
  if (contract.attachments === "none") return { code: "NOT_IN_CONTRACT" };
  if (attachment.origin !== partner || (there !== undefined && there.origin !== partner)) return { code: "NOT_OWN_ATTACHMENT" };
  if (!isAttachmentName(attachment.name)) return { code: "WRONG_TYPE" };
  if (attachment.removed) return null;
  const outside = attachmentOutside(contract.attachments, attachment);
  return outside === null ? null : { code: "NOT_IN_CONTRACT", detail: outside };
}

/** The links of the base with those changes of the partner's that may be taken: new ones only to issues that both sides have. */
export function takenLinks(
  rules: Rules,
  base: Document,
  known: readonly Document[],
  given: readonly Link[],
  refuse: Refuse,
): NonNullable<Changes["links"]> {
  const ours = (link: Link, has: boolean): boolean =>
    known.some(({ links = [] }) => links.some((other) => linkText(other) === linkText(link)) === has);
  const added = linksBeyond(base.links, given).filter((link) => {
    if (ours(link, true)) return true;
    const isKnown = (rules.standing?.(link.issue) ?? null) !== null;
    if (rules.contract.links !== "none" && isKnown) return true;
    refuse(linkPart(link), true, { code: rules.contract.links === "none" ? "NOT_IN_CONTRACT" : "LINK_NOT_KNOWN" });
    return false;
  });
  const removed = linksBeyond(given, base.links).filter((link) => {
    if (rules.contract.links !== "none" || ours(link, false)) return true;
    refuse(linkPart(link), null, { code: "NOT_IN_CONTRACT" });
    return false;
  });
  return canonicalLinks([...linksBeyond(removed, base.links), ...added]) ?? [];
}
