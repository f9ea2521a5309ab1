import * as vscode from "vscode";
import type { Ferry } from "../ferry.ts";
import { sayError } from "../messages.ts";

/** Commands by their name after `issueFerry.`; what they are given is what a menu or another command passes on. */
export type Commands = Readonly<Record<string, (...given: never[]) => unknown>>;

/** Registers commands. A bug in one is logged and said once, with a way to the log. */
export function registerCommands(ferry: Ferry, commands: Commands): vscode.Disposable[] {
  return Object.entries(commands).map(([name, work]) =>
    vscode.commands.registerCommand(`issueFerry.${name}`, async (...given: unknown[]) => {
      try {
        return await work(...(given as never[]));
      } catch (error) {
        ferry.log.error(error instanceof Error ? error : String(error));
        const shown = await sayError(
          vscode.l10n.t("Issue Ferry met a bug while doing this. Nothing that was confirmed is lost."),
          vscode.l10n.t("Show Log"),
        );
        if (shown !== undefined) ferry.log.show();
        return undefined;
      }
    }),
  );
}
