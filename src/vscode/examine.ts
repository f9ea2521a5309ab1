import * as vscode from "vscode";
import { examine } from "../app/doctor.ts";
import { systemName } from "../app/host-check.ts";
import type { OpenProject } from "../app/open-project.ts";
import type { projectView } from "../app/snapshot.ts";
import { unknownConnections } from "../app/unknown-connections.ts";
import { DIAGNOSTICS_COPIED, diagnosticReport } from "../view/diagnostic-report.ts";
import { doctorReport } from "../view/doctor-report.ts";
import { unknownConnectionSentence } from "../view/unknown-connection-words.ts";
import { sayShortly } from "./commands/telling.ts";
import type { Ferry } from "./ferry.ts";
import { inView } from "./messages.ts";
import type { ReportDocuments } from "./report-documents.ts";

/** What the looks are given that the start has read already. */
export interface ExamineParts {
  readonly ferry: Ferry;
  readonly reports: ReportDocuments;
  readonly projectView: typeof projectView;
}

const examined = ({ folders }: Ferry) =>
  inView("issueFerry.issues", () => Promise.all(folders.live.map(async (live) => ({ live, checks: await examine(live.project) }))));

/** What a window says above its connections: that partners go on over others. */
export async function sayUnknown(project: OpenProject): Promise<readonly string[]> {
  return (await unknownConnections(project)).map(unknownConnectionSentence);
}

/** Looks at everything around the projects and shows what was found. Stands in a file of its own, as all here. */
export async function showDoctor({ ferry, reports }: ExamineParts): Promise<void> {
  const found = await examined(ferry);
  await reports.show("Doctor", doctorReport(found.map(({ live, checks }) => ({ project: live.project.file.name, checks }))), true);
}

/** The same for somebody who helps: to be pasted, without secrets. */
export async function copyDiagnostics({ ferry, projectView }: ExamineParts): Promise<void> {
  const found = await examined(ferry);
  const text = diagnosticReport({
    editor: `${vscode.env.appName} ${vscode.version}`,
    extension: String((ferry.context.extension.packageJSON as { readonly version?: unknown }).version),
    system: systemName(),
    remote: vscode.env.remoteName ?? null,
    projects: found.map(({ live, checks }) => {
      const { mode, interrupted, failures, failed } = live.activity();
      const because = interrupted === null ? null : interrupted.kind === "store" ? interrupted.trouble : interrupted.code;
      return {
        view: projectView(live.project),
        mode: failed ? "failed" : mode,
        interrupted: because,
        failures: failures.length,
        checks,
      };
    }),
  });
  await vscode.env.clipboard.writeText(text);
  sayShortly(DIAGNOSTICS_COPIED);
}
