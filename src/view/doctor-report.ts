import { type RestoreEvidence, isRestoreEvidence } from "../model/connection.ts";
import { diagnosticSentence } from "./diagnostics.ts";
import { type CheckView, checkSentence } from "./doctor-lines.ts";
import { MAY_BE_DELETED, troubleSentence } from "./file-troubles.ts";
import { linklessText } from "./message-text.ts";
import { plainText } from "./plain-text.ts";
import { suspendedNotes } from "./suspended-words.ts";
import { type FolderFailure, folderSentence } from "./transport-failures.ts";
import type { Surface } from "./ways.ts";

export interface ExaminedView extends CheckView {
  readonly connection: string | null;
  readonly failure?: FolderFailure;
}

/** What one check found, as a sentence. */
export function examinedSentence({ check, connection, ok, code, data, failure }: ExaminedView, surface: Surface): string {
  switch (code) {
    case "FOLDER_FAILS":
      return failure ? folderSentence(failure, surface) : "";
    case "EARLIER_STATE":
      return suspendedNotes({ name: connection ?? "", ...earlierState(data) }, surface).join(" ");
    case "TROUBLE":
      return `${troubleSentence(String(data["file"]), String(data["code"]))}${data["awaited"] === 0 ? ` ${MAY_BE_DELETED}` : ""}`;
    case "ISSUE_FILE":
    case "BRANCH_HELD":
      return diagnosticSentence(
        {
          at: String(data["at"]),
          code: String(data["code"]),
          ...(data["line"] !== undefined && { line: Number(data["line"]) }),
          ...(data["detail"] !== undefined && { detail: String(data["detail"]) }),
        },
        surface,
      );
    default:
      return checkSentence({ check, ok, code, data }, surface);
  }
}

function earlierState({ partner = "", evidence }: ExaminedView["data"]): {
  readonly partner: string | null;
  readonly suspendedBy?: RestoreEvidence;
} {
  return { partner: String(partner) || null, ...(isRestoreEvidence(evidence) && { suspendedBy: evidence }) };
}

export interface Examined {
  readonly project: string;
  readonly checks: readonly ExaminedView[];
}

/** The whole examination as Markdown to read in an editor: what needs somebody first. Names of files and partners in it make no links. */
export function doctorReport(projects: readonly Examined[]): string {
  const lines: string[] = [];
  for (const { project, checks } of projects) {
    const bad = checks.filter(({ ok }) => !ok);
    const good = checks.filter(({ ok }) => ok);
    lines.push(
      `# ${plainText(project)}`,
      "",
      bad.length === 0
        ? "Everything is as it should be."
        : `${bad.length} of ${checks.length} checks ${bad.length === 1 ? "needs" : "need"} you.`,
      "",
    );
    if (bad.length > 0) lines.push("## What needs you", "", ...bad.map((check) => line("⚠", check)), "", "## What is well", "");
    lines.push(...good.map((check) => line("✓", check)), "");
  }
  return linklessText(`${lines.join("\n").trimEnd()}\n`);
}

function line(mark: string, check: ExaminedView): string {
  const what = check.connection === null ? check.check : `${plainText(check.connection)}: ${check.check}`;
  return `- ${mark} **${what}**: ${plainText(examinedSentence(check, "editor"))}`;
}
