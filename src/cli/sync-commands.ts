import type { Command } from "commander";
import { contentsOnTheirWay } from "../app/contents.ts";
import { dryRun } from "../app/dry-run.ts";
import { type OpenProject, openProject } from "../app/open-project.ts";
import { movedIssues } from "../app/moved-issues.ts";
import { projectView } from "../app/snapshot.ts";
import { contentsDue, sync } from "../app/worker.ts";
import { type Watching, watch } from "../app/watch.ts";
import { begunLines } from "../view/connection-status.ts";
import { FILES_LATE, onItsWayLine } from "../view/content-words.ts";
import { gitSentence } from "../view/git-words.ts";
import { dryRunLines } from "../view/dry-run-lines.ts";
import { movedLines } from "../view/moved-lines.ts";
import { OPENED_ANEW, summaryLine } from "../view/project-summary.ts";
import { folderNotes } from "../view/transport-failures.ts";
import { answer } from "./answer.ts";
import type { Calls } from "./calls.ts";
import { durationMs } from "./duration.ts";
import { EXIT } from "./exit-codes.ts";
import { interrupted, openFailed, usage } from "./failures.ts";
import { type Globals, openOptions } from "./globals.ts";
import { needsOf, needsOfIssues } from "./needs.ts";
import { jsonText } from "./output.ts";
import { EVERYTHING, stateOf } from "./state-answer.ts";
import type { Streams } from "./streams.ts";

/** Passes: one, several, or until stopped. */
export function addSyncCommands(program: Command, calls: Calls): void {
  program
    .command("sync")
    .description("make one pass: read, merge, write, send")
    .option("--until-idle", "make passes until nothing is left to do here")
    .option("--timeout <time>", "with --until-idle: also wait this long for the partner's answers, such as 60s", durationMs)
    .option("--dry-run", "only say what would leave and be written")
    .action((options: { untilIdle?: boolean; timeout?: number; dryRun?: boolean }, command: Command) =>
      calls.project(command, async (project) => {
        if (options.dryRun) {
          const found = await dryRun(project);
          return answer(found, { lines: dryRunLines(found) });
        }
        if (options.timeout !== undefined && !options.untilIdle)
          return usage("--timeout waits for the partner's answers: use it with --until-idle.");
        const movedSince = movedIssues(project.store);
        const before = projectView(project).connections;
        const outcome = await sync(project, {
          untilIdle: options.untilIdle ?? false,
          timeoutMs: options.timeout ?? 0,
          signal: calls.streams.stopped,
        });
        const { view, exit, notes, document } = await stateOf(project, { ...EVERYTHING, limit: 0 }, { known: outcome.failures });
        const { issues: _, stubs: _stubs, more: _more, ...state } = document;
        const followed = outcome.followed ? ["Another process works for this project; it was asked to do this."] : [];
        const moved = movedSince();
        const refused = outcome.committed?.kind === "refused" ? [gitSentence({ kind: "git refuses", said: outcome.committed.said })] : [];
        const isLate = outcome.timedOut && contentsDue(project);
        const contents = isLate ? contentsOnTheirWay(project) : [];
        return answer(
          { ...state, stamp: view.stamp, sync: { ...outcome, ...moved }, ...(contents.length > 0 && { contents }) },
          {
            lines: [summaryLine(view), ...begunLines(before, view.connections), ...movedLines(moved)],
            notes: [
              ...followed,
              ...notes,
              ...needsOfIssues(project),
              ...refused,
              ...(isLate ? [FILES_LATE, ...contents.map(onItsWayLine)] : []),
            ],
            exit: isLate && exit === EXIT.done ? EXIT.waits : exit,
          },
        );
      }),
    );

  program
    .command("watch")
    .description("synchronise until stopped (Ctrl+C); with --json one document per line")
    .action((_: unknown, command: Command) =>
      calls.project(command, async (project, globals) => {
        for (let open = project; ;) {
          const outdated = new AbortController();
          const signal = AbortSignal.any([calls.streams.stopped, outdated.signal]);
          const say = reporter(open, globals, calls.streams);
          const path = await watch(open, signal, { ...say, outdated: () => outdated.abort() });
          if (open !== project) open.close();
          if (path !== null) return openFailed({ kind: "worked on elsewhere", path });
          if (calls.streams.stopped.aborted || !outdated.signal.aborted) return answer(undefined);
          const again = openProject(project.workspace, openOptions(globals, calls.streams));
          if (!again.ok) return openFailed(again.failure);
          open = again.value;
          if (!globals.quiet) calls.streams.err(`${OPENED_ANEW}\n`);
        }
      }),
    );
}

/** A line for the first pass, and for every other that did something or met a new trouble. What needs a person is said once, and when it changes. */
function reporter(project: OpenProject, globals: Globals, streams: Streams): Required<Omit<Watching, "begins" | "outdated">> {
  let told: string | null = null;
  let needs: readonly string[] = [];
  let refused: string | null = null;
  let last = "";
  let movedSince = movedIssues(project.store);
  return {
    pass: ({ progress, failures }) => {
      const troubles = JSON.stringify(failures);
      if (!progress && troubles === told) return;
      told = troubles;
      const view = projectView(project);
      const time = new Date().toISOString();
      const now = needsOf(project);
      const fresh = now.filter((line) => !needs.includes(line));
      if (globals.json)
        streams.out(
          `${jsonText({ time, progress, failures, counts: view.counts, stamp: view.stamp, ...(fresh.length > 0 && { needs: fresh }) })}\n`,
        );
      else {
        // A pass that only passed acknowledgements on says nothing new.
        const moved = movedLines(movedSince());
        movedSince = movedIssues(project.store);
        const said = [summaryLine(view), ...moved].join("; ");
        if (said !== last || moved.length > 0 || failures.length > 0) streams.out(`${time.slice(11, 19)}Z ${said}\n`);
        last = summaryLine(view);
        for (const note of folderNotes(failures)) streams.err(`${note}\n`);
        if (!globals.quiet) for (const line of fresh) streams.err(`${line}\n`);
      }
      needs = now;
    },
    interrupted: (because) => {
      const { code, message } = interrupted(because);
      if (told === code) return;
      told = code;
      const time = new Date().toISOString();
      if (globals.json) streams.out(`${jsonText({ time, error: { code, message } })}\n`);
      streams.err(`${message} Watching goes on, and tries again by itself.\n`);
    },
    committed: (committed) => {
      const said = committed.kind === "refused" ? committed.said : null;
      if (said !== null && said !== refused) streams.err(`${gitSentence({ kind: "git refuses", said })}\n`);
      refused = said;
    },
    waiting: () => {
      if (!globals.quiet) streams.err("Another process works for this project; waiting to take over when it ends.\n");
    },
  };
}
