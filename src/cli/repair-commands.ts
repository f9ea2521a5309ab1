import { type Command as CommandLine, Option } from "commander";
import { retryOfGroup } from "../app/error-groups.ts";
import type { Command } from "../model/command.ts";
import { plainText } from "../view/plain-text.ts";
import { counted } from "../view/ages.ts";
import { answer } from "./answer.ts";
import { type Calls, ask } from "./calls.ts";
import { commandFailed, usage } from "./failures.ts";
import { withIssue } from "./issue-commands.ts";

/** What a person decides about an issue: held questions, failures, twins. */
export function addRepairCommands(program: CommandLine, calls: Calls): void {
  program
    .command("answer")
    .description("answer the question of a held issue")
    .argument("<key>", "key or id of the issue")
    .addOption(
      new Option("--take <which>", "file: as it stands is meant; partner: what was agreed comes back")
        .choices(["partner", "file"])
        .makeOptionMandatory(),
    )
    .action((key: string, options: { take: "partner" | "file" }, command: CommandLine) =>
      calls.project(command, async (project) =>
        withIssue(project, key, async (row) => {
          const outcome = await ask(project, { kind: "answer", issue: row.id, take: options.take });
          if (outcome.kind === "failed") return commandFailed(outcome);
          return answer(
            { id: row.id, key: row.key, take: options.take },
            { notes: [`${plainText(row.key)}: answered. \`issue-ferry sync\` goes on with it.`] },
          );
        }),
      ),
    );

  program
    .command("retry")
    .description("try again what failed")
    .argument("[key]", "key or id of the issue")
    .option("--all", "everything that failed")
    .option("--cause <id>", "all that failed for this cause, as `issues --sync-status error` names it")
    .action((key: string | undefined, options: { all?: boolean; cause?: string }, command: CommandLine) =>
      calls.project(command, async (project) => {
        const retry = async (asked: Omit<Extract<Command, { kind: "retry" }>, "author">) => {
          const outcome = await ask(project, asked);
          if (outcome.kind === "failed") return commandFailed(outcome);
          const issues = Number(outcome.data["issues"] ?? 0);
          return answer(
            { issues },
            {
              notes: [
                issues === 0 ? "Nothing has failed." : `${counted(issues, "issue")} will be tried again by the next \`issue-ferry sync\`.`,
              ],
            },
          );
        };
        const { all = false, cause } = options;
        if ([key !== undefined, all, cause !== undefined].filter(Boolean).length !== 1)
          return usage("Name an issue, or use --all or --cause.");
        if (cause !== undefined) {
          const asked = retryOfGroup(project, cause);
          return asked === null ? commandFailed({ kind: "failed", code: "NOTHING_FAILED_FOR_THAT", data: { cause } }) : retry(asked);
        }
        return key === undefined
          ? retry({ kind: "retry", issue: null })
          : withIssue(project, key, (row) => retry({ kind: "retry", issue: row.id }));
      }),
    );

  program
    .command("link")
    .description("say that an issue of yours and one of the partner are the same")
    .argument("<key>", "key or id of your issue, which nobody else has")
    .argument("<partner-key>", "the partner's key of theirs, which they share with you")
    .action((key: string, partnerKey: string, _: unknown, command: CommandLine) =>
      calls.project(command, async (project) =>
        withIssue(project, key, async (row) => {
          const outcome = await ask(project, { kind: "link", issue: row.id, partnerKey });
          if (outcome.kind === "failed") return commandFailed(outcome);
          const joined = plainText(String(outcome.data["key"] ?? ""));
          return answer(
            { key: outcome.data["key"], partnerKey },
            { lines: [joined], notes: [`${joined} and the partner's ${plainText(partnerKey)} are one issue now.`] },
          );
        }),
      ),
    );
}
