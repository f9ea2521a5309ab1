import * as vscode from "vscode";
import { interruptionOf } from "../../app/store-trouble.ts";
import { COMMAND_BUG } from "../../view/command-failures.ts";
import { interruptedSentence } from "../../view/interruptions.ts";
import type { Ferry } from "../ferry.ts";
import { sayFailure } from "./telling.ts";

/** Commands by their name after `issueFerry.`; what they are given is what a menu or another command passes on. */
export type Commands = Readonly<Record<string, (...given: never[]) => unknown>>;

/** Registers commands, each of them guarded. */
export function registerCommands(ferry: Ferry, commands: Commands): vscode.Disposable[] {
  return Object.entries(commands).map(([name, work]) =>
    vscode.commands.registerCommand(`issueFerry.${name}`, async (...given: unknown[]) => {
      return guarded(ferry, async () => work(...(given as never[])));
    }),
  );
}

/** What something throws that a person asked for is logged and said once, with a way to the log: a bug, or what the world refused. */
export async function guarded<T>(ferry: Ferry, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    ferry.log.error(error instanceof Error ? error : String(error));
    const because = interruptionOf(error);
    await sayFailure(ferry, because === null ? COMMAND_BUG : interruptedSentence(because));
    return undefined;
  }
}
