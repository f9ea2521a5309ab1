import { difference, sameDocument } from "../../src/model/changes.ts";
import { attachmentOutside } from "../../src/model/attachment-set.ts";
import type { Attachment } from "../../src/model/attachment.ts";
import type { Contract } from "../../src/model/contract.ts";
import { type Document, fieldOf, withExtras } from "../../src/model/document.ts";
import { canonicalLinks, linksBeyond } from "../../src/model/link.ts";
import { compareRevisions, revisionText } from "../../src/model/revision.ts";
import { sameValue } from "../../src/model/value.ts";
import type { Variant } from "./variants.ts";
import type { World } from "./world.ts";

/**
 * The part of a document that this contract speaks of: nothing else is agreed. `agreed`: what both hold, where files that were noted under another
 * contract and may not leave under this one stand as they are there.
 */
export function exchanged(contract: Contract | null, document: Document, agreed: Document = document): Document {
  const names = new Set(contract?.fields.map((field) => field.name));
  const { attachments = [], links, ...rest } = document;
  const rule = contract?.attachments ?? "none";
  const files = rule === "none" ? [] : attachments.flatMap((file) => leaving(rule, file, agreed) ?? []);
  return {
    ...rest,
    fields: Object.fromEntries(Object.entries(document.fields).filter(([name]) => names.has(name))),
    comments: contract?.comments === "none" ? [] : document.comments,
    ...(files.length > 0 && { attachments: files }),
    ...(contract?.links !== "none" && links && { links }),
  };
}

function leaving(rule: Contract["attachments"], file: Attachment, { attachments }: Document): Attachment | undefined {
  const known = attachments?.find(({ id }) => id === file.id);
  return attachmentOutside(rule, file) === null || (file.removed && known) ? file : known;
}

/** Both hold it as deleted: what was edited before stays at its side, until the issue lives on. */
export function areDeleted(one: Document, other: Document): boolean {
  return one.deleted && other.deleted;
}

/**
 * At any moment: "up to date" is shown only of what the partner holds as agreed, and only if the partner's tracker could take it or we
 * were told that it could not (docs/PROMISES.md P11).
 */
export function checkMoment({ P, S }: World, variant: Variant, problems: string[]): void {
  const part = (side: World["P"], document: Document, agreed = document): Document =>
    exchanged(side.connection().contract, document, agreed);
  for (const id of P.store.issueIds(null, 100)) {
    const here = P.row(id);
    if (here?.status !== "up to date") continue;
    const there = S.row(id)?.sync;
    if (!there) problems.push(`P11: ${id} is up to date at the primary, unknown to the secondary`);
    else if (!areDeleted(here.sync.mine, there.base) && !sameDocument(part(P, here.sync.mine, there.base), part(P, there.base)))
      problems.push(
        `P11: ${id} is up to date at the primary, the secondary holds ${JSON.stringify(difference(part(P, here.sync.mine, there.base), part(P, there.base)))}`,
      );
    else if (!variant.features.has("stale saves")) {
      // (What is written again over an old text may be refused long after it was agreed: then the news are on their way.)
      const untold = Object.entries(there.refusedHere).filter(
        ([field, { value }]) => !(field in here.sync.partnerRefuses) && sameValue(value, fieldOf(here.sync.mine, field)),
      );
      if (untold.length > 0)
        problems.push(
          `P11: ${id} is up to date at the primary, the secondary's tracker could not take ${untold.map(([field]) => field).join()}`,
        );
    }
  }
  for (const id of S.store.issueIds(null, 100)) {
    const here = S.row(id);
    if (here?.status !== "up to date") continue;
    const there = P.row(id)?.sync;
    const { mine, revision } = here.sync;
    const agreed = there?.snapshots.find((snapshot) => revisionText(snapshot.revision) === revisionText(revision));
    // That the secondary did not agree to a link is news that the primary has not heard yet.
    const toldLater = there !== undefined && compareRevisions(there.agreed, revision) < 0;
    if (!agreed) problems.push(`P11: ${id} is up to date at the secondary, revision ${revisionText(revision)} is unknown to the primary`);
    else if (
      !areDeleted(agreed.document, mine) &&
      !sameDocument(part(S, toldLater ? withoutRefused(agreed.document, here.sync.base) : agreed.document), part(S, mine, agreed.document))
    )
      problems.push(
        `P11: ${id} is up to date at the secondary, the primary numbered ${JSON.stringify(difference(part(S, mine, agreed.document), part(S, agreed.document)))}`,
      );
  }
}

/** Without the links that the secondary did not agree to, since their other issue had left: that news is on its way. */
function withoutRefused(document: Document, agreed: Document): Document {
  const refused = linksBeyond(agreed.links, document.links);
  return refused.length === 0 ? document : withExtras(document, document.attachments, canonicalLinks(linksBeyond(refused, document.links)));
}
