import type * as vscode from "vscode";
import { projectView } from "../../app/snapshot.ts";
import type { Ferry } from "../ferry.ts";
import type { ReportDocuments } from "../report-documents.ts";
import { registerCommands } from "./command.ts";
import { sayLack } from "./project-lack.ts";

/** Looks at everything around the projects, for the person here and for somebody who helps. What they need is read when it is asked for. */
export function addExamineCommands(ferry: Ferry, reports: ReportDocuments): vscode.Disposable[] {
  const parts = { ferry, reports, projectView };
  return registerCommands(ferry, {
    doctor: async () => {
      if (ferry.folders.live.length === 0) return sayLack(ferry);
      await (await import("../examine.ts")).showDoctor(parts);
    },
    comparePartner: async (...given) => (await import("../compare-partner.ts")).comparePartner(parts, given),
    copyDiagnostics: async () => (await import("../examine.ts")).copyDiagnostics(parts),
  });
}
