import { changedFields, sameDocument } from "../model/changes.ts";
import { type Document, extras, fieldOf, withExtras } from "../model/document.ts";
import type { IssueSync } from "../model/issue-sync.ts";
import { canonicalLinks, mergeLinks, sameLinks } from "../model/link.ts";
import { mergeValue } from "../model/merge-value.ts";
import { canonicalValue, sameValue } from "../model/value.ts";
import { withoutTheirs } from "./changed-words.ts";
import { editedValue } from "./edited-value.ts";
import { keep } from "./lost.ts";
import type { Projection } from "./projection.ts";
import { type Rules, commentPart, contractField, partOf } from "./rules.ts";

export interface Taken {
  readonly sync: IssueSync;
  /** What the tracker holds is older than what was agreed, or a partner's comment is missing: it must be written again. */
  readonly rewrite: boolean;
  /** Fields where it shows something older than `mine`. */
  readonly stale: readonly string[];
  readonly shows: Projection["shows"];
}

/**
 * Takes up what our user did: the difference between tracker and shadow, never between tracker and base (A4).
 * With an `ancestor` (a stale text) edits are differences from it, and what changed here since is merged three-way: nothing that the
 * user did not see is taken back, nothing he typed is dropped without a record.
 * Editing a field whose agreed value the tracker could not hold overrules a value that its author must hear of.
 */
export function takeLocal(rules: Rules, sync: IssueSync, found: Projection, ancestor: Document | null): Taken {
  const from = ancestor ?? sync.shadow;
  const mine = new Map(Object.entries(sync.mine.fields));
  const refusedHere = { ...sync.refusedHere };
  const refusedThere = { ...sync.refusedThere };
  let { overruled, lost } = sync;
  // What was agreed while the issue was away is not in the text that comes back.
  const returns = sync.shadow.deleted && !found.document.deleted;
  for (const { id, body, stands } of found.typed) lost = keep(lost, commentPart(id), body, stands, sync.revision);
  const wereStale = new Set(returns ? changedFields(sync.shadow, sync.mine) : sync.pendingWrite?.stale);
  const stale: string[] = [];
  const typed: string[] = [];
  let rewrite = returns || found.restores.length + found.restoredFiles.length > 0;
  for (const field of rules.contract.fields) {
    const { name } = field;
    const now = fieldOf(found.document, name);
    const shadow = fieldOf(sync.shadow, name);
    const before = fieldOf(from, name);
    if (sameValue(now, before)) {
      if (!sameValue(now, shadow)) rewrite = true;
      if (!sameValue(now, shadow) || wereStale.has(name)) stale.push(name);
      continue;
    }
    typed.push(name);
    const current = fieldOf(sync.mine, name);
    const refused = Object.hasOwn(refusedHere, name) ? refusedHere[name] : undefined;
    if (refused && !sameValue(refused.value, now))
      overruled = [...overruled, { field: name, value: refused.value, winner: now, revision: sync.revision }];
    delete refusedHere[name];
    const seen = sameValue(before, shadow) && !wereStale.has(name);
    const merged = !seen
      ? mergeValue(field.kind, before, now, current, field.policy === rules.role)
      : refused
        ? { value: now, lost: null }
        : editedValue(rules, field, shadow, now, current);
    if (merged.lost?.whose === "ours") lost = keep(lost, name, now, merged.value, sync.revision);
    // A value that was agreed may be the partner's: its author is told. One of our own that was not sent yet is kept here.
    if (merged.lost?.whose === "theirs" && sameValue(current, fieldOf(sync.base, name)))
      overruled = [...overruled, { field: name, value: current, winner: merged.value, revision: sync.revision }];
    else if (merged.lost?.whose === "theirs") lost = keep(lost, name, current, merged.value, sync.revision);
    if (!seen && !sameValue(merged.value, now)) {
      rewrite = true;
      stale.push(name);
    }
    const value = canonicalValue(merged.value);
    if (value === null) mine.delete(name);
    else mine.set(name, value);
    const told = Object.hasOwn(refusedThere, name) ? refusedThere[name] : undefined;
    if (told && !sameValue(told.value, value)) delete refusedThere[name];
  }
  const deleted = found.document.deleted === from.deleted ? sync.mine.deleted : found.document.deleted;
  if (found.document.deleted === from.deleted && found.document.deleted !== sync.shadow.deleted) rewrite = true;
  if (deleted !== sync.mine.deleted) {
    delete refusedThere["deleted"];
    delete refusedHere["deleted"];
  }
  const links = canonicalLinks(mergeLinks(from.links, found.document.links, sync.mine.links));
  // A stale text lacks links that came since, or has some that went: they are written again.
  if (ancestor && !sameLinks(links, found.document.links)) rewrite = true;
  const next: Document = {
    fields: Object.fromEntries(mine),
    comments: found.document.comments,
    deleted,
    shared: sync.mine.shared,
    ...extras(found.document.attachments, links),
  };
  for (const [part, told] of Object.entries(refusedThere))
    if (part.includes(":") && !sameValue(told.value, partOf(next, part))) delete refusedThere[part];
  const edited = !sameDocument(next, sync.mine);
  const shadow: Document = {
    ...withExtras(found.shadow, unmovedFiles(rules.partner, sync.shadow.attachments, found), found.shadow.links),
    fields: { ...outside(rules, sync.shadow), ...found.shadow.fields },
    comments: unmoved(rules.partner, sync.shadow.comments, found),
  };
  return {
    sync: {
      ...withoutKept(withoutTheirs(typed, sync)),
      // What was too long to be sent may be short enough now.
      failure: edited && sync.failure?.code === "TOO_LONG" ? null : sync.failure,
      mine: edited ? next : sync.mine,
      shadow: sameDocument(shadow, sync.shadow) ? sync.shadow : shadow,
      refusedHere,
      refusedThere,
      overruled,
      lost,
      unsendable: found.unsendable,
      ...(Object.keys(found.stays).length > 0 && { stays: found.stays }),
      ...(found.unsaid.length > 0 && { unsaid: found.unsaid }),
    },
    rewrite,
    stale,
    shows: found.shows,
  };
}

/** A partner's comments that are to be written again stay as they were seen last: until that is done every look finds the difference. */
function unmoved(partner: string, before: Document["comments"], { document, shadow, restores }: Projection): Document["comments"] {
  if (restores.length === 0) return shadow.comments;
  const waits = new Set(document.comments.filter(({ id, origin }) => origin === partner && restores.includes(id)).map(({ id }) => id));
  return [...shadow.comments.filter(({ id }) => !waits.has(id)), ...before.filter(({ id }) => waits.has(id))].sort((a, b) =>
    a.id < b.id ? -1 : 1,
  );
}

/** The same for files. */
function unmovedFiles(
  partner: string,
  before: Document["attachments"],
  { document, shadow, restoredFiles }: Projection,
): Document["attachments"] {
  const theirs = new Set(document.attachments?.flatMap(({ id, origin }) => (origin === partner && restoredFiles.includes(id) ? [id] : [])));
  if (theirs.size === 0) return shadow.attachments;
  const waits = (all: Document["attachments"] = []): NonNullable<Document["attachments"]> => all.filter(({ id }) => theirs.has(id));
  const others = shadow.attachments?.filter(({ id }) => !theirs.has(id)) ?? [];
  return [...others, ...waits(before)].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function withoutKept(sync: IssueSync): IssueSync {
  const { stays: _, unsaid: __, ...rest } = sync;
  return rest;
}

/** Fields that the contract does not name (any more) stay as they were seen last: an edit meanwhile shows once it names them again. */
function outside(rules: Rules, shadow: Document): Document["fields"] {
  return Object.fromEntries(Object.entries(shadow.fields).filter(([name]) => !contractField(rules.contract, name)));
}

/** The tracker no longer has the issue: our user deleted it. */
export function projectGone(sync: IssueSync): Projection {
  const shadow = { ...sync.shadow, deleted: true };
  return {
    document: withExtras({ ...shadow, comments: sync.mine.comments }, sync.mine.attachments, sync.shadow.links),
    shadow,
    unsendable: sync.unsendable,
    restores: [],
    shows: {},
    typed: [],
    restoredFiles: [],
    stays: {},
    unsaid: sync.unsaid ?? [],
  };
}
