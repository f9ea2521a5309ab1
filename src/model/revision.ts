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

/** `era.number`, as `--json` and the messages to people show it. */
export function revisionText(revision: Revision): string {
  return `${revision.era}.${revision.number}`;
}
