import type { ActivityView } from "../model/snapshot.ts";
import { type ActivityKind, KIND_WORDS, activityKind } from "./activity-kinds.ts";
import { activitySaid } from "./activity-sentences.ts";
import { plainText, shortText } from "./plain-text.ts";

/** What of the trail is shown. Alarms are shown whatever it says. */
export interface ActivityFilter {
  /** Name of a connection. */
  readonly connection: string | null;
  /** null: all but single steps. */
  readonly kind: ActivityKind | "everything" | null;
  /** Key of an issue. */
  readonly issue: string | null;
  /** Words that must all stand in the sentence. */
  readonly text: string;
}

export const NO_FILTER: ActivityFilter = { connection: null, kind: null, issue: null, text: "" };

export function isFiltered({ connection, kind, issue, text }: ActivityFilter): boolean {
  return connection !== null || kind !== null || issue !== null || text !== "";
}

/** Of those that are of the connection and the issue anyway. */
export function fitsFilter(event: ActivityView, { kind, text }: ActivityFilter): boolean {
  const own = activityKind(event.action);
  if (kind === null ? own === "files" : kind !== "everything" && own !== kind) return false;
  if (text === "") return true;
  const said = activitySaid(event).text.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word));
}

/** What stands beside the title of the view; empty: nothing is filtered. */
export function filterText({ connection, kind, issue, text }: ActivityFilter): string {
  return [
    ...(connection === null ? [] : [plainText(connection)]),
    ...(kind === null ? [] : [kind === "everything" ? "with single steps" : KIND_WORDS[kind].name.toLowerCase()]),
    ...(issue === null ? [] : [plainText(issue)]),
    ...(text === "" ? [] : [`"${shortText(text, 30)}"`]),
  ].join(", ");
}
