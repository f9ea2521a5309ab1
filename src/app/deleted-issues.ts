import type { IssueId } from "../model/document.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import type { NumberedEvent, Store } from "../ports/store.ts";

/** An issue that was deleted, and what the trail says about it. */
export interface DeletedIssue {
  readonly issue: LocalIssue;
  /** `name`: of the partner's project, or of the person here; null: nobody was seen doing it, as where its file was taken away. */
  readonly by: { readonly side: "here" | "partner"; readonly name: string | null };
  /** Milliseconds since 1970; null: not known. */
  readonly time: number | null;
  /** Number of the event in the trail; 0: there is none. */
  readonly sequence: number;
}

type Trail = Pick<Store, "auditsOf" | "connection">;

/** Newest events of a deleted issue that are looked through. What comes after a deletion are confirmations of it. */
const EVENTS = 60;

/** null: it is there, or it lives on under another key, since it was linked with the partner's. */
export function deletionOf(store: Trail, issue: LocalIssue): DeletedIssue | null {
  if (issue.gone === null) return null;
  for (const event of store.auditsOf(issue.id, EVENTS)) {
    if (event.action === "link" && isDone(event)) return null;
    const by = deleter(store, event);
    if (by) return { issue, by, time: event.time, sequence: event.sequence };
  }
  return { issue, by: { side: "here", name: null }, time: null, sequence: 0 };
}

/** What the event says of who deleted the issue; null: it is about something else. */
function deleter(store: Trail, event: NumberedEvent): DeletedIssue["by"] | null {
  if (isByPartner(event)) {
    const connection = event.connection === undefined ? null : store.connection(event.connection);
    return { side: "partner", name: connection?.partner?.name ?? event.actor.replace(/^partner /, "") };
  }
  if (event.action === "deleted here") return { side: "here", name: null };
  const meant = event.action === "delete issue" || (event.action === "resolve" && event.parts?.[0] === "deleted");
  return meant && isDone(event) ? { side: "here", name: event.actor } : null;
}

function isByPartner({ action, parts = [], revives }: NumberedEvent): boolean {
  return action.endsWith(" applied") && parts.includes("deleted") && revives !== true;
}

function isDone({ info = "" }: NumberedEvent): boolean {
  return info.startsWith("done");
}

/** The newest deleted issues that can be brought back, newest first. `more`: older ones are left out. */
export function deletedIssues(
  store: Pick<Store, "goneIssues"> & Trail,
  limit: number,
): { readonly found: readonly DeletedIssue[]; readonly more: boolean } {
  const rows = store.goneIssues(limit + 1);
  const found = rows.slice(0, limit).flatMap((row) => deletionOf(store, row) ?? []);
  return { found: found.toSorted((a, b) => (b.time ?? 0) - (a.time ?? 0)), more: rows.length > limit };
}

/** Name of the fact that says up to which event of the trail people were told of deletions. All windows of a project share it. */
const TOLD = "asked:deletions";
/** Events looked through when a project is opened: what happened long before is found where all deleted issues are listed. */
const LOOKED = 2000;
/** After so many events without a deletion the mark is moved on, so that the next look is short. */
const FAR = 500;

type Told = Pick<Store, "fact" | "setFact" | "transaction" | "newestAudit" | "audits">;

/** When a project is opened: issues that partners deleted while nobody was told. Who opens it for the first time is told of nothing old. */
export function untoldSince(store: Told): readonly IssueId[] {
  const newest = store.newestAudit();
  const told = store.fact(TOLD);
  if (told === null) mark(store, newest);
  if (told === null || Number(told) >= newest) return [];
  const found = store.audits(Math.max(Number(told), newest - LOOKED), LOOKED).flatMap((event) => {
    return event.issue !== undefined && isByPartner(event) ? [event.issue] : [];
  });
  if (found.length === 0 && newest - Number(told) > FAR) mark(store, newest);
  return [...new Set(found)];
}

function mark(store: Told, sequence: number): void {
  store.transaction(() => {
    if (Number(store.fact(TOLD) ?? -1) < sequence) store.setFact(TOLD, String(sequence));
  });
}

/**
 * Which of these issues a partner deleted, and no window has told anybody: from now on one has. What a person here said yes to is not told, nor
 * what is there again.
 */
export function takeUntold(store: Told & Trail & Pick<Store, "issue">, issues: Iterable<IssueId>): readonly DeletedIssue[] {
  return store.transaction(() => {
    const told = Number(store.fact(TOLD) ?? 0);
    const found = [...new Set(issues)].flatMap((id) => {
      const row = store.issue(id);
      const deletion = row && deletionOf(store, row);
      return deletion && deletion.by.side === "partner" && deletion.sequence > told && !wasAnswered(store, deletion) ? [deletion] : [];
    });
    const last = Math.max(told, ...found.map(({ sequence }) => sequence));
    if (last > told) store.setFact(TOLD, String(last));
    return found.toSorted((a, b) => a.sequence - b.sequence);
  });
}

/** Somebody was asked about many deletions, and let this one be. */
function wasAnswered(store: Trail, { issue, sequence }: DeletedIssue): boolean {
  const before = store.auditsOf(issue.id, EVENTS).find((event) => event.sequence < sequence);
  return before?.action === "answer" && before.choice === "partner" && isDone(before);
}
