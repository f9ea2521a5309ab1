import type { Command } from "commander";
import { alarmViews } from "../app/alarms.ts";
import { needsPerson } from "../model/alarm.ts";
import { ALARM_HEAD, NO_ALARMS, acknowledgedNote, alarmRow } from "../view/alarm-words.ts";
import { answer } from "./answer.ts";
import { type Calls, ask } from "./calls.ts";
import { wholeNumber } from "./duration.ts";
import { EXIT } from "./exit-codes.ts";
import { commandFailed, usage } from "./failures.ts";

/** What is wrong outside of any issue (docs/PROTOCOL.md 6). */
export function addAlarmCommands(program: Command, calls: Calls): void {
  program
    .command("alarms")
    .description("what is wrong outside of any issue, here or at partners; shown until somebody acknowledges it")
    .option("--ack <id>", "acknowledge this one", wholeNumber)
    .option("--all", "acknowledge all that are open")
    .option("--history", "those that were acknowledged, too")
    .action((options: { ack?: number; all?: boolean; history?: boolean }, command: Command) =>
      calls.project(command, async (project) => {
        const { ack, all = false, history = false } = options;
        if (ack !== undefined && all) return usage("Use --ack or --all.");
        const open = alarmViews(project, "open");
        if (ack !== undefined || all) {
          const alarms = ack === undefined ? { upTo: open[0]?.id ?? 0 } : [ack];
          const outcome = await ask(project, { kind: "acknowledge alarms", alarms });
          if (outcome.kind === "failed") return commandFailed(outcome);
          const acknowledged = Number(outcome.data["count"] ?? 0);
          return answer({ acknowledged }, { notes: [acknowledgedNote(acknowledged)] });
        }
        const shown = history ? alarmViews(project, "all") : open;
        const now = Date.now();
        return answer(
          { alarms: shown },
          {
            lines: shown.length === 0 ? [] : [ALARM_HEAD, ...shown.map((alarm) => alarmRow(alarm, now))],
            wrapped: true,
            notes: open.length === 0 ? [NO_ALARMS] : [],
            exit: open.some(needsPerson) ? EXIT.needsPerson : EXIT.done,
          },
        );
      }),
    );
}
