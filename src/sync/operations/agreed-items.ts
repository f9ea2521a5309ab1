import { toBase32 } from "../../model/base32.ts";
import type { Attachment } from "../../model/attachment.ts";
import type { Document, IssueId } from "../../model/document.ts";
import type { IssueSync } from "../../model/issue-sync.ts";
import { linkText } from "../../model/link.ts";
import type { IssueRange } from "../../model/operation.ts";
import type { AgreedFingerprint } from "../../ports/store.ts";
import type { Context } from "../context.ts";

/** Issues looked at in one transaction. */
const STEP = 2_000;

/** An issue of which something is agreed; the fingerprint stands for its id, its revision and its document. */
export interface AgreedItem {
  readonly issue: IssueId;
  readonly fingerprint: string;
}

/**
 * Works out the fingerprints of issues that changed since the last time, a bounded number in one transaction, so that other work goes on between.
 * Whether all are known now: then `agreedItems` reads an index.
 */
export function freshen(context: Context, connection: string): boolean {
  const { store } = context;
  const issues = store.unprinted(connection, STEP);
  if (issues.length > 0)
    store.transaction(() => {
      for (const issue of issues) printed(context, connection, { issue, fingerprint: null });
    });
  return issues.length < STEP;
}

/** All of the range, in order. Inside a transaction. */
export function agreedItems(context: Context, connection: string, range: IssueRange): readonly AgreedItem[] {
  return context.store
    .fingerprints(connection, range, Number.MAX_SAFE_INTEGER)
    .map((row) => ({ issue: row.issue, fingerprint: printed(context, connection, row) }))
    .filter(({ fingerprint }) => fingerprint !== "");
}

function printed(context: Context, connection: string, { issue, fingerprint }: AgreedFingerprint): string {
  if (fingerprint !== null) return fingerprint;
  const sync = context.store.sync(connection, issue);
  const made = sync && isAgreedOn(sync) ? agreedFingerprint(context.crypto, sync) : "";
  context.store.setFingerprint(connection, issue, made, sync?.base.deleted ?? false);
  return made;
}

/**
 * Whether both sides are to have the same of it: not what never was agreed, and not what one of them knows to be shared no more. Of what
 * was deleted here, where deletions are kept, the partner is not told: it stands as it was agreed, until the partner said something of it.
 */
function isAgreedOn({ revision, base, frozen, keptAway, failure }: IssueSync): boolean {
  return revision.number > 0 && base.shared && (!frozen || keptAway === true) && !NOT_THERE.has(failure?.code ?? "");
}

/** The partner said that it has no such issue from us: an error that is shown already. */
const NOT_THERE: ReadonlySet<string> = new Set(["NOT_SHARED", "ALREADY_SHARED"]);

/** Stands for what is agreed of an issue (docs/PROTOCOL.md 9). */
export function agreedFingerprint(
  crypto: Context["crypto"],
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
