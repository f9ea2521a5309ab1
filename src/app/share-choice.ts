import type { LocalIssue } from "../model/local-issue.ts";
import { type Result, failed, ok } from "../model/failure.ts";
import type { OpenProject } from "./open-project.ts";

export type ShareFailure =
  | { readonly code: "NO_SUCH_CONNECTION" | "BROKEN_SETTINGS"; readonly data: { readonly connection: string } }
  /** It came from that partner: only they can stop sharing it. */
  | { readonly code: "NOT_INTRODUCED_HERE"; readonly data: { readonly key: string; readonly connection: string } };

/** The issue's `share` list with a connection taken in or left out, also where the connection's scope is wider than what is marked. */
export function shareList(project: OpenProject, issue: LocalIssue, name: string, shared: boolean): Result<readonly string[], ShareFailure> {
  const connection = project.store.connections().find((other) => other.name === name);
  if (!connection) return failed({ code: "NO_SUCH_CONNECTION", data: { connection: name } });
  if (!shared && issue.receivedOver === connection.id)
    return failed({ code: "NOT_INTRODUCED_HERE", data: { key: issue.key, connection: name } });
  const others = issue.share.filter((word) => word !== name && word !== `-${name}`);
  if (shared) return ok([...others, name]);
  const settings = project.context.settingsOf(connection);
  if (!settings) return failed({ code: "BROKEN_SETTINGS", data: { connection: name } });
  return ok(settings.choice.scope.kind === "marked" ? others : [...others, `-${name}`]);
}
