import type { Connection } from "../model/connection.ts";
import type { Role } from "../model/contract.ts";
import type { IssueSync } from "../model/issue-sync.ts";
import type { Context } from "./context.ts";
import { linkOf } from "./rules.ts";

/** `both`: it was agreed on, so that both sides have it. `told`: the partner may have it, or has told it. null: neither, or it is not shared. */
type Standing = "both" | "told" | null;

export function standingOf(sync: IssueSync | null, role: Role): Standing {
  if (sync === null || sync.frozen || !sync.base.shared || sync.revision.number === 0) return null;
  return sync.mine.shared && (role === "secondary" || sync.agreed.number > 0) ? "both" : "told";
}

/**
 * Notes which issues have a link that waits for another one to be known to both sides, and that those are due when it is. With the state that it
 * follows from, inside its transaction.
 */
export function noteLinks({ store }: Context, { id, role, contract }: Connection, sync: IssueSync): void {
  if (contract?.links !== "known") return;
  for (const [part, { code }] of Object.entries(sync.stays ?? {})) {
    const link = code === "LINK_NOT_KNOWN" ? linkOf(part) : null;
    if (link) store.addWaitingLink(id, link.issue, sync.issue);
  }
  if (standingOf(sync, role) === "both") store.endWaitingLinks(id, sync.issue);
}
