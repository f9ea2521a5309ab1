import * as vscode from "vscode";
import { mayAsk, wasAsked } from "../app/asked-once.ts";
import type { LiveProject } from "../app/live-project.ts";
import { safetyNumberOf } from "../app/safety-number.ts";
import { projectView } from "../app/snapshot.ts";
import { wouldLeave } from "../app/would-leave.ts";
import type { ConnectionView } from "../model/snapshot.ts";
import { type Decision, PROMPT_BUTTONS, alreadyDone, beginQuestion, contractQuestion, decisionOn, isOver } from "../view/prompts.ts";
import type { ConnectionName } from "./commands/which.ts";
import type { Ferry } from "./ferry.ts";
import { say } from "./messages.ts";

const COMMANDS: Readonly<Record<string, string>> = {
  [PROMPT_BUTTONS.publish]: "issueFerry.publishConfiguration",
  [PROMPT_BUTTONS.compare]: "issueFerry.compareSafetyNumber",
  [PROMPT_BUTTONS.review]: "issueFerry.reviewUpdate",
  [PROMPT_BUTTONS.accept]: "issueFerry.acceptUpdate",
  [PROMPT_BUTTONS.decline]: "issueFerry.declineUpdate",
};

/**
 * Asks a person for what nothing goes on without: the first publish, and each contract of the partner. Once, in the window that is in front;
 * tree and badge keep showing it.
 */
export function askForDecisions(ferry: Ferry): vscode.Disposable {
  // What a question says takes a while to find out: only then it counts as asked.
  const preparing = new Set<string>();
  const look = (): void => {
    if (!vscode.window.state.focused) return;
    for (const { live, view } of ferry.issues.projects)
      for (const connection of view.connections) {
        const decision = decisionOn(connection);
        if (decision === null) continue;
        const id = live.project.store.connections().find(({ name }) => name === connection.name)?.id;
        const question = `${id} ${decision.key}`;
        if (id === undefined || preparing.has(question) || wasAsked(live.project.store, question)) continue;
        preparing.add(question);
        void ask(live, connection, decision.kind, () => mayAsk(live.project.store, question))
          .catch((error: unknown) => ferry.log.error(error instanceof Error ? error : String(error)))
          .finally(() => preparing.delete(question));
      }
  };
  return vscode.Disposable.from(
    ferry.folders.onChange(look),
    vscode.window.onDidChangeWindowState(() => ferry.folders.touch()),
  );
}

/** `may`: asked at the last moment, when the text is there. */
async function ask(live: LiveProject, connection: ConnectionView, kind: Decision["kind"], may: () => boolean): Promise<void> {
  const { publish, compare, review, accept, decline, later } = PROMPT_BUTTONS;
  const text = kind === "begin" ? await beginText(live, connection) : contractQuestion(connection);
  if (!may()) return;
  const buttons = kind === "begin" ? [publish, compare] : kind === "first contract" ? [review, accept, decline] : [review];
  const chosen = await say(text, ...buttons, later);
  const command = COMMANDS[chosen ?? ""];
  if (command === undefined) return;
  const name: ConnectionName = { project: live.project.file.id, connection: connection.name };
  const look = (): ConnectionView | undefined => projectView(live.project).connections.find((other) => other.name === connection.name);
  // The question may have stood there for long, and have been answered another way.
  const then = look();
  if (isOver(connection, then)) {
    void say(alreadyDone(connection, then));
    return;
  }
  await vscode.commands.executeCommand(command, name);
  // The number is compared first, not instead.
  const now = look();
  if (chosen === compare && now?.verified === "verified") await vscode.commands.executeCommand("issueFerry.publishConfiguration", name);
}

async function beginText(live: LiveProject, view: ConnectionView): Promise<string> {
  const connection = live.project.store.connections().find(({ name }) => name === view.name);
  const leaving = connection ? await wouldLeave(live.project, connection, "publish") : null;
  return beginQuestion(view, safetyNumberOf(live.project, view.name) ?? "", leaving?.issues ?? 0);
}
