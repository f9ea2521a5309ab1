import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { issueBranch } from "../app/issue-branch.ts";
import { mergeDriver, removeMergeDriver, setMergeDriver } from "../app/merge-driver.ts";
import { mergeFiles } from "../app/merge-file.ts";
import { diagnosticSentence } from "../view/diagnostics.ts";
import { CHOOSE_NOTE, driverLines, gitSentence, twoIssuesSentence } from "../view/git-words.ts";
import { plainText } from "../view/plain-text.ts";
import { answer, failure } from "./answer.ts";
import { type Calls, ask } from "./calls.ts";
import { EXIT } from "./exit-codes.ts";
import { codeOf, commandFailed } from "./failures.ts";

/** What has to do with git. Everything else works without it. */
export function addGitCommands(program: Command, calls: Calls): void {
  program
    .command("branch")
    .description("show which git branch the issues are read from, where git keeps them")
    .option("--here", "read them from what is checked out now, from now on")
    .action((options: { here?: boolean }, command: Command) =>
      calls.project(command, async (project) => {
        if (options.here) {
          const outcome = await ask(project, { kind: "stand here" });
          if (outcome.kind === "failed") return commandFailed(outcome);
        }
        const { branch, held } = await issueBranch(project);
        const line =
          branch === null
            ? "Git does not keep the issues here: they are the same on every branch."
            : `The issues are read from the branch ${plainText(branch)}.`;
        const notes = held === null ? [] : [diagnosticSentence(held)];
        return answer({ branch, held }, { lines: [line], notes, exit: held === null ? EXIT.done : EXIT.needsPerson });
      }),
    );

  program
    .command("merge-file")
    .description("merge three versions of an issue file, field by field; git calls it so. The result is in <ours>")
    .argument("<ancestor>", "%O of git")
    .argument("<ours>", "%A of git")
    .argument("<theirs>", "%B of git")
    .argument("[path]", "%P of git: where the file lies in the work tree")
    .action((ancestor: string, ours: string, theirs: string, path: string | undefined, _: unknown, command: Command) =>
      calls.plain(command, async () => {
        const here = (path: string): string => resolve(calls.streams.cwd, path);
        const merged = await mergeFiles(here(ancestor), here(ours), here(theirs), here(path ?? ours));
        if (!merged.ok) return failure(codeOf(merged.failure.kind), gitSentence(merged.failure));
        const { clean, twoIssues } = merged.value;
        return answer(merged.value, {
          notes: clean ? [] : [twoIssues ? twoIssuesSentence(path ?? ours) : CHOOSE_NOTE],
          exit: clean ? EXIT.done : EXIT.needsPerson,
        });
      }),
    );

  program
    .command("merge-driver")
    .description("show whether git merges issue files field by field in this clone, and set it so")
    .addOption(
      new Option("--install", "set it in the settings of this clone, and add the rule to .gitattributes beside the issues").conflicts(
        "remove",
      ),
    )
    .option("--remove", "take both away again")
    .action((options: { install?: boolean; remove?: boolean }, command: Command) =>
      calls.project(command, async ({ workspace, file: { issues } }) => {
        const program = [process.execPath, ...process.argv.slice(1, 2)];
        const driver = options.install
          ? await setMergeDriver(workspace, issues, program)
          : options.remove
            ? await removeMergeDriver(workspace, issues)
            : await mergeDriver(workspace, issues);
        if (!driver.ok) return failure(codeOf(driver.failure.kind), gitSentence(driver.failure));
        return answer(driver.value, { lines: driverLines(driver.value) });
      }),
    );
}
