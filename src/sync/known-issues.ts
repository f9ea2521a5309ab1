import type { Connection } from "../model/connection.ts";
import type { Role } from "../model/contract.ts";
import type { IssueId } from "../model/document.ts";
import type { IssueSync } from "../model/issue-sync.ts";
import type { Context } from "./context.ts";
import { linkOf } from "./rules.ts";

/** `both`: it was agreed on, so that both sides have it. `told`: the partner may have it, or has told it. null: neither, or it is not shared. */
type Standing = "both" | "told" | null;

export function standingOf(sync: IssueSync | null, role: Role): Standing {
  if (sync === null || sync.frozen || !sync.base.shared || sync.revision.number === 0) return null;
  return sync.mine.shared && (role === "secondary" || sync.agreed.number > 0) ? "both" : "told";
}

const WAITING = "links to ";
const DUE = "links due";
/** Issues that wait for one other; those beyond are found by the next change of theirs. */
const MOST = 1_000;

function factOf(connection: string, issue: IssueId): string {
  return `${WAITING}${connection}:${issue}`;
}

/**
 * Notes which issues have a link that waits for another one to be known to both sides, and that those are due when it is. With the state that it
 * follows from, inside its transaction.
 */
export function noteLinks({ store }: Context, { id, role, contract }: Connection, sync: IssueSync): void {
  if (contract?.links !== "known") return;
  for (const [part, { code }] of Object.entries(sync.stays ?? {})) {
    const link = code === "LINK_NOT_KNOWN" ? linkOf(part) : null;
    if (link) add(store, factOf(id, link.issue), [sync.issue]);
  }
  if (standingOf(sync, role) !== "both") return;
  const waiting = listOf(store.fact(factOf(id, sync.issue)));
  if (waiting.length === 0) return;
  store.setFact(factOf(id, sync.issue), "");
  add(store, DUE, waiting);
}

/** The issues whose links may travel now. */
export function dueLinks({ store }: Context): readonly IssueId[] {
  return listOf(store.fact(DUE));
}

/** They were looked at. Inside a transaction. */
export function forgetDueLinks(context: Context, seen: readonly IssueId[]): void {
  const rest = dueLinks(context).filter((issue) => !seen.includes(issue));
  put(context.store, DUE, rest);
}

/** The connection goes. Inside a transaction. */
export function forgetLinks({ store }: Context, connection: string): void {
  store.removeFacts(factOf(connection, ""));
}

type Facts = Context["store"];

function add(store: Facts, fact: string, issues: readonly IssueId[]): void {
  const known = listOf(store.fact(fact));
  const next = [...new Set([...known, ...issues])];
  if (next.length > known.length) put(store, fact, fact === DUE ? next : next.slice(0, MOST));
}

function put(store: Facts, fact: string, issues: readonly IssueId[]): void {
  store.setFact(fact, issues.join(" "));
}

function listOf(text: string | null): readonly IssueId[] {
  return text === null || text === "" ? [] : text.split(" ");
}
