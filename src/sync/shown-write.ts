import { fieldOf } from "../model/document.ts";
import { ok } from "../model/failure.ts";
import { canonicalLinks, linksBeyond, sameLinks, withLinks } from "../model/link.ts";
import { sharedField } from "../model/mapping.ts";
import { sameSpelling } from "../model/spelling.ts";
import type { TrackerChange, TrackerIssue } from "../model/tracker-issue.ts";
import { type Value, canonicalValue, fieldValue, sameValue } from "../model/value.ts";
import type { Tracker } from "../ports/tracker.ts";
import { contractField } from "./rules.ts";
import { translateOut } from "./translation.ts";
import type { Work } from "./work.ts";

/** What an issue shows of a write that may have been performed, field by field. */
export interface Shown {
  readonly present: (name: string) => Value;
  /** In the contract's words, as the shadow is: what was there before the write. */
  readonly stands: (name: string) => boolean;
  /** What was written, in the tracker's own spelling. */
  readonly isRespelt: (name: string, value: Value) => boolean;
}

export function shownIn({ limits }: Tracker, { original, rules }: Work, found: TrackerIssue): Shown {
  const present = (name: string): Value => canonicalValue(fieldValue(found.fields, name));
  return {
    present,
    stands: (name) => {
      const shared = sharedField(rules.mapping, name);
      if (shared === null) return false;
      const field = contractField(rules.contract, shared);
      const out = field ? translateOut(rules, field, present(name)) : ok(present(name));
      return sameValue(out.ok ? canonicalValue(out.value) : present(name), fieldOf(original.shadow, shared));
    },
    isRespelt: (name, value) => limits.respells === true && sameSpelling(present(name), value),
  };
}

/**
 * Whether the issue proves that the write was performed. Nobody else knows the ids of comments and files that came with it: where there are such, they
 * alone say so. Fields and links our user may have typed as well: new links of which none shows outweigh a field that does, or what the partner linked
 * would pass for unlinked by our user, on both sides. What was taken out again by hand stands there again then. A link that was to go is in doubt kept.
 * `returns`: it may have come out of the trash by our user's hand, with all that it had.
 */
export function isShown(
  change: TrackerChange,
  { original: { shadow } }: Work,
  found: TrackerIssue,
  shown: Shown,
  returns: boolean,
): boolean {
  const { fields = {}, comments = [], removedComments = [], attachments = [], removedAttachments = [], links } = change;
  const [here, before] = [idsOf(found.comments, found.attachments), idsOf(shadow.comments, shadow.attachments)];
  const fresh = [...comments, ...attachments].filter(({ id }) => !before.has(id));
  if (fresh.length > 0) return fresh.some(({ id }) => here.has(id));
  const linked = linksBeyond(shadow.links, links?.added);
  if (Object.keys(fields).length + comments.length + removedComments.length + attachments.length + removedAttachments.length === 0)
    return linked.length > 0 && sameLinks(withLinks(found.links, links ?? {}), canonicalLinks(found.links ?? []));
  if (linked.length > 0 && linksBeyond(found.links, linked).length === linked.length) return false;
  // Where two of our words are one of theirs, what was written shows.
  const isWritten = ([name, value]: readonly [string, Value]): boolean =>
    sameValue(shown.present(name), canonicalValue(value))
      ? !returns || !shown.stands(name)
      : shown.isRespelt(name, value) && !shown.stands(name);
  return (
    Object.entries(fields).some(isWritten) ||
    comments.some(({ id, body }) => found.comments.some((other) => other.id === id && other.body === body))
  );
}

interface Named {
  readonly id: string;
  readonly removed?: boolean;
}

function idsOf(...lists: readonly (readonly Named[] | undefined)[]): ReadonlySet<string> {
  return new Set(lists.flatMap((list = []) => list.filter(({ removed }) => !removed).map(({ id }) => id)));
}
