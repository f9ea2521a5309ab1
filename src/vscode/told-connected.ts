import * as vscode from "vscode";
import { mayAsk } from "../app/asked-once.ts";
import { isAwaited, runsSentence } from "../view/prompts.ts";
import type { Ferry } from "./ferry.ts";
import { say } from "./messages.ts";

/**
 * Says that a connection runs to whoever waited for it: in a window that saw it wait for the partner, once, in the one that is in front. What was
 * connected before a window opened is nobody's news; the view Connections has it.
 */
export function tellConnected({ folders, issues, log }: Pick<Ferry, "folders" | "issues" | "log">): vscode.Disposable {
  const awaited = new Set<string>();
  const look = (): void => {
    for (const { live, view } of issues.projects)
      for (const connection of view.connections) {
        const place = `${live.project.file.id} ${connection.name}`;
        if (isAwaited(connection)) awaited.add(place);
        else if (connection.status !== "running" || connection.contract === null) continue;
        else if (awaited.has(place) && vscode.window.state.focused) {
          awaited.delete(place);
          const { store } = live.project;
          const id = store.connections().find(({ name }) => name === connection.name)?.id;
          if (id !== undefined && mayAsk(store, `${id} runs`))
            tell(runsSentence(connection)).then(undefined, (error: unknown) => log.error(String(error)));
        }
      }
  };
  return folders.onChange(look);
}

/**
 * The editor shows three messages at a time, and those of the set-up stand there until somebody closes them: they go behind the bell first, where all of
 * them stay, so that the news is not hidden by what it ends.
 */
function tell(news: string): Thenable<unknown> {
  return Promise.all([vscode.commands.executeCommand("notifications.hideToasts"), say(news)]);
}
