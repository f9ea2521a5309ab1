import { randomBytes } from "node:crypto";
import { newId } from "../model/ids.ts";
import type { Connection } from "../model/connection.ts";
import type { IssueId } from "../model/document.ts";
import type { AskedOperation, OperationName } from "../model/operation.ts";
import type { SyncStatus } from "../model/status.ts";
import type { Store } from "../ports/store.ts";
import { maySendIssues } from "../sync/context.ts";
import { OPEN_STATES } from "../sync/operations-end.ts";
import { statusBesideConflict } from "../sync/sync-status.ts";
import type { OpenProject } from "./open-project.ts";

/** Names an operation that begins now. */
export function newConversation(): string {
  return newId(Date.now(), randomBytes(10));
}

/** What came of asking one partner. */
export interface PartnerAnswer {
  readonly connection: string;
  readonly partner: string;
  /** The newest that came to an end, if any did. */
  readonly last: AskedOperation | null;
  /** One that waits for the partner. */
  readonly open: AskedOperation | null;
  /** Keys here of the issues that differ or are listed; an issue that is missing here has none. */
  readonly keys: Readonly<Record<string, string>>;
  /** How those that differed stand here by now. */
  readonly statuses: Readonly<Record<string, SyncStatus>>;
  /** Issues of the connection that do not stand here as they were agreed, or never left: no comparison sees them. The worst first; empty: none. */
  readonly apart: readonly StandingApart[];
}

export interface StandingApart {
  readonly status: SyncStatus;
  readonly issues: number;
  /** The first of them that are here, at most 10. */
  readonly keys: readonly string[];
  /** So many of them were deleted here. */
  readonly deleted?: number;
}

const APART: readonly SyncStatus[] = ["error", "held", "pending"];
const NAMED_APART = 10;

/** Names of the connections that can be asked now: the named one, or all that are connected. */
export function askable({ store }: OpenProject, name: string | undefined): readonly string[] {
  if (name !== undefined) return [name];
  return store.connections().flatMap(({ facts, name: own }) => (facts.link === "connected" ? [own] : []));
}

/** What is known of an operation with a partner, from the store alone. null: there is no such connection. */
export function partnerAnswer({ store }: OpenProject, name: string, operation: OperationName): PartnerAnswer | null {
  return store.reading(() => {
    const connection = store.connections().find((other) => other.name === name);
    if (!connection) return null;
    const all = store.newestAsked(connection.id, operation, 2);
    const isOver = ({ state }: AskedOperation): boolean => state === "completed" || state === "failed";
    const last = all.find(isOver) ?? null;
    const found = [
      ...(last?.comparison?.differences.map(({ issue }) => issue) ?? []),
      ...(last?.list ? [...last.list.issues, ...last.list.stubs].map(([issue]) => issue) : []),
    ];
    return {
      connection: name,
      partner: connection.partner?.name ?? name,
      last,
      open: all.find((one) => !isOver(one)) ?? null,
      keys: Object.fromEntries(
        found.flatMap((issue) => {
          const key = store.issue(issue)?.key;
          return key === undefined ? [] : [[issue, key]];
        }),
      ),
      statuses: Object.fromEntries(
        (last?.comparison?.differences ?? []).flatMap(({ issue }) => {
          const row = store.issue(issue);
          return row?.gone === null ? [[issue, row.syncStatus]] : [];
        }),
      ),
      apart: standingApart(store, connection),
    };
  });
}

function standingApart(store: Store, connection: Connection): readonly StandingApart[] {
  const shares = Map.groupBy(
    store.issueShares(null).filter((share) => share.connection === connection.id),
    ({ status }) => status,
  );
  const besides = Map.groupBy(shares.get("conflict") ?? [], ({ issue }) => {
    const sync = store.sync(connection.id, issue);
    return sync ? statusBesideConflict(sync, connection, !maySendIssues(connection)) : "conflict";
  });
  // Without those that are gone.
  const counts = store.countSyncs(connection.id);
  const isGone = ({ issue }: { readonly issue: IssueId }): boolean => (store.issue(issue)?.gone ?? null) !== null;
  return APART.flatMap((status) => {
    const inConflict = besides.get(status) ?? [];
    const others = shares.get(status) ?? [];
    const deleted = others.length - counts[status] + inConflict.filter(isGone).length;
    const issues = others.length + inConflict.length;
    const keys: string[] = [];
    for (const one of [...inConflict, ...others]) {
      if (keys.length === Math.min(NAMED_APART, issues - deleted)) break;
      if (!isGone(one)) keys.push(store.issue(one.issue)?.key ?? one.issue);
    }
    return issues === 0 ? [] : [{ status, issues, keys, ...(deleted > 0 && { deleted }) }];
  });
}

/** Whether one of these operations still waits for a partner. `away`: names of connections that are not counted. */
export function isAwaited({ store }: OpenProject, ids: ReadonlySet<string>, away: ReadonlySet<string>): boolean {
  return store.reading(() => {
    const out = new Set(store.connections().flatMap(({ id, name }) => (away.has(name) ? [id] : [])));
    return store.askedParts(null, OPEN_STATES).some(({ id, connection }) => ids.has(id) && !out.has(connection));
  });
}

/**
 * Where the next reading of a partner's trail begins: behind the last one, where the partner had more, and else where that one began, so that it shows what
 * was added. A reading about one issue says nothing of it.
 */
export function nextTrail(last: AskedOperation | null): { readonly since: number; readonly numbering?: string } {
  const trail = last?.state === "completed" ? last.trail : undefined;
  if (!trail || trail.issue !== undefined || trail.from !== undefined) return { since: 0 };
  const since = trail.more ? trail.next : trail.since;
  return { since, ...(since > 0 && trail.numbering !== undefined && { numbering: trail.numbering }) };
}

/** What the stamps count in that the partner told last; null: it told none. */
export function partnerNumbering({ store }: OpenProject, name: string): string | null {
  const connection = store.connections().find((other) => other.name === name);
  const told = connection ? store.newestAsked(connection.id, "GetIssueIds", 2) : [];
  return told.find(({ list }) => list)?.list?.numbering ?? null;
}

/** An issue that several partners share with us, and that stands apart at one of them, or here. */
export interface Outlier {
  readonly key: string;
  /** null: what all partners have differs from what is here. */
  readonly partner: string | null;
  /** So many partners were compared with. */
  readonly among: number;
}

/** Of the issues that were found different: those where the other partners say which side it is that stands apart. */
export function outliers({ store }: OpenProject, told: readonly PartnerAnswer[]): readonly Outlier[] {
  const connections = new Map(store.connections().map(({ id, name }) => [id, name]));
  const compared = told.filter(({ last }) => last?.state === "completed" && last.comparison);
  const differing = new Set(compared.flatMap(({ last }) => last?.comparison?.differences.map(({ issue }) => issue) ?? []));
  return [...differing].flatMap((issue): readonly Outlier[] => {
    const sharing = new Set(store.issueShares(issue).map(({ connection }) => connections.get(connection)));
    const among = compared.filter(({ connection }) => sharing.has(connection));
    const apart = among.filter(({ last }) => last?.comparison?.differences.some((other) => other.issue === issue));
    if (among.length < 2 || (apart.length > 1 && apart.length < among.length)) return [];
    const [only] = apart;
    const key = store.issue(issue)?.key ?? issue;
    return [{ key, partner: apart.length === 1 && only ? only.partner : null, among: among.length }];
  });
}
