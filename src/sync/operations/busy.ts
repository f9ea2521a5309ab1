import type { Connection } from "../../model/connection.ts";
import type { IssueId } from "../../model/document.ts";
import { sameRevision } from "../../model/revision.ts";
import { issuesInInbox } from "../compose.ts";
import type { Context } from "../context.ts";
import { lastSnapshot } from "../sync-status.ts";

/** Tells of an issue whether something of it is on its way here, so that it may differ from the partner's for a while. Inside a transaction. */
export function busyOn(context: Context, connection: Connection): (issue: IssueId) => boolean {
  const arrived = issuesInInbox(context, connection.id);
  return (issue) => {
    if (arrived.has(issue)) return true;
    const sync = context.store.sync(connection.id, issue);
    if (!sync) return false;
    const { pendingWrite, failure, recovering, sent } = sync;
    const isOpen = connection.role === "primary" ? !sameRevision(lastSnapshot(sync).revision, sync.agreed) : sent !== null;
    return isOpen || pendingWrite !== null || failure !== null || recovering !== undefined || sync.superseded === true;
  };
}
