import type { LiveProject } from "../app/live-project.ts";
import { storeTroubleOf } from "../app/store-trouble.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import type { FoundKey } from "../view/key-text.ts";

/** The issue of a project that a key in some text names; null: it only looks like a key. */
export function namedIssue(live: LiveProject, { key, marked }: FoundKey): LocalIssue | null {
  const row = rowOf(live, key) ?? (marked ? rowOf(live, key.toUpperCase()) : null);
  return (row && live.index.issues.get(row.id)) ?? null;
}

/** A store that cannot be read now knows no key now. */
function rowOf({ project }: LiveProject, key: string): LocalIssue | null {
  try {
    return project.store.issueByKey(key);
  } catch (error) {
    if (storeTroubleOf(error) === null) throw error;
    return null;
  }
}
