import type * as vscode from "vscode";
import type { Ferry } from "../ferry.ts";
import { registerCommands } from "./command.ts";
import { carryOut } from "./carry-out.ts";
import { sayLack } from "./project-lack.ts";

/** What is about the project or this window as a whole. */
export function addProjectCommands(ferry: Ferry): vscode.Disposable[] {
  return registerCommands(ferry, {
    showLog: () => ferry.log.show(),
    syncNow: async () => {
      if (ferry.folders.live.length === 0) await sayLack(ferry);
      for (const live of ferry.folders.live) {
        if (live.activity().failed) live.restart();
        await carryOut(ferry, live, { kind: "sync" });
      }
    },
    pause: () => {
      for (const live of ferry.folders.live) live.setPaused(true);
    },
    resume: () => {
      for (const live of ferry.folders.live) live.setPaused(false);
    },
  });
}
