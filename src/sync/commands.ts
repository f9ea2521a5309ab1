import type { Command, CommandOutcome } from "../model/command.ts";
import type { Connection } from "../model/connection.ts";
import { commandNote } from "./audit-notes.ts";
import { audit, type Context } from "./context.ts";
import { noteOpened } from "./forgotten.ts";

/** Carries out what other processes of this project handed over through the store, in order. Returns how many. */
export async function carryOutSubmitted(context: Context): Promise<number> {
  const open = context.store.openCommands();
  for (const { id, command } of open) {
    const outcome = await carryOut(context, command);
    context.store.transaction(() => context.store.finishCommand(id, outcome));
  }
  return open.length;
}

/**
 * Does what a person asked for. Everything it changes in the tracker is an ordinary edit, found and sent by the passes that follow.
 * Ids come with the command, so that carrying one out twice does it once.
 */
export async function carryOut(context: Context, command: Command): Promise<CommandOutcome> {
  context.begin();
  noteOpened(context);
  const connection = connectionOf(context, command);
  const outcome = await perform(context, command);
  const unchecked = connection?.verified === "unverified" && context.store.connection(connection.id)?.verified === "without checking";
  context.store.transaction(() => {
    audit(context, {
      actor: command.author,
      action: command.kind,
      ...(connection && { connection: connection.id }),
      ...("issue" in command && command.issue !== null && { issue: command.issue }),
      ...commandNote(command),
      info: outcome.kind === "failed" ? outcome.code : unchecked ? "done without checking" : "done",
    });
  });
  return outcome;
}

/** Before it is carried out: a connection may be forgotten then. It is named by its name or, where issues are settled, by its id. */
function connectionOf(context: Context, command: Command): Connection | null {
  if (!("connection" in command) || command.connection === null) return null;
  const { connection: word } = command;
  return (
    context.store.connections().find(({ id, name }) => (command.kind === "resolve" || command.kind === "reopen" ? id : name) === word) ??
    null
  );
}

async function perform(context: Context, command: Command): Promise<CommandOutcome> {
  switch (command.kind) {
    case "new issue":
    case "edit issue":
    case "delete issue":
    case "bring back":
    case "answer":
    case "reopen":
    case "link":
    case "stand here":
      return (await import("./carry-out-on-issue.ts")).carryOutOnIssue(context, command);
    case "retry":
      return (await import("./repair-commands.ts")).retryFailed(context, command);
    case "resolve":
      return (await import("./repair-commands.ts")).resolveConflict(context, command);
    case "acknowledge alarms":
      return (await import("./repair-commands.ts")).acknowledgeAlarms(context, command);
    case "sync":
      return { kind: "done", data: {} };
    case "get file":
    case "put file":
    case "take back file":
    case "cancel file":
      return (await import("./contents/file-commands.ts")).carryOutOnFile(context, command);
    case "resume":
    case "retire":
    case "remove":
    case "revoke":
    case "change identity":
    case "start":
    case "stop":
    case "ping":
    case "verify":
    case "publish":
    case "accept":
    case "decline":
    case "withdraw":
    case "ask status":
    case "reconcile":
    case "list issues":
    case "ask trail":
      return (await import("./connection-commands.ts")).carryOutOnConnection(context, command);
  }
}
