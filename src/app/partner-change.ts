import type { LocalIssue } from "../model/local-issue.ts";
import type { OpenProject } from "./open-project.ts";

/** What a partner changed last of an issue: its whole text before and after. null: they were too long to be kept. */
export interface PartnerEdit {
  /** What people call the partner; null: the connection is not there any more. */
  readonly partner: string | null;
  readonly texts: { readonly before: string; readonly after: string } | null;
}

/** null: no partner has changed it since it is here, or that is not known any more. */
export function partnerChange({ tracker, store }: OpenProject, issue: LocalIssue): PartnerEdit | null {
  const found = tracker.partnerChange?.(issue.id) ?? null;
  const texts = found && "before" in found ? { before: found.before, after: found.after } : null;
  if (!found || (texts && texts.before === texts.after)) return null;
  const connection = store.connection(found.from);
  return { partner: connection && (connection.partner?.name ?? connection.name), texts };
}
