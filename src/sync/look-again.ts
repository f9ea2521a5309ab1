import type { IssueId } from "../model/document.ts";
import type { Context } from "./context.ts";
import { audienceOf, observeIssue } from "./observe.ts";
import { scan } from "./scan.ts";

/**
 * The tracker changed under a write to these issues: what happened there is taken up, stale texts with their ancestors, before anything is
 * tried again. Returns how many are known otherwise now; for the others trying again at once would find the same.
 */
export async function lookAgain(context: Context, issues: readonly IssueId[]): Promise<number> {
  const versionOf = (id: IssueId): string | null => context.store.issue(id)?.version ?? null;
  const before = new Map(issues.map((id) => [id, versionOf(id)]));
  const moved = (id: IssueId): boolean => versionOf(id) !== before.get(id);
  await scan(context, async () => undefined);
  await readAgain(
    context,
    issues.filter((id) => !moved(id)),
  );
  return issues.filter(moved).length;
}

/**
 * Takes up what the tracker holds of these issues, whether it changed or not, and returns those that have to be looked at once more since they could
 * not be read or taken up now. What waits for a person's answer is left alone, and what
 * changed since the last scan is left to the next one: only that knows which text it descends from.
 */
export async function readAgain(context: Context, issues: readonly IssueId[]): Promise<readonly IssueId[]> {
  const found = await context.tracker.read(issues);
  if (found === null) return issues;
  const later: IssueId[] = [];
  context.store.transaction(() => {
    const audience = audienceOf(context);
    for (const issue of found) {
      const row = context.store.issue(issue.id);
      if (row === null) continue;
      if (row.heldBecause !== null) later.push(issue.id);
      else if (row.version === issue.version && !observeIssue(context, issue, null, audience)) later.push(issue.id);
    }
  });
  return later;
}
