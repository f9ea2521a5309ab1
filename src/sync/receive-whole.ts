import { applyChanges, difference, sameDocument } from "../model/changes.ts";
import type { Role } from "../model/contract.ts";
import { type Document, EMPTY_DOCUMENT, withExtras } from "../model/document.ts";
import type { Failure } from "../model/failure.ts";
import type { IssueSync, Overruled, RefusedField } from "../model/issue-sync.ts";
import { canonicalLinks, linksBeyond } from "../model/link.ts";
import { mergeDocuments, mergeKeepingAlive } from "../model/merge-document.ts";
import { type Revision, compareRevisions, joinedLineage, leadsTo, revisionAfter, sameRevision } from "../model/revision.ts";
import { sameValue } from "../model/value.ts";
import type { IssueMessage } from "../protocol/messages/issue.ts";
import { changedParts } from "./audit-notes.ts";
import { acceptedDocument, checkBorder } from "./border.ts";
import { keep, keepTold } from "./lost.ts";
import { broughtBy } from "./made-again.ts";
import { outgoing, tellable } from "./outgoing.ts";
import { type Merged, authoritative } from "./receive-primary.ts";
import { type Rules, partOf, withPartFrom } from "./rules.ts";
import { lastSnapshot, nextRevision } from "./sync-status.ts";
import { withTheirComments } from "./their-comments.ts";

/**
 * The primary takes all that the secondary knows of an issue, after a Recover (docs/PROTOCOL.md 5, "Whole issues"). The ancestor is what both had: the
 * secondary's base where that is in our history, our newest document where that is in theirs, else nothing, and then what differs is a conflict. The
 * side that was put back loses every conflict; both keep what lost.
 */
export function receiveWhole(rules: Rules, given: IssueSync, message: IssueMessage, trackerRefused: readonly Failure[]): Merged {
  const said = message.whole ?? { document: {}, lineage: [], restored: false };
  const theirBase = applyChanges(EMPTY_DOCUMENT, said.document);
  const full = applyChanges(theirBase, message.changes);
  const isForgotten = rules.forgot?.(given.issue) === true && lastSnapshot(given).revision.number === 0;
  const restoredHere = given.recovering?.restored ?? isForgotten;
  // Of a secondary that was put back, too, only what was agreed: it may take ours for its own in the same way.
  const sync = restoredHere ? withTheirComments(given, said.restored ? theirBase : full, rules.partner) : given;
  // What was numbered between the restore and its notice has numbers that were given before to something else: only what is agreed is certain.
  const newest = (restoredHere && sync.snapshots[0]) || lastSnapshot(sync);
  // One number for two documents: one of them was changed behind the program's back, and nobody knows which.
  const numbered = sync.snapshots.find(({ revision }) => sameRevision(revision, message.base));
  const isDisputed = !restoredHere && !said.restored && numbered !== undefined && !sameButRefusedLinks(numbered.document, theirBase);
  const isOurs = !isDisputed && leadsTo(message.base, newest.revision, sync.lineage ?? []);
  const isTheirs = !isDisputed && leadsTo(newest.revision, message.base, said.lineage);
  const ancestor = isDisputed
    ? EMPTY_DOCUMENT
    : isOurs
      ? theirBase
      : isTheirs
        ? newest.document
        : agreedIn(sync, message.base, said.lineage);
  // What was agreed with us is taken on the secondary's word only where it is known that we forgot it; else it is checked as a change.
  const from = restoredHere ? theirBase : isOurs ? withoutUnknown(theirBase, sync.mine) : ancestor;
  const checked = checkBorder(rules, from, [sync.mine], sync, difference(from, full));
  let theirs = acceptedDocument(from, checked);
  const refused: RefusedField[] = [...checked.refused];
  for (const failure of trackerRefused) {
    const part = failure.field ?? "";
    const value = partOf(theirs, part);
    if (sameValue(value, partOf(from, part)) || sameValue(value, partOf(sync.mine, part))) continue;
    refused.push({ field: part, value, failure });
    theirs = withPartFrom(theirs, part, partOf(from, part) === null ? sync.mine : from);
  }
  const revision = beyond(nextRevision(sync, rules.era), message.base);
  const merge = sync.takesDeletion === false ? mergeKeepingAlive : mergeDocuments;
  const judged = restoredHere === said.restored ? rules : withPolicy(rules, restoredHere ? "secondary" : "primary");
  const merged = merge(judged, ancestor, sync.mine, theirs);
  const ours = outgoing(rules, sync.mine, newest.document);
  const agreed = ours === sync.mine ? merged : merge(judged, ancestor, ours, theirs);
  const refusedParts = new Set(refused.map(({ field }) => field));
  let lost = keepTold(
    rules.contract,
    sync,
    message.overruled.filter(({ field }) => !refusedParts.has(field)),
  );
  const conflicts: Overruled[] = [];
  const untold: Overruled[] = [];
  for (const { part, loser, winner, whose } of merged.conflicts) {
    lost = keep(lost, part, loser, winner, revision);
    const entry = { field: part, value: loser, winner, revision };
    const told = agreed.conflicts.some((other) => other.part === part && other.whose === whose && sameValue(other.winner, winner));
    if (told) conflicts.push(entry);
    else if (whose === "theirs") untold.push(entry);
  }
  const { recovering: _, ...known } = sync;
  return {
    sync: { ...known, mine: merged.document, lost, overruled: [...sync.overruled, ...untold], partnerKey: message.key, failure: null },
    before: given.mine,
    brings: { changes: message.changes, before: theirBase },
    answer: (settled, key) => {
      const { document } = agreed;
      const overruled = tellable(rules, settled);
      // What was told and not confirmed may not have been heard.
      const before = settled.reply ?? { conflicts: [], overruled: [] };
      const previous = { revision: message.base, document: theirBase };
      const next: IssueSync = {
        ...settled,
        base: document,
        revision,
        agreed: message.base,
        snapshots: [previous, { revision, document }],
        overruled: overruled.later,
        partnerRefuses: {},
        reply: {
          conflicts: [...before.conflicts, ...conflicts],
          refused,
          overruled: [...before.overruled, ...overruled.now],
          confirms: true,
          recovers: true,
          brought: broughtBy(previous, theirs, theirBase, theirs),
        },
        lineage: joinedLineage(sync.lineage ?? [], [newest.revision], said.lineage, [message.base]),
        frozen: settled.introducedBy === "partner" && !document.shared,
      };
      const same = sameDocument(theirs, document);
      const result = conflicts.length > 0 ? "conflict" : refused.length > 0 ? "refused" : same ? "applied" : "merged";
      return {
        sync: next,
        messages: [authoritative(rules, next, key, previous, result)],
        tells: same ? [] : changedParts(difference(theirs, document)),
      };
    },
  };
}

/** Who lost what it knew of an issue, and has not recovered, would give a number again that the secondary has. */
function beyond(next: Revision, theirs: Revision): Revision {
  return compareRevisions(next, theirs) > 0 || theirs.number >= HIGHEST ? next : revisionAfter(theirs);
}

/** Nobody comes here by counting. */
const HIGHEST = 2 ** 52;

/** What both agreed on last, if that is in the history of the secondary: what we numbered since is of another one. Else nothing. */
function agreedIn({ snapshots: [agreed] }: IssueSync, base: Revision, lineage: readonly Revision[]): Document {
  return agreed && leadsTo(agreed.revision, base, lineage) ? agreed.document : EMPTY_DOCUMENT;
}

/** Comments and attachments never leave a document: those that we do not have were not agreed with us. */
function withoutUnknown(base: Document, mine: Document): Document {
  const known = new Set([...mine.comments, ...(mine.attachments ?? [])].map(({ id }) => id));
  const comments = base.comments.filter(({ id }) => known.has(id));
  const attachments = base.attachments?.filter(({ id }) => known.has(id));
  return withExtras({ ...base, comments }, attachments, base.links);
}

/** A link that the secondary did not agree to is not in what it holds, and its refusal may not have been heard. One of theirs that we have not is another document. */
function sameButRefusedLinks(ours: Document, theirs: Document): boolean {
  const refused = linksBeyond(theirs.links, ours.links);
  return sameDocument(withExtras(ours, ours.attachments, canonicalLinks(linksBeyond(refused, ours.links))), theirs);
}

function withPolicy(rules: Rules, policy: Role): Rules {
  const { contract } = rules;
  return { ...rules, contract: { ...contract, fields: contract.fields.map((field) => ({ ...field, policy })) } };
}
