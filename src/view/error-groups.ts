import type { ErrorGroup } from "../model/snapshot.ts";
import { counted } from "./ages.ts";
import { explainFailure } from "./field-failures.ts";
import { plainText } from "./plain-text.ts";

/** `status "Reopened" has no translation ...: 14 issues (ACME-1, ...)`, and what mends it for all of them. */
export function errorGroupLines({ id, connection, failure, refusedBy, retryIsIdle, issues, keys, mend }: ErrorGroup): readonly string[] {
  const { cause, remedy } = explainFailure(failure, refusedBy ?? "us", !retryIsIdle);
  const shown = keys.map(plainText).join(", ") + (issues > keys.length ? `, and ${issues - keys.length} more` : "");
  const place = mend ? ` The place is ${plainText(mend.file)}:${mend.line}.` : "";
  const again = retryIsIdle ? "" : ` To retry all of them: \`issue-ferry retry --cause ${id}\`.`;
  return [`${plainText(connection)}: ${cause.replace(/\.$/, "")}: ${counted(issues, "issue")} (${shown}).`, `  ${remedy}${place}${again}`];
}
