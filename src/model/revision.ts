/** Number of a document that the primary made authoritative. Eras grow when the primary was restored. */
export interface Revision {
  readonly era: number;
  readonly number: number;
}

/** Before anything was agreed. */
export const NO_REVISION: Revision = { era: 0, number: 0 };

export function sameRevision(a: Revision, b: Revision): boolean {
  return a.era === b.era && a.number === b.number;
}

/** Negative, zero or positive, as for sorting. */
export function compareRevisions(a: Revision, b: Revision): number {
  return a.era - b.era || a.number - b.number;
}

/**
 * Whether `revision` is in the history that leads to `to`. `lineage`: the last revision of each earlier era in that history.
 */
export function leadsTo(revision: Revision, to: Revision, lineage: readonly Revision[]): boolean {
  if (revision.number === 0) return true;
  if (revision.era === to.era) return revision.number <= to.number;
  return lineage.some(({ era, number }) => era === revision.era && revision.number <= number);
}

/** The history behind a document that was made of two: of every era what is later. */
export function joinedLineage(...histories: readonly (readonly Revision[])[]): readonly Revision[] {
  const last = new Map<number, number>();
  for (const { era, number } of histories.flat()) if (number > (last.get(era) ?? 0)) last.set(era, number);
  return [...last].map(([era, number]) => ({ era, number })).sort(compareRevisions);
}

/** The one that the primary gives next: of the present era, if that is newer, and above every number that left once. */
export function revisionAfter(last: Revision, era = 0, spent = 0): Revision {
  return era > last.era ? { era, number: spent + 1 } : { era: last.era, number: Math.max(last.number, spent) + 1 };
}

/** `era.number`, as `--json` and the messages to people show it. */
export function revisionText(revision: Revision): string {
  return `${revision.era}.${revision.number}`;
}
