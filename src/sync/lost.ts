import type { Contract } from "../model/contract.ts";
import type { IssueSync, LostValue, Overruled } from "../model/issue-sync.ts";
import type { Revision } from "../model/revision.ts";
import { type Value, sameValue, valueKey } from "../model/value.ts";
import { attachmentPart, commentPart } from "./rules.ts";

/** Records a value of our user that lost, once as long as it is not resolved (A7). */
export function keep(lost: readonly LostValue[], field: string, value: Value, winner: Value, revision: Revision): readonly LostValue[] {
  if (sameValue(value, winner)) return lost;
  const there = lost.some((other) => !other.resolved && other.field === field && sameValue(other.value, value));
  return there ? lost : [...lost, { field, value, winner, revision, resolved: false }];
}

/** Lost values of one issue that may wait to be looked at because a partner told of them. */
const MAX_OPEN = 1_000;

/**
 * Records values of our user of which the partner says that they lost. Not taken: what this issue never had here and the contract does not
 * name, and what comes when many wait already. What our own merges drop is always kept (`keep`).
 */
export function keepTold(contract: Contract, sync: IssueSync, values: readonly Overruled[]): readonly LostValue[] {
  if (values.length === 0) return sync.lost;
  const known = knownParts(contract, sync);
  const there = new Set(sync.lost.filter(({ resolved }) => !resolved).map(nameOf));
  const added: LostValue[] = [];
  for (const { field, value, winner, revision } of values) {
    if (there.size >= MAX_OPEN) break;
    const name = nameOf({ field, value });
    if (!known.has(field) || there.has(name) || sameValue(value, winner)) continue;
    there.add(name);
    added.push({ field, value, winner, revision, resolved: false });
  }
  return added.length === 0 ? sync.lost : [...sync.lost, ...added];
}

function nameOf({ field, value }: Pick<Overruled, "field" | "value">): string {
  return `${field} ${valueKey(value)}`;
}

/** A field that left the contract may still be told of, if this issue had it. */
function knownParts(contract: Contract, sync: IssueSync): ReadonlySet<string> {
  const known = new Set(["deleted", "shared", ...contract.fields.map(({ name }) => name)]);
  const documents = new Set([sync.base, sync.mine, sync.shadow, ...sync.snapshots.map(({ document }) => document)]);
  if (sync.sent) documents.add(sync.sent);
  for (const { fields, comments, attachments = [] } of documents) {
    for (const name of Object.keys(fields)) known.add(name);
    for (const { id } of comments) known.add(commentPart(id));
    for (const { id } of attachments) known.add(attachmentPart(id));
  }
  return known;
}

export function hasOpenConflict(sync: IssueSync): boolean {
  return sync.lost.some((value) => !value.resolved);
}
