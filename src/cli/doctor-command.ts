import type { Command } from "commander";
import type { Check } from "../app/doctor-check.ts";
import { examine } from "../app/doctor.ts";
import { cell } from "../view/cell.ts";
import { examinedSentence } from "../view/doctor-report.ts";
import { answer } from "./answer.ts";
import type { Calls } from "./calls.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";

/** Checks of everything around the project. */
export function addDoctorCommand(program: Command, calls: Calls): void {
  program
    .command("doctor")
    .description("check folders, watchers, clock, foreign files, state directory, git, the gateway and this machine")
    .action((_: unknown, command: Command) =>
      calls.project(command, async (project) => {
        const checks = (await examine(project)).map((check) => ({
          check: check.check,
          connection: check.connection,
          ok: check.ok,
          code: check.code,
          detail: examinedSentence(check, "command line"),
        }));
        const lines = checks.map(({ check, connection, ok, detail }) => [
          cell(ok ? "ok" : "!!", ok ? "good" : "bad"),
          cell(connection === null ? check : `${connection}: ${check}`),
          cell(detail),
        ]);
        return answer({ checks }, { lines, wrapped: true, exit: exitOf(checks) });
      }),
    );
}

/** A folder first, then the machine and settings, then what a person has to put right in the files. */
function exitOf(checks: readonly Pick<Check, "check" | "ok">[]): ExitCode {
  const failed = checks.filter(({ ok }) => !ok).map(({ check }) => check);
  if (failed.length === 0) return EXIT.done;
  if (failed.includes("exchange folder")) return EXIT.unreachable;
  return failed.every((check) => check === "issue files" || check === "git" || check === "sync client") ? EXIT.needsPerson : EXIT.failed;
}
