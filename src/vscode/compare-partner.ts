import type * as vscode from "vscode";
import type { LiveProject } from "../app/live-project.ts";
import { newConversation, partnerAnswer } from "../app/operations.ts";
import { interruptionOf } from "../app/store-trouble.ts";
import { commandSentence } from "../view/command-failures.ts";
import { TITLES } from "../view/command-titles.ts";
import { COMPARE, comparisonReport } from "../view/comparison-report.ts";
import { connectionTitle } from "../view/connection-status.ts";
import type { Ferry } from "./ferry.ts";
import { waitingFor } from "./messages.ts";
import type { ReportDocuments } from "./report-documents.ts";
import { sayFailure, sayShortly } from "./commands/telling.ts";
import { whichConnection } from "./commands/which.ts";

/** A look besides the hints of the project: another process may take the answer, or the project may close. */
const LOOK_MS = 1_000;

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
  const answered = await waitingFor(COMPARE.waits(title), (cancelled) => isAnswered(ferry, live, view.name, cancelled));
  if (!answered) {
    sayShortly(COMPARE.later(title));
    return;
  }
  const told = partnerAnswer(live.project, view.name, "GetChecksums");
  if (told) await reports.show(COMPARE.document(title), comparisonReport(told, Date.now()));
}

/** Whether the answer came before the person, or the project, had enough. */
function isAnswered(ferry: Ferry, live: LiveProject, name: string, cancelled: vscode.CancellationToken): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (came: boolean): void => {
      stop();
      clearInterval(timer);
      resolve(came);
    };
    const look = (): void => {
      if (cancelled.isCancellationRequested || !ferry.folders.live.includes(live)) end(false);
      else if (hasEnded(live, name)) end(true);
    };
    const stop = live.onChange(look);
    const timer = setInterval(look, LOOK_MS);
    cancelled.onCancellationRequested(look);
    look();
  });
}

/** A store that cannot be read now is asked again. */
function hasEnded({ project }: LiveProject, name: string): boolean {
  try {
    return (partnerAnswer(project, name, "GetChecksums")?.open ?? null) === null;
  } catch (error) {
    if (interruptionOf(error) === null) throw error;
    return false;
  }
}
