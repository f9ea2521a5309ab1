import type { ContentState } from "../../model/content-state.ts";
import type { AnsweredOperation, AskedOperation } from "../../model/operation.ts";
import type { Context } from "../context.ts";
import { OPEN_STATES } from "../operations-end.ts";

/** An operation whose content travels. */
export type WithContent<Row> = Row & { readonly content: ContentState };

const OPEN_ANSWERED = ["identified", "working"] as const;

/** What this side asked for on the connection. */
export function openAsked({ store }: Pick<Context, "store">, id: string): readonly WithContent<AskedOperation>[] {
  return store
    .askedParts(null, OPEN_STATES)
    .flatMap((row) => (row.connection === id && row.content ? [{ ...row, content: row.content }] : []));
}

/** What the partner asked for on the connection. */
export function openAnswered({ store }: Pick<Context, "store">, id: string): readonly WithContent<AnsweredOperation>[] {
  return store.answeredIn(id, OPEN_ANSWERED).flatMap((row) => (row.content ? [{ ...row, content: row.content }] : []));
}
