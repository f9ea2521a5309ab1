import type { Connection } from "../../model/connection.ts";
import type { IssueId } from "../../model/document.ts";
import { sameRevision } from "../../model/revision.ts";
import type { Context } from "../context.ts";
import { lastSnapshot } from "../sync-status.ts";

/**
 * Whether something of the issue is on its way from here, so that it may differ from the partner's for a while. What the partner sent and we have not
 * dealt with is on its way there.
 */
export function isBusy({ store }: Context, { id, role }: Connection, issue: IssueId): boolean {
  const sync = store.sync(id, issue);
  if (!sync) return false;
  const { pendingWrite, failure, recovering, sent, superseded } = sync;
  const isOpen = role === "primary" ? !sameRevision(lastSnapshot(sync).revision, sync.agreed) : sent !== null;
  return isOpen || pendingWrite !== null || failure !== null || recovering !== undefined || superseded === true;
}
