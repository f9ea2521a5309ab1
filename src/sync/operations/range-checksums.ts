import { toBase32 } from "../../model/base32.ts";
import type { IssueId } from "../../model/document.ts";
import type { IssueRange } from "../../model/operation.ts";
import type { Crypto } from "../../ports/crypto.ts";
import { MAX } from "../../protocol/limits.ts";
import type { RangeAnswer } from "../../protocol/parts/operation.ts";
import type { AgreedItem } from "./agreed-items.ts";

/** Of 80 bits: equal by chance once in 10^24, and who could aim at it does not know the salt. */
const BYTES = 10;

/** Stands for the issues of a range, in order: SHA-256 of the salt and of id and fingerprint of each (docs/PROTOCOL.md 9). */
export function rangeFingerprint(crypto: Crypto, salt: string, items: readonly AgreedItem[]): string {
  const text = `${salt}\n${items.map(({ issue, fingerprint }) => `${issue} ${fingerprint}\n`).join("")}`;
  return toBase32(crypto.sha256(new TextEncoder().encode(text)).subarray(0, BYTES));
}

/** What this side says of a range whose fingerprint there is `theirs`. `isBusy`: something of the issue is on its way here. */
export function answerRange(
  crypto: Crypto,
  { salt, range, theirs }: { readonly salt: string; readonly range: IssueRange; readonly theirs: string },
  items: readonly AgreedItem[],
  isBusy: (issue: IssueId) => boolean,
): RangeAnswer {
  if (rangeFingerprint(crypto, salt, items) === theirs) return { equal: true };
  if (items.length <= MAX.rangeParts)
    return {
      items: items.map((item) => {
        const fingerprint = rangeFingerprint(crypto, salt, [item]);
        return isBusy(item.issue) ? [item.issue, fingerprint, 1] : [item.issue, fingerprint];
      }),
    };
  return { parts: partsOf(items, range.to).map(({ to, items: some }) => [to, rangeFingerprint(crypto, salt, some)]) };
}

interface Part {
  readonly to: IssueId | null;
  readonly items: readonly AgreedItem[];
}

/** As many parts as are allowed, of about equal length. */
function partsOf(items: readonly AgreedItem[], end: IssueId | null): readonly Part[] {
  const length = Math.ceil(items.length / MAX.rangeParts);
  const parts: Part[] = [];
  for (let at = 0; at < items.length; at += length)
    parts.push({ to: items[at + length]?.issue ?? end, items: items.slice(at, at + length) });
  return parts;
}

/** The ranges that the parts of an answer are, or null where they are no parts of this range: in order, each further, up to its end. */
export function rangesOf(
  range: IssueRange,
  parts: readonly (readonly [IssueId | null, string])[],
): readonly (IssueRange & { theirs: string })[] | null {
  let from = range.from;
  const ranges: (IssueRange & { theirs: string })[] = [];
  for (const [i, [to, theirs]] of parts.entries()) {
    const isLast = i === parts.length - 1;
    if (isLast ? to !== range.to : to === null || !isBetween(to, from, range.to)) return null;
    ranges.push({ from, to, theirs });
    from = to;
  }
  return ranges;
}

/** Whether ids that are listed one by one are of the range, in order, and each once. */
export function areItemsOf(range: IssueRange, ids: readonly IssueId[]): boolean {
  return ids.every(
    (id, i) => (i === 0 ? range.from === null || id >= range.from : id > (ids[i - 1] ?? "")) && (range.to === null || id < range.to),
  );
}

/** Whether the ranges are in order and have nothing in common: then one walk over all issues answers them. */
export function areDisjoint(ranges: readonly (readonly [IssueId | null, IssueId | null, string])[]): boolean {
  return ranges.every(([from, to], i) => {
    const before = ranges[i - 1]?.[1];
    return (
      (from === null ? i === 0 : before === undefined || (before !== null && from >= before)) &&
      (from === null || to === null || from <= to)
    );
  });
}

function isBetween(id: IssueId, from: IssueId | null, to: IssueId | null): boolean {
  return (from === null || id > from) && (to === null || id < to);
}
