import type { IssueRange } from "../../model/operation.ts";
import { MAX } from "../../protocol/limits.ts";
import type { Context } from "../context.ts";
import { OPEN_STATES } from "../operations-end.ts";
import { rowsInStep } from "./long-steps.ts";
import { type AgreedItem, agreedItems, someItems } from "./agreed-items.ts";

/** Issues read in one whole step: a tenth of a second, since others wait for it. */
const STEP = 20_000;

interface Gathering extends GatheredFor {
  readonly connection: string;
  readonly whole: (readonly AgreedItem[])[];
  /** Of the next range, as far as it was read. */
  open: readonly AgreedItem[];
  from: string | null;
}

const gatherings = new WeakMap<Context, Map<string, Gathering>>();

/** What ranges are gathered for: both sides may compare at the same time. `name`: of one request, or the conversation that is answered. */
export interface GatheredFor {
  readonly side: "asks" | "answers";
  readonly name: string;
}

/**
 * What is agreed of the issues of each range, a part in each call, so that other work goes on between; null: the next call goes on. Of a long range that is what
 * stood there when it was read. Nothing depends on it but about which parts is asked on: issues are named only where there are few, and of those it is what
 * stands there now. Inside a transaction.
 */
export function gather(
  context: Context,
  connection: string,
  { side, name }: GatheredFor,
  ranges: readonly IssueRange[],
): readonly (readonly AgreedItem[])[] | null {
  const kept = gatherings.get(context) ?? new Map<string, Gathering>();
  gatherings.set(context, kept);
  const place = `${connection} ${side}`;
  const before = kept.get(place);
  const now: Gathering = before?.name === name ? before : { connection, side, name, whole: [], open: [], from: null };
  kept.set(place, now);
  for (let left = rowsInStep(context, connection, STEP); now.whole.length < ranges.length;) {
    const range = ranges[now.whole.length];
    if (!range) break;
    const read = someItems(context, connection, { from: now.from ?? range.from, to: range.to }, left);
    now.open = [...now.open, ...read.items];
    left -= read.looked;
    if (read.next !== null) {
      now.from = read.next;
      return null;
    }
    now.whole.push(now.open);
    now.open = [];
    now.from = null;
  }
  kept.delete(place);
  if (now !== before) return now.whole;
  return now.whole.map((items, i) => {
    const range = ranges[i];
    return range && items.length <= MAX.rangeParts ? agreedItems(context, connection, range) : items;
  });
}

/** What was gathered for what is over is forgotten: it may be much. */
export function forgetOver(context: Context): void {
  const kept = gatherings.get(context);
  for (const [place, { connection, side, name }] of kept ?? []) {
    const isWaited =
      side === "answers"
        ? context.store.answered(connection, name)?.state === "working"
        : context.store.askedParts(null, OPEN_STATES).some((open) => open.connection === connection && open.unsent);
    if (!isWaited) kept?.delete(place);
  }
}
