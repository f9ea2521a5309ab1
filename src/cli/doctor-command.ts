import type { Command } from "commander";
import { examine } from "../app/doctor.ts";
import { cell } from "../view/cell.ts";
import { examinedSentence } from "../view/doctor-report.ts";
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
          detail: examinedSentence(check, "command line"),
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
