import { type Command } from "commander";
import { deletedIssues } from "../app/deleted-issues.ts";
import { deletedRow } from "../view/deleted-words.ts";
import { titleOf } from "../view/issue-item.ts";
import { answer } from "./answer.ts";
import type { Calls } from "./calls.ts";
import { wholeNumber } from "./duration.ts";

/** So many unless more are asked for. */
const NEWEST = 50;

/** What was deleted, and can be brought back. */
export function addDeletedCommand(program: Command, calls: Calls): void {
  program
    .command("deleted")
    .description("list deleted issues, the newest first: who deleted them, here or at a partner, and when")
    .option("--limit <number>", "at most so many", wholeNumber, NEWEST)
    .action(({ limit }: { limit: number }, command: Command) =>
      calls.project(command, async (project) => {
        const { found, more } = deletedIssues(project.store, limit);
        const now = Date.now();
        const deleted = found.map(({ issue, by, time }) => ({
          id: issue.id,
          key: issue.key,
          title: titleOf(issue),
          by,
          time: time === null ? null : new Date(time).toISOString(),
        }));
        const notes = [
          ...(found.length === 0
            ? ["No issue of this project was deleted."]
            : ["`issue-ferry bring-back KEY` writes one again, as it was."]),
          ...(more ? [`There are more: \`issue-ferry deleted --limit ${limit * 10}\`.`] : []),
        ];
        return answer({ deleted, more }, { lines: found.map((one) => deletedRow(one, now)), notes });
      }),
    );
}
