import { createHash } from "node:crypto";
import { base32 } from "./base32.ts";

/** Fingerprints of what is agreed, and of ranges, as docs/PROTOCOL.md 9 has them. */
export interface Item {
  readonly issue: string;
  readonly revision: { readonly era: number; readonly number: number };
  readonly document: AgreedDocument;
}

type Plain = string | number | boolean | null | readonly string[];

interface AgreedDocument {
  readonly fields: Readonly<Record<string, Plain | { readonly name: string; readonly email?: string }>>;
  readonly comments: readonly {
    readonly id: string;
    readonly origin: string;
    readonly author: string;
    readonly created: string;
    readonly edited?: string;
    readonly body: string;
    readonly internal?: boolean;
    readonly removed?: boolean;
  }[];
  readonly deleted: boolean;
  readonly attachments?: readonly {
    readonly id: string;
    readonly origin: string;
    readonly name: string;
    readonly size: number;
    readonly sha256: string;
    readonly mediaType: string;
    readonly author: string;
    readonly created: string;
    readonly removed?: boolean;
  }[];
  readonly links?: readonly { readonly kind: string; readonly issue: string }[];
}

const digest = (text: string, bytes: number): string => base32(createHash("sha256").update(text, "utf8").digest().subarray(0, bytes));

export function itemText({ issue, revision, document }: Item): string {
  const { fields, comments, deleted, attachments, links } = document;
  const names = Object.keys(fields).sort((a, b) => (a < b ? -1 : 1));
  const pairs = names.map((name) => {
    const value = fields[name];
    const isPerson = typeof value === "object" && value !== null && "name" in value;
    return [name, isPerson ? [value.name, value.email ?? null] : value];
  });
  const said = [...comments]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, origin, author, created, edited = null, body, internal = false, removed = false }) => [
      id,
      origin,
      author,
      created,
      edited,
      body,
      internal,
      removed,
    ]);
  const later: Record<string, unknown> = {};
  if (attachments)
    later["attachments"] = attachments.map(({ id, origin, name, size, sha256, mediaType, author, created, removed = false }) => [
      id,
      origin,
      name,
      size,
      sha256,
      mediaType,
      author,
      created,
      removed,
    ]);
  if (links) later["links"] = links.map(({ kind, issue: other }) => `${kind} ${other}`);
  const parts = [pairs, said, deleted, ...(Object.keys(later).length > 0 ? [later] : [])];
  return JSON.stringify([issue, revision.era, revision.number, parts]);
}

export function itemFingerprint(item: Item): string {
  return digest(itemText(item), 16);
}

/** Of these items, which are in order of id. */
export function rangeFingerprint(salt: string, items: readonly Item[]): string {
  return digest(`${salt}\n${items.map((item) => `${item.issue} ${itemFingerprint(item)}\n`).join("")}`, 10);
}
