import type { ContentState } from "../../model/content-state.ts";
import { type Transfer, partsGot, rangeOf } from "../../model/content-state.ts";
import { PART_TAG_BYTES } from "../../envelope/part.ts";
import type { Context } from "../context.ts";

const fact = (connection: string): string => `parts:${connection}`;

/** Whether parts of ours may stand in the exchange folder: on record before the first one does, until none is left. */
export function mayHaveParts({ store }: Context, connection: string): boolean {
  return store.fact(fact(connection)) !== null;
}

export function noteParts(context: Context, connection: string, may = true): void {
  const { store } = context;
  if (mayHaveParts(context, connection) === may) return;
  store.transaction(() => {
    if (may) lookForParts(context, connection);
    else store.removeFacts(fact(connection));
  });
}

/** Inside a transaction. */
export function lookForParts({ store }: Context, connection: string): void {
  store.setFact(fact(connection), "1");
}

/** Parts that were said to stand ready and do not, or not in their size. `standing`: sizes of what stands, by `transfer number`. */
export function missingOf(
  { transfer, got, ready, file }: ContentState & { readonly transfer: Transfer },
  standing: ReadonlyMap<string, number>,
): readonly number[] {
  const missing: number[] = [];
  for (let number = partsGot(transfer, got); number < ready; number++) {
    const { length } = rangeOf(transfer, number, file.size);
    if (standing.get(`${transfer.id} ${number}`) !== length + PART_TAG_BYTES) missing.push(number);
  }
  return missing;
}
