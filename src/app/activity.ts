import type { ActivityView } from "../model/snapshot.ts";
import type { NumberedEvent, Store } from "../ports/store.ts";

type Trail = Pick<Store, "audits" | "auditsOf" | "newestAudits" | "connection" | "issue" | "reading">;

/** Which part of the trail is read: of one connection (its id), of one issue (its id), or all. */
export interface TrailPart {
  readonly connection: string | null;
  readonly issue: string | null;
}

/** Newest first, what stands before this number of the trail; fewer than `limit`: that was all. A page costs the same however long the trail is. */
export function olderActivity(store: Trail, { connection, issue }: TrailPart, before: number, limit: number): readonly ActivityView[] {
  return store.reading(() => {
    if (issue === null) return named(store, store.newestAudits(connection, before, limit));
    // Of one issue there are few: what was read before is read again with the next page.
    for (let most = limit; ; most *= 4) {
      const all = store.auditsOf(issue, most);
      const found = all.filter((event) => event.sequence < before && (connection === null || event.connection === connection));
      if (found.length >= limit || all.length < most) return named(store, found.slice(0, limit));
    }
  });
}

/** In order, what came after this number; at most so many. */
export function newerActivity(store: Trail, { connection, issue }: TrailPart, since: number, limit: number): readonly ActivityView[] {
  return store.reading(() =>
    named(
      store,
      store
        .audits(since, limit)
        .filter((event) => (connection === null || event.connection === connection) && (issue === null || event.issue === issue)),
    ),
  );
}

/** With the names that people know, as far as they are known still. */
export function named(store: Pick<Store, "connection" | "issue">, events: readonly NumberedEvent[]): readonly ActivityView[] {
  const connections = new Map<string, Pick<ActivityView, "connectionName" | "partner">>();
  const keys = new Map<string, string | null>();
  return events.map((event) => {
    const { connection: id, issue } = event;
    let names = id === undefined ? NO_CONNECTION : connections.get(id);
    if (names === undefined) {
      const found = store.connection(id ?? "");
      names = found ? { connectionName: found.name, partner: found.partner?.name ?? null } : NO_CONNECTION;
      connections.set(id ?? "", names);
    }
    if (issue !== undefined && !keys.has(issue)) keys.set(issue, store.issue(issue)?.key ?? null);
    return { ...event, ...names, key: issue === undefined ? null : (keys.get(issue) ?? null) };
  });
}

const NO_CONNECTION = { connectionName: null, partner: null } as const;
