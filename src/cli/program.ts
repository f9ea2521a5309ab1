import { Command, CommanderError } from "commander";
import { plainText } from "../view/plain-text.ts";
import { addAttachmentCommands } from "./attachment-commands.ts";
import { addAlarmCommands } from "./alarm-commands.ts";
import { addAuditCommands } from "./audit-commands.ts";
import { callsWith } from "./calls.ts";
import { addConfigCommands } from "./config-commands.ts";
import { addConnectionCommands } from "./connection-commands.ts";
import { addDeletedCommand } from "./deleted-command.ts";
import { addDoctorCommand } from "./doctor-command.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { thrown, usage } from "./failures.ts";
import { addGlobals } from "./globals.ts";
import { addFileCommands } from "./file-commands.ts";
import { addGatewayCommands } from "./gateway-commands.ts";
import { addGitCommands } from "./git-commands.ts";
import { addFieldCommands } from "./field-commands.ts";
import { addIdentityCommands } from "./identity-commands.ts";
import { addIssueCommands } from "./issue-commands.ts";
import { mistypedOption } from "./mistyped-option.ts";
import { addOperationCommands } from "./operation-commands.ts";
import { print } from "./output.ts";
import { addRepairCommands } from "./repair-commands.ts";
import { addResolveCommand } from "./resolve-command.ts";
import { addSetupCommands } from "./setup-commands.ts";
import { addStatusCommands } from "./status-commands.ts";
import type { Streams } from "./streams.ts";
import { addUndoCommands } from "./undo-commands.ts";
import { addSyncCommands } from "./sync-commands.ts";

const EXIT_CODES = `
Exit codes: 0 done and up to date, 1 failed, 2 usage, 3 something is pending or held, 4 conflicts or errors need a person,
5 partner or folder not reachable.`;

/** Runs one command line (without program and script). Never throws; the exit code is for the process to end with. */
export async function run(words: readonly string[], streams: Streams): Promise<ExitCode> {
  let exit: ExitCode = EXIT.done;
  const program = new Command("issue-ferry");
  program
    .description("Keeps the issues of two projects in step when all they share is a folder.")
    // Named by the build; a program run from its sources has no version.
    .version(process.env["ISSUE_FERRY_VERSION"] ?? "from source", "--version", "show the version")
    .exitOverride()
    // Only help is printed by the parser; what is wrong with the words is said below, once.
    .configureOutput({ writeOut: streams.out, writeErr: () => undefined, getOutHasColors: () => false })
    .showSuggestionAfterError(true)
    .configureHelp({ showGlobalOptions: true })
    .addHelpText("after", EXIT_CODES);
  addGlobals(program);
  const calls = callsWith(streams, (code) => {
    exit = code;
  });
  addSetupCommands(program, calls);
  addConnectionCommands(program, calls);
  addIdentityCommands(program, calls);
  addConfigCommands(program, calls);
  addSyncCommands(program, calls);
  addOperationCommands(program, calls);
  addFileCommands(program, calls);
  addAlarmCommands(program, calls);
  addAuditCommands(program, calls);
  addStatusCommands(program, calls);
  addIssueCommands(program, calls);
  addAttachmentCommands(program, calls);
  addFieldCommands(program, calls);
  addRepairCommands(program, calls);
  addResolveCommand(program, calls);
  addUndoCommands(program, calls);
  addDeletedCommand(program, calls);
  addGatewayCommands(program, calls);
  addGitCommands(program, calls);
  addDoctorCommand(program, calls);
  const style = { json: words.includes("--json"), quiet: false, colours: false };
  try {
    await program.parseAsync(words, { from: "user" });
    return exit;
  } catch (error) {
    if (!(error instanceof CommanderError)) return print(streams, style, thrown(error));
    if (error.exitCode === 0) return EXIT.done;
    const mistyped = error.code === "commander.missingMandatoryOptionValue" ? mistypedOption(program, words) : null;
    if (mistyped !== null) return print(streams, style, usage(mistyped));
    const message =
      error.code === "commander.help"
        ? "name a command; `issue-ferry --help` lists them."
        : plainText(error.message.replace(/^error: /, ""));
    return print(streams, style, usage(message));
  }
}
