import type { IssueId } from "../../model/document.ts";
import type { IssueList, IssuesWanted } from "../../protocol/parts/operation.ts";
import type { Context } from "../context.ts";
import { oneLine } from "../one-line.ts";
import { rowsInStep } from "./long-steps.ts";
import { numberingOf } from "./numbering.ts";

/** Issues looked through in one whole step: a tenth of a second, since others wait for it. */
const STEP = 10_000;

interface Looked {
  readonly numbering: string;
  /** The page that it was for. */
  readonly conversation: string;
  readonly since: number;
  readonly last: IssueId;
}

/** How far the list of a connection was looked through for the page that is asked for now, and the ones before it. */
const lookedUpTo = new WeakMap<Context, Map<string, Looked>>();

/**
 * What changed gets its numbers when a page would end the list, a part in each call, so that other work goes on between: what changes behind it meanwhile
 * is told the next time. All fingerprints are known (`freshen`). `conversation`: that asks for the page. Whether it can be told now. Inside a
 * transaction.
 */
export function numbered(context: Context, connection: string, conversation: string, wanted: IssuesWanted): boolean {
  const { store } = context;
  const upTo = lookedUpTo.get(context) ?? new Map<string, Looked>();
  lookedUpTo.set(context, upTo);
  const since = sinceOf(context, connection, wanted);
  const numbering = numberingOf(context, connection);
  const before = upTo.get(connection);
  // The next page goes on; one that is asked for again begins anew.
  const goesOn = before?.numbering === numbering && (before.conversation === conversation || since > before.since);
  const begun = goesOn ? before.last : null;
  const isFull = store.numberedSince(connection, since, wanted.limit + 1).length > wanted.limit;
  const last = isFull ? begun : store.numberChanges(connection, begun, rowsInStep(context, connection, STEP));
  if (last === null) upTo.delete(connection);
  else upTo.set(connection, { numbering, conversation, since, last });
  return isFull || last === null;
}

/**
 * A page of the issues that are agreed on the connection (docs/PROTOCOL.md 7), by stamps that count on it alone: they tell of nothing that the partner does
 * not know, and of nobody else. When it is `numbered`. Inside a transaction.
 */
export function ownList(context: Context, connection: string, wanted: IssuesWanted): IssueList {
  const { limit } = wanted;
  const numbering = numberingOf(context, connection);
  const since = sinceOf(context, connection, wanted);
  const found = context.store.numberedSince(connection, since, limit + 1);
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

/** Where the partner counts in other numbers than these, the list begins anew. */
function sinceOf(context: Context, connection: string, { since, numbering }: IssuesWanted): number {
  return numbering === numberingOf(context, connection) ? since : 0;
}
