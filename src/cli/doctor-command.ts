import type { Command } from "commander";
import { type Check, examine } from "../app/doctor.ts";
import { cell } from "../view/cell.ts";
import { diagnosticSentence } from "../view/diagnostics.ts";
import { checkSentence } from "../view/doctor-lines.ts";
import { troubleSentence } from "../view/file-troubles.ts";
import { folderSentence } from "../view/transport-failures.ts";
import { answer } from "./answer.ts";
import type { Calls } from "./calls.ts";
import { EXIT } from "./exit-codes.ts";

/** Checks of everything around the project. */
export function addDoctorCommand(program: Command, calls: Calls): void {
  program
    .command("doctor")
    .description("check folder, watcher, clock, foreign files, state directory and this machine")
    .action((_: unknown, command: Command) =>
      calls.project(command, async (project) => {
        const checks = (await examine(project)).map((check) => ({
          check: check.check,
          connection: check.connection,
          ok: check.ok,
          code: check.code,
          detail: sentenceOf(check),
        }));
        const lines = checks.map(({ check, connection, ok, detail }) => [
          cell(ok ? "ok" : "!!", ok ? "good" : "bad"),
          cell(connection === null ? check : `${connection}: ${check}`),
          cell(detail),
        ]);
        const unreachable = checks.some(({ check, ok }) => check === "exchange folder" && !ok);
        return answer({ checks }, { lines, exit: unreachable ? EXIT.unreachable : checks.every(({ ok }) => ok) ? EXIT.done : EXIT.failed });
      }),
    );
}

function sentenceOf({ check, ok, code, data, failure }: Check): string {
  switch (code) {
    case "FOLDER_FAILS":
      return failure ? folderSentence(failure) : "";
    case "TROUBLE":
      return troubleSentence(String(data["file"]), String(data["code"]));
    case "ISSUE_FILE":
      return diagnosticSentence({
        at: String(data["at"]),
        code: String(data["code"]),
        ...(data["line"] !== undefined && { line: Number(data["line"]) }),
        ...(data["detail"] !== undefined && { detail: String(data["detail"]) }),
      });
    default:
      return checkSentence({ check, ok, code, data });
  }
}
