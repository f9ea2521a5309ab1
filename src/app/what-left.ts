import type { IssueId } from "../model/document.ts";
import { sameRevision } from "../model/revision.ts";
import { isUntold, lastSnapshot } from "../sync/sync-status.ts";
import type { OpenProject } from "./open-project.ts";

/** What the partner has or gets of an issue: nothing; what is sealed already and still leaves; what it has confirmed. */
export type Left = "nothing" | "on its way" | "a copy";

/** What left of an issue over a connection, for somebody who stops sharing it. `name`: of the connection. */
export function whatLeft(project: OpenProject, issue: IssueId, name: string): Left {
  const connection = project.store.connections().find((other) => other.name === name);
  const sync = connection && project.store.sync(connection.id, issue);
  if (!sync || isUntold(sync)) return "nothing";
  const open = connection.role === "primary" ? !sameRevision(lastSnapshot(sync).revision, sync.agreed) : sync.sent !== null;
  return open ? "on its way" : "a copy";
}
