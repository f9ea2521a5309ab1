import type { Command } from "commander";
import { silenceOf } from "../app/folder-silence.ts";
import { noteDone, noteUnclear } from "../app/last-command.ts";
import { type OpenProject, openProject } from "../app/open-project.ts";
import { findWorkspace } from "../app/project-file.ts";
import { carryOutAnywhere } from "../app/worker.ts";
import type { Command as Asked, CommandOutcome } from "../model/command.ts";
import type { ExitCode } from "./exit-codes.ts";
import { type Answer, failure } from "./answer.ts";
import { connectFailed, openFailed, thrown } from "./failures.ts";
import { type Globals, folderOf, openOptions } from "./globals.ts";
import { print } from "./output.ts";
import type { Streams } from "./streams.ts";
import { openSentence } from "../view/open-failures.ts";

/** How commands are run: opens what they need, prints what they answer, remembers the exit code. */
export interface Calls {
  readonly streams: Streams;
  plain(command: Command, work: (globals: Globals) => Promise<Answer>): Promise<void>;
  /** `exchange`: a folder that the command is about to use for the first time. */
  project(command: Command, work: (project: OpenProject, globals: Globals) => Promise<Answer>, exchange?: string): Promise<void>;
}

export function callsWith(streams: Streams, ended: (exit: ExitCode) => void): Calls {
  const plain = async (command: Command, work: (globals: Globals) => Promise<Answer>): Promise<void> => {
    const globals = command.optsWithGlobals<Globals>();
    const style = { json: globals.json ?? false, quiet: globals.quiet ?? false, colours: streams.colours && globals.color };
    ended(print(streams, style, await work(globals).catch(thrown)));
  };
  return {
    streams,
    plain,
    project: (command, work, exchange) =>
      plain(command, async (globals) => {
        const start = folderOf(globals, streams);
        const workspace = findWorkspace(start);
        if (workspace === null) return failure("NO_PROJECT", openSentence({ kind: "no project", at: start }));
        // Compared with the other places it would be waited for, for ever where it hangs.
        const silence = exchange === undefined ? null : await silenceOf(exchange);
        if (silence) return connectFailed({ kind: "exchange", failure: silence });
        const opened = openProject(workspace, openOptions(globals, streams, exchange));
        if (!opened.ok) return openFailed(opened.failure);
        try {
          return await work(opened.value, globals);
        } finally {
          opened.value.close();
        }
      }),
  };
}

/** Carries a command out, here or by whoever works for the project; `undo` can take it back afterwards. */
export async function ask(project: OpenProject, command: WithoutAuthor<Asked>): Promise<CommandOutcome> {
  const outcome = await carryOutAnywhere(project, { ...command, author: project.author });
  if (outcome.kind === "done") noteDone(project.store, command, outcome);
  else if (outcome.code === "PARTLY_TAKEN" || outcome.code === "WORKER_SILENT") noteUnclear(project.store);
  return outcome;
}

type WithoutAuthor<T> = T extends unknown ? Omit<T, "author"> : never;
