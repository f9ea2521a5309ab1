import * as vscode from "vscode";
import { examine } from "../../app/doctor.ts";
import { systemName } from "../../app/host-check.ts";
import { projectView } from "../../app/snapshot.ts";
import { DIAGNOSTICS_COPIED, diagnosticReport } from "../../view/diagnostic-report.ts";
import { doctorReport } from "../../view/doctor-report.ts";
import type { Ferry } from "../ferry.ts";
import { inView } from "../messages.ts";
import type { ReportDocuments } from "../report-documents.ts";
import { registerCommands } from "./command.ts";
import { sayLack } from "./project-lack.ts";
import { sayShortly } from "./telling.ts";

/** Looks at everything around the projects, for the person here and for somebody who helps. */
export function addExamineCommands(ferry: Ferry, reports: ReportDocuments): vscode.Disposable[] {
  const examined = () =>
    inView("issueFerry.issues", () => Promise.all(ferry.folders.live.map(async (live) => ({ live, checks: await examine(live.project) }))));
  return registerCommands(ferry, {
    doctor: async () => {
      if (ferry.folders.live.length === 0) return sayLack(ferry);
      const found = await examined();
      await reports.show("Doctor", doctorReport(found.map(({ live, checks }) => ({ project: live.project.file.name, checks }))));
    },
    copyDiagnostics: async () => {
      const found = await examined();
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
    },
  });
}
