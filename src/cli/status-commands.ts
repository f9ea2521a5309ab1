import { type Command, Option } from "commander";
import { contentsOnTheirWay } from "../app/contents.ts";
import { errorGroups } from "../app/error-groups.ts";
import { findIssue } from "../app/issue-lookup.ts";
import { mendPlace } from "../app/mend-place.ts";
import { issueDetails } from "../app/snapshot.ts";
import { SYNC_STATUSES, type SyncStatus } from "../model/status.ts";
import { onItsWayLine } from "../view/content-words.ts";
import { errorGroupLines } from "../view/error-groups.ts";
import { CONNECTION_HEAD, connectionRow } from "../view/connection-rows.ts";
import { issueDetailLines } from "../view/issue-details.ts";
import { ISSUE_HEAD, inOrderOfNeed, issueRow, stubRow } from "../view/issue-rows.ts";
import { summaryLine } from "../view/project-summary.ts";
import { answer } from "./answer.ts";
import type { Calls } from "./calls.ts";
import { wholeNumber } from "./duration.ts";
import { commandFailed } from "./failures.ts";
import { needsOfIssues } from "./needs.ts";
import { EVERYTHING, stateOf } from "./state-answer.ts";

/** What is shown without changing anything. */
export function addStatusCommands(program: Command, calls: Calls): void {
  program
    .command("status")
    .description("how the project and its connections stand")
    .action((_: unknown, command: Command) =>
      calls.project(command, async (project) => {
        const { view, exit, notes, document } = await stateOf(project, EVERYTHING, { files: true });
        const now = Date.now();
        const rows = view.connections.map((connection) => connectionRow(connection, now));
        const contents = contentsOnTheirWay(project);
        return answer(contents.length === 0 ? document : { ...document, contents }, {
          lines: [summaryLine(view), ...(rows.length === 0 ? [] : [CONNECTION_HEAD, ...rows]), ...contents.map(onItsWayLine)],
          notes: [...notes, ...needsOfIssues(project)],
          exit,
        });
      }),
    );

  program
    .command("issues")
    .description("list the issues, what needs somebody first")
    .addOption(new Option("--sync-status <status>", "only these").choices(SYNC_STATUSES))
    .addOption(
      new Option("--since <stamp>", "only what changed since this stamp, with what is gone")
        .argParser(wholeNumber)
        .default(0, "everything"),
    )
    .addOption(new Option("--limit <number>", "at most so many").argParser(wholeNumber).default(Number.MAX_SAFE_INTEGER, "all"))
    .action((options: { syncStatus?: SyncStatus; since: number; limit: number }, command: Command) =>
      calls.project(command, async (project) => {
        const { page, exit, notes, document } = await stateOf(project, {
          since: options.since,
          limit: options.limit,
          status: options.syncStatus ?? null,
        });
        const issues = options.since > 0 ? page.issues : inOrderOfNeed(page.issues);
        const rows = [...issues.map(issueRow), ...page.stubs.map(stubRow)];
        const more = page.more ? [`There is more: \`issue-ferry issues --since ${page.stamp}\`.`] : [];
        const groups = options.syncStatus === "error" ? errorGroups(project, mendPlace) : null;
        const causes = groups === null || groups.length === 0 ? [] : ["", "By cause:", ...groups.flatMap(errorGroupLines)];
        return answer(groups ? { ...document, groups } : document, {
          lines: rows.length === 0 ? [] : [ISSUE_HEAD, ...rows, ...causes],
          notes: [...more, ...notes],
          exit,
        });
      }),
    );

  program
    .command("show")
    .description("everything about one issue: values, comments, conflicts, errors and what to do")
    .argument("<key>", "key or id of the issue")
    .action((key: string, _: unknown, command: Command) =>
      calls.project(command, async (project) => {
        const row = await findIssue(project, key);
        if (!row || row.gone !== null) return commandFailed({ kind: "failed", code: "NO_SUCH_ISSUE", data: { key } });
        const details = await issueDetails(project, row);
        return answer(details, {
          lines: issueDetailLines(details, Date.now(), (connection, failure) => mendPlace(project, connection, { failure })),
        });
      }),
    );
}
