import { newConversation, partnerAnswer } from "../app/operations.ts";
import { commandSentence } from "../view/command-failures.ts";
import { TITLES } from "../view/command-titles.ts";
import { COMPARE, comparisonReport } from "../view/comparison-report.ts";
import { connectionTitle } from "../view/connection-status.ts";
import { isAnswered } from "./awaited-answer.ts";
import type { Ferry } from "./ferry.ts";
import { waitingFor } from "./messages.ts";
import type { ReportDocuments } from "./report-documents.ts";
import { sayFailure, sayShortly } from "./commands/telling.ts";
import { whichConnection } from "./commands/which.ts";

/** Compares all shared issues with a partner's, waits as long as the person does, and shows what came of it. It stands in a file of its own. */
export async function comparePartner(
  { ferry, reports }: { readonly ferry: Ferry; readonly reports: ReportDocuments },
  given: readonly unknown[],
): Promise<void> {
  const chosen = await whichConnection(
    ferry,
    given,
    TITLES.comparePartner,
    ({ status, partner }) => partner !== null && !["handshake", "closed", "revoked", "suspended"].includes(status),
  );
  if (chosen === null) return;
  const { live, view } = chosen;
  const outcome = await live.carryOut({ kind: "reconcile", connection: view.name, id: newConversation() });
  // One that is under way already is waited for.
  if (outcome.kind === "failed" && outcome.code !== "ASKED_ALREADY") {
    await sayFailure(ferry, commandSentence(outcome.code, outcome.data, "editor"));
    return;
  }
  const title = connectionTitle(view);
  const answered = await waitingFor(COMPARE.waits(title), (cancelled) =>
    isAnswered(ferry, { live, name: view.name, operation: "GetChecksums" }, cancelled),
  );
  if (!answered) {
    sayShortly(COMPARE.later(title));
    return;
  }
  const told = partnerAnswer(live.project, view.name, "GetChecksums");
  if (told) await reports.show(COMPARE.document(title), comparisonReport(told, Date.now()));
}
