import type { ListPage, PartnerIssues } from "../../model/operation.ts";
import type { IssueList } from "../../protocol/parts/operation.ts";

/**
 * The page that a partner told, if it is one of what was asked for: at most so many, each with a greater stamp than the one before it was read since, and
 * where there is more, further than before. So nobody reads pages for ever that lead nowhere. null: it makes no sense.
 */
export function pageOf(asked: ListPage, told: IssueList | undefined): PartnerIssues | null {
  if (!told) return null;
  const { numbering, since, issues, stubs, next, partial } = told;
  if (since !== (numbering === asked.numbering ? asked.since : 0)) return null;
  if (since === 0 && stubs.length > 0) return null;
  const stamps = [...issues, ...stubs].map(([, , stamp]) => stamp);
  const ids = new Set([...issues, ...stubs].map(([id]) => id));
  if (stamps.length > asked.limit || ids.size < stamps.length || new Set(stamps).size < stamps.length) return null;
  if (stamps.some((stamp) => stamp <= since || stamp > next) || next < since || (partial && stamps.length === 0)) return null;
  return told;
}
