import type { AskedOperation, OperationName } from "../model/operation.ts";
import { OPEN_STATES } from "../sync/operations-end.ts";
import type { OpenProject } from "./open-project.ts";

/** What came of asking one partner. */
export interface PartnerAnswer {
  readonly connection: string;
  readonly partner: string;
  /** The newest that came to an end, if any did. */
  readonly last: AskedOperation | null;
  /** One that waits for the partner. */
  readonly open: AskedOperation | null;
  /** Keys here of the issues that differ; an issue that is missing here has none. */
  readonly keys: Readonly<Record<string, string>>;
}

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
    const found = last?.comparison?.differences ?? [];
    return {
      connection: name,
      partner: connection.partner?.name ?? name,
      last,
      open: all.find((one) => !isOver(one)) ?? null,
      keys: Object.fromEntries(
        found.flatMap(({ issue }) => {
          const key = store.issue(issue)?.key;
          return key === undefined ? [] : [[issue, key]];
        }),
      ),
    };
  });
}

/** Whether one of these operations still waits for a partner. */
export function isAwaited({ store }: OpenProject, ids: ReadonlySet<string>): boolean {
  return store.askedParts(null, OPEN_STATES).some(({ id }) => ids.has(id));
}
