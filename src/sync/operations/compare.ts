import type { Connection } from "../../model/connection.ts";
import type { IssueId } from "../../model/document.ts";
import type { Comparison, Difference, IssueRange } from "../../model/operation.ts";
import { MAX } from "../../protocol/limits.ts";
import type { ChecksumsWanted, RangeAnswer } from "../../protocol/parts/operation.ts";
import type { Context } from "../context.ts";
import { type AgreedItem, agreedItems, someItems } from "./agreed-items.ts";
import { isBusy } from "./busy.ts";
import { gather } from "./gathered.ts";
import { areItemsOf, rangeFingerprint, rangesOf } from "./range-checksums.ts";

/** Behind every id, which are base32 (`ids.ts`). */
const BEHIND_ALL = "~";

export const WHOLE: IssueRange = { from: null, to: null };

/** Requests of one comparison: a partner that always finds another part to tell apart keeps nobody busy for ever. */
const MOST_ROUNDS = 100;
/** Ranges that wait to be asked for: several times what a project has issues. */
const MOST_OPEN = 1_000_000;
/** Issues read here for the parts of one message: a tenth of a second, since others wait for it. */
const MOST_READ = 20_000;
/** Differences that are listed and repaired by one comparison; the next one finds the others. */
const MOST_LISTED = 10_000;

/** What is asked in the next request; null: not all of it is read yet, and the next call goes on. Inside a transaction. */
export function nextRanges(
  context: Context,
  connection: string,
  comparison: Comparison,
): null | { readonly next: Comparison; readonly wanted: ChecksumsWanted } {
  const { salt, waiting, rounds } = comparison;
  const inOrder = waiting.toSorted((a, b) => ((a.from ?? "") < (b.from ?? "") ? -1 : 1));
  const asked = inOrder.slice(0, MAX.ranges);
  const items = gather(context, connection, { side: "asks", name: `${salt} ${rounds}` }, asked);
  if (!items) return null;
  const ranges = asked.map(({ from, to }, i): ChecksumsWanted["ranges"][number] => [
    from,
    to,
    rangeFingerprint(context.crypto, salt, items[i] ?? []),
  ]);
  return { next: { ...comparison, asked, waiting: inOrder.slice(MAX.ranges), rounds: rounds + 1 }, wanted: { salt, ranges } };
}

/**
 * What the partner's answers say, beside what stands here now: their streams are in order, so whatever it knew then is known here, but for issues of
 * which something is on its way. Inside a transaction. null: no answers to what was asked, or they never end.
 */
export function compared(context: Context, connection: Connection, given: Comparison, answers: readonly RangeAnswer[]): Comparison | null {
  const { salt, asked, rounds } = given;
  if (answers.length > asked.length || (answers.length === 0 && asked.length > 0) || rounds > MOST_ROUNDS) return null;
  const here = {
    isBusy: (issue: IssueId): boolean => isBusy(context, connection, issue),
    isKnown: (issue: IssueId): boolean => context.store.sync(connection.id, issue) !== null,
    isDeleted: (issue: IssueId): boolean => context.store.sync(connection.id, issue)?.base.deleted === true,
  };
  const waiting: IssueRange[] = [...asked.slice(answers.length), ...given.waiting];
  const differences: Difference[] = [...given.differences];
  let { found, underWay } = given;
  let left = MOST_READ;
  for (const [i, answer] of answers.entries()) {
    const range = asked[i] ?? WHOLE;
    if ("equal" in answer) continue;
    if ("parts" in answer) {
      const parts = rangesOf(range, answer.parts);
      if (!parts) return null;
      const { items, looked, next } = someItems(context, connection.id, range, left);
      left -= looked;
      // Too many to look at here: which parts are equal is for the partner to say, who is asked with what is gathered over several passes.
      if (next !== null) {
        waiting.push(...parts.map(({ from, to }) => ({ from, to })));
        continue;
      }
      // Both are in order: one walk over the items.
      let at = 0;
      for (const { from, to, theirs } of parts) {
        const begin = at;
        const end = to ?? BEHIND_ALL;
        for (let item = items[at]; item !== undefined && item.issue < end; item = items[at]) at++;
        if (rangeFingerprint(context.crypto, salt, items.slice(begin, at)) !== theirs) waiting.push({ from, to });
      }
      continue;
    }
    // The range is read whole, however long: it is not asked for again, so each issue is read once like this in a comparison.
    if (
      !areItemsOf(
        range,
        answer.items.map(([id]) => id),
      )
    )
      return null;
    for (const { busy, ...difference } of differing(context, salt, agreedItems(context, connection.id, range), answer.items, here)) {
      if (busy) underWay += 1;
      else {
        found += 1;
        if (differences.length < MOST_LISTED) differences.push(difference);
      }
    }
  }
  if (waiting.length > MOST_OPEN) return null;
  return { ...given, asked: [], waiting, differences, found, underWay };
}

type Listed = Extract<RangeAnswer, { readonly items: unknown }>["items"];

function differing(
  { crypto }: Context,
  salt: string,
  ours: readonly AgreedItem[],
  theirs: Listed,
  { isBusy, isKnown, isDeleted }: Readonly<Record<"isBusy" | "isKnown" | "isDeleted", (issue: IssueId) => boolean>>,
): readonly (Difference & { readonly busy: boolean })[] {
  const there = new Map(theirs.map(([issue, fingerprint, busy]) => [issue, { fingerprint, busy: busy === 1 }]));
  const here = new Set(ours.map(({ issue }) => issue));
  const found = ours.flatMap((item): readonly (Difference & { readonly busy: boolean })[] => {
    const other = there.get(item.issue);
    const busy = isBusy(item.issue) || other?.busy === true;
    if (other?.fingerprint === rangeFingerprint(crypto, salt, [item])) return [];
    const kind = isDeleted(item.issue) ? "deleted here" : other ? "different" : "missing there";
    return [{ issue: item.issue, kind, busy }];
  });
  // What this side knows and takes no part in is none: why, is between the two and not for a comparison to say.
  const missing = [...there].flatMap(([issue, { busy }]): readonly (Difference & { readonly busy: boolean })[] =>
    here.has(issue) || isKnown(issue) ? [] : [{ issue, kind: "missing here", busy }],
  );
  return [...found, ...missing].sort((a, b) => (a.issue < b.issue ? -1 : 1));
}
