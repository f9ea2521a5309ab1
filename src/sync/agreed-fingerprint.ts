import type { Attachment } from "../model/attachment.ts";
import { toBase32 } from "../model/base32.ts";
import type { Document } from "../model/document.ts";
import type { IssueSync } from "../model/issue-sync.ts";
import { linkText } from "../model/link.ts";
import type { Crypto } from "../ports/crypto.ts";
import type { AgreedPrint } from "../ports/store.ts";

/**
 * Whether both sides are to have the same of it: not what never was agreed, and not what one of them knows to be shared no more. Of what
 * was deleted here, where deletions are kept, the partner is not told: it stands as it was agreed, until the partner said something of it.
 */
function isAgreedOn({ revision, base, frozen, keptAway, failure }: IssueSync): boolean {
  return revision.number > 0 && base.shared && (!frozen || keptAway === true) && !NOT_THERE.has(failure?.code ?? "");
}

/** The partner said that it has no such issue from us: an error that is shown already. */
const NOT_THERE: ReadonlySet<string> = new Set(["NOT_SHARED", "ALREADY_SHARED"]);

/** As the store keeps it; an empty fingerprint where nothing is to be compared. */
export function agreedPrint(crypto: Pick<Crypto, "sha256">, sync: IssueSync): AgreedPrint {
  return { fingerprint: isAgreedOn(sync) ? agreedFingerprint(crypto, sync) : "", isDeleted: sync.base.deleted };
}

/** Stands for what is agreed of an issue (docs/PROTOCOL.md 9). */
export function agreedFingerprint(
  crypto: Pick<Crypto, "sha256">,
  { issue, revision, base }: Pick<IssueSync, "issue" | "revision" | "base">,
): string {
  const text = JSON.stringify([issue, revision.era, revision.number, canonical(base)]);
  return toBase32(crypto.sha256(new TextEncoder().encode(text)).subarray(0, 16));
}

/** The same text for the same document, on whatever side it was put together. */
function canonical({ fields, comments, deleted, attachments, links }: Document): unknown {
  const later = { ...(attachments && { attachments: attachments.map(attachmentWords) }), ...(links && { links: links.map(linkText) }) };
  return [
    Object.entries(fields)
      .map(([name, value]) => [name, isPerson(value) ? [value.name, value.email ?? null] : value])
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    comments.map(({ id, origin, author, created, edited, body, internal, removed }) => [
      id,
      origin,
      author,
      created,
      edited ?? null,
      body,
      internal ?? false,
      removed ?? false,
    ]),
    deleted,
    // What came later stands at the end, and only where it is: a document without it has the fingerprint that it had.
    ...(Object.keys(later).length > 0 ? [later] : []),
  ];
}

function attachmentWords({ id, origin, name, size, sha256, mediaType, author, created, removed }: Attachment): unknown {
  return [id, origin, name, size, sha256, mediaType, author, created, removed ?? false];
}

function isPerson(value: Document["fields"][string]): value is { readonly name: string; readonly email?: string } {
  return typeof value === "object" && value !== null && "name" in value;
}
