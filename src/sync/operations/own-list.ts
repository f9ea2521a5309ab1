import type { IssueList, IssuesWanted } from "../../protocol/parts/operation.ts";
import type { Context } from "../context.ts";
import { oneLine } from "../one-line.ts";
import { numberingOf } from "./numbering.ts";

/**
 * A page of the issues that are agreed on the connection (docs/PROTOCOL.md 7), by stamps that count on it alone: they tell of nothing that the partner does
 * not know, and of nobody else. What changed is numbered when a page would end the list, and as much of it as the page holds. What then stands on no page, such as
 * thousands that were deleted and are shared no more, is numbered twice as much at a time: each look begins with the first of them, and `limit` is the partner's. All
 * fingerprints are known (`freshen`). Inside a transaction.
 */
export function ownList(context: Context, connection: string, { since: asked, numbering: theirs, limit }: IssuesWanted): IssueList {
  const { store } = context;
  const numbering = numberingOf(context, connection);
  const since = theirs === numbering ? asked : 0;
  const listed = () => store.numberedSince(connection, since, limit + 1);
  let found = listed();
  for (let most = limit + 1; found.length <= limit && store.numberChanges(connection, most) > 0; most *= 2) found = listed();
  const page = found.slice(0, limit);
  return {
    numbering,
    since,
    issues: page.flatMap(({ issue, key, stamp, became }) => (became === null ? [[issue, oneLine(key), stamp]] : [])),
    stubs: page.flatMap(({ issue, stamp, became }) => (became === null ? [] : [[issue, became, stamp]])),
    next: page.at(-1)?.stamp ?? since,
    partial: found.length > limit,
  };
}
