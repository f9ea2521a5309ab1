import type { IssueId } from "./document.ts";

/** That an issue has to do with another one, in one direction: `blocks`. */
export interface Link {
  /** Words of people, one line; nothing is decided by them. */
  readonly kind: string;
  readonly issue: IssueId;
}

/** Words with single spaces between them, at most 60 characters, none of them a control character. */
export const LINK_KIND = /^[^\s\p{Cc}]+( [^\s\p{Cc}]+)*$/u;

export function isLinkKind(kind: string): boolean {
  return kind.length <= 60 && LINK_KIND.test(kind);
}

/** One line for one link. Ids have no spaces, so that no two links have the same. */
export function linkText({ kind, issue }: Link): string {
  return `${kind} ${issue}`;
}

/** The link that `linkText` made a line of; null: it is none. */
export function linkOfText(text: string): Link | null {
  const at = text.lastIndexOf(" ");
  return at <= 0 || at === text.length - 1 ? null : { kind: text.slice(0, at), issue: text.slice(at + 1) };
}

/** Each once, in order of their lines; undefined for none: a document without links has no member for them. */
export function canonicalLinks(links: readonly Link[]): readonly Link[] | undefined {
  const once = new Map(links.map((link) => [linkText(link), link]));
  return once.size === 0 ? undefined : [...once.keys()].sort().flatMap((text) => once.get(text) ?? []);
}

export function sameLinks(a: readonly Link[] = [], b: readonly Link[] = []): boolean {
  return a === b || (a.length === b.length && a.every((link, i) => sameLink(link, b[i])));
}

function sameLink(a: Link, b: Link | undefined): boolean {
  return a.kind === b?.kind && a.issue === b.issue;
}

/** Those of `to` that `from` has not. */
export function linksBeyond(from: readonly Link[] = [], to: readonly Link[] = []): readonly Link[] {
  const known = new Set(from.map(linkText));
  return to.filter((link) => !known.has(linkText(link)));
}

/** Of two sets of links: those that are new, and those that went. */
export interface LinkChanges {
  readonly added?: readonly Link[];
  readonly removed?: readonly Link[];
}

/** undefined: they are the same. */
export function changedLinks(from: readonly Link[] | undefined, to: readonly Link[] | undefined): LinkChanges | undefined {
  const [added, removed] = [linksBeyond(from, to), linksBeyond(to, from)];
  if (added.length + removed.length === 0) return undefined;
  return { ...(added.length > 0 && { added }), ...(removed.length > 0 && { removed }) };
}

export function withLinks(links: readonly Link[] | undefined, { added = [], removed }: LinkChanges): readonly Link[] | undefined {
  return canonicalLinks([...linksBeyond(removed, links), ...added]);
}

/** A link of the ancestor stays if both sides have it; any other that one side has is added. Nothing is lost. */
export function mergeLinks(ancestor: readonly Link[] = [], ours: readonly Link[] = [], theirs: readonly Link[] = []): readonly Link[] {
  const gone = new Set([...linksBeyond(ours, ancestor), ...linksBeyond(theirs, ancestor)].map(linkText));
  return [...ours, ...linksBeyond(ours, theirs)].filter((link) => !gone.has(linkText(link)));
}
