import type { ErrorCause } from "../model/error-cause.ts";
import type { ErrorGroup } from "../model/snapshot.ts";
import { REFUSE } from "../model/mapping.ts";
import { counted } from "./ages.ts";
import { explainFailure } from "./field-failures.ts";
import { plainText } from "./plain-text.ts";

/** Words of what is done about a cause in the editor. */
export const CAUSE_WORDS = {
  cause: "the cause",
  retryWhich: "Retry all that failed for which cause?",
  mendWhich: "Mend the mapping for which cause?",
  over: "Nothing fails for that any more.",
  none: "Nothing has failed for which this can be done.",
  retried: (issues: number): string => `${counted(issues, "issue")} will be tried again`,
} as const;

/** `Status "Reopened" has no translation in the mapping` */
export function causeTitle({ failure, refusedBy, retryIsIdle }: ErrorCause): string {
  return explainFailure(failure, refusedBy ?? "us", !retryIsIdle).cause.replace(/\.$/, "");
}

/** `status "Reopened" has no translation ...: 14 issues (ACME-1, ...)`, and what mends it for all of them. */
export function errorGroupLines({ id, connection, failure, refusedBy, retryIsIdle, issues, keys, mend }: ErrorGroup): readonly string[] {
  const { cause, remedy } = explainFailure(failure, refusedBy ?? "us", !retryIsIdle);
  const shown = keys.map(plainText).join(", ") + (issues > keys.length ? `, and ${issues - keys.length} more` : "");
  const place = mend ? ` The ${failure.detail === REFUSE ? "line" : "place"} is ${plainText(mend.file)}:${mend.line}.` : "";
  const again = retryIsIdle ? "" : ` To retry all of them: \`issue-ferry retry --cause ${id}\`.`;
  return [`${plainText(connection)}: ${cause.replace(/\.$/, "")}: ${counted(issues, "issue")} (${shown}).`, `  ${remedy}${place}${again}`];
}
