import type { LocalIssue } from "../model/local-issue.ts";
import { type Result, failed, ok } from "../model/failure.ts";
import type { OpenProject } from "./open-project.ts";

export type ShareFailure =
  | { readonly code: "NO_SUCH_CONNECTION" | "BROKEN_SETTINGS"; readonly data: { readonly connection: string } }
  /** It came from that partner: only they can stop sharing it. */
  | { readonly code: "NOT_INTRODUCED_HERE"; readonly data: NotOurs };

/** `deletes`: what the contract says of deletions. */
type NotOurs = {
  readonly key: string;
  readonly connection: string;
  readonly partner: string;
  readonly deletes: "propagate" | "keep";
};

/** What an issue's `share` list becomes, whatever it holds at that moment. */
export type ShareEdit = (present: readonly string[]) => readonly string[];

/** Takes a connection into the issue's `share` list or leaves it out, also where the connection's scope is wider than what is marked. */
export function shareEdit(project: OpenProject, issue: LocalIssue, name: string, shared: boolean): Result<ShareEdit, ShareFailure> {
  const connection = project.store.connections().find((other) => other.name === name);
  if (!connection) return failed({ code: "NO_SUCH_CONNECTION", data: { connection: name } });
  if (!shared && issue.receivedOver === connection.id)
    return failed({
      code: "NOT_INTRODUCED_HERE",
      data: {
        key: issue.key,
        connection: name,
        partner: connection.partner?.name ?? name,
        deletes: connection.contract?.deletes ?? "propagate",
      },
    });
  const withWords =
    (...words: readonly string[]): ShareEdit =>
    (present) => [...present.filter((word) => word !== name && word !== `-${name}`), ...words];
  if (shared) return ok(withWords(name));
  const settings = project.context.settingsOf(connection);
  if (!settings) return failed({ code: "BROKEN_SETTINGS", data: { connection: name } });
  return ok(settings.choice.scope.kind === "marked" ? withWords() : withWords(`-${name}`));
}
