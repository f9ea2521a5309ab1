import { resolve } from "node:path";
import type { Command } from "commander";
import { backUp } from "../app/backup.ts";
import { nameGateway, takeBack } from "../app/name-gateway.ts";
import { restoreBackup } from "../app/restore-backup.ts";
import { BACKUP_PARTS } from "../app/backup-parts.ts";
import type { OpenProject } from "../app/open-project.ts";
import { findWorkspace } from "../app/project-file.ts";
import { backupSentence, restoredNotes, savedNotes, unwrittenNotes } from "../view/backup-words.ts";
import { NOT_HANDED_OVER, gatewayLine } from "../view/gateway-words.ts";
import { openSentence } from "../view/open-failures.ts";
import { plainText } from "../view/plain-text.ts";
import { type Answer, answer, failure } from "./answer.ts";
import type { Calls } from "./calls.ts";
import { codeOf, openFailed, usage } from "./failures.ts";
import { folderOf, openOptions } from "./globals.ts";

const PASSPHRASE = "The passphrase is read from ISSUE_FERRY_PASSPHRASE, else from the first line of standard input";

/** Which machine of a team holds the keys, and what keeps them from being lost with it. */
export function addGatewayCommands(program: Command, calls: Calls): void {
  const passphrase = async (): Promise<string> => {
    const given = process.env["ISSUE_FERRY_PASSPHRASE"];
    if (given !== undefined) return given;
    if (calls.streams.isTyped) calls.streams.err("Type the passphrase, then Enter, then Ctrl+D. It is shown as you type.\n");
    return (await calls.streams.read()).split(/\r?\n/)[0] ?? "";
  };
  const here = (file: string): string => resolve(calls.streams.cwd, file);
  const saved = async (project: OpenProject, file: string, move: boolean): Promise<Answer> => {
    const made = await backUp(project, here(file), await passphrase(), move, BACKUP_PARTS);
    if (!made.ok) return failure(codeOf(made.failure.kind), backupSentence(made.failure));
    const path = plainText(made.value.file);
    const notes = [...savedNotes(made.value, move), ...unwrittenNotes(made.value.unwritten)];
    return answer({ file: made.value.file, moved: move }, { lines: [path], notes });
  };

  const gateway = program.command("gateway").description("show, hand over or take back which machine talks to partners");
  gateway
    .command("show", { isDefault: true })
    .description("which machine of the team holds the keys and talks to partners")
    .argument("[word]")
    .action((word: string | undefined, _: unknown, command: Command) =>
      calls.project(command, async (project) => {
        if (word !== undefined) return usage(`There is no "gateway ${plainText(word)}": say show, here, move FILE or back.`);
        const view = project.gateway();
        return answer({ gateway: view }, { lines: [gatewayLine(view)] });
      }),
    );
  gateway
    .command("move")
    .description(`hand the gateway over: writes everything into a file, and sends nothing from here any more. ${PASSPHRASE}`)
    .argument("<file>", "the file to write")
    .action((file: string, _: unknown, command: Command) => calls.project(command, async (project) => saved(project, file, true)));
  gateway
    .command("here")
    .description("name this machine, which has the connections, where no machine is named yet")
    .action((_: unknown, command: Command) =>
      calls.project(command, async (project) => {
        const named = nameGateway(project, BACKUP_PARTS);
        if (!named.ok) return failure(codeOf(named.failure.kind), backupSentence(named.failure));
        return answer({ gateway: named.value }, { lines: [gatewayLine(named.value)] });
      }),
    );
  gateway
    .command("back")
    .description("take a gateway back that was handed over from here, as long as the file was restored nowhere")
    .action((_: unknown, command: Command) =>
      calls.project(command, async (project) => {
        const taken = takeBack(project, BACKUP_PARTS);
        if (taken === null) return failure("NOT_HANDED_OVER", NOT_HANDED_OVER);
        if (!taken.ok) return failure(codeOf(taken.failure.kind), backupSentence(taken.failure));
        return answer(
          { gateway: project.gateway() },
          { lines: [gatewayLine(project.gateway())], notes: unwrittenNotes(taken.value.unwritten) },
        );
      }),
    );

  program
    .command("backup")
    .description(`write keys and state into a file, sealed with a passphrase. ${PASSPHRASE}`)
    .argument("<file>", "the file to write")
    .action((file: string, _: unknown, command: Command) => calls.project(command, async (project) => saved(project, file, false)));

  program
    .command("restore")
    .description(`make this machine the gateway, from a backup or from what was handed over. ${PASSPHRASE}`)
    .argument("<file>", "the file")
    .action((file: string, _: unknown, command: Command) =>
      calls.plain(command, async (globals) => {
        const start = folderOf(globals, calls.streams);
        const workspace = findWorkspace(start);
        if (workspace === null) return failure("NO_PROJECT", openSentence({ kind: "no project", at: start }));
        const restored = await restoreBackup(workspace, here(file), await passphrase(), openOptions(globals, calls.streams), BACKUP_PARTS);
        if (!restored.ok)
          return restored.failure.kind === "open"
            ? openFailed(restored.failure.failure)
            : failure(codeOf(restored.failure.kind), backupSentence(restored.failure));
        const { made, moved, connections } = restored.value;
        return answer(restored.value, { notes: restoredNotes(made, moved, connections) });
      }),
    );
}
