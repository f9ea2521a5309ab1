import type * as vscode from "vscode";
import type { Ferry } from "../ferry.ts";
import { registerCommands } from "./command.ts";
import { carryOut } from "./carry-out.ts";
import { STAND_HERE } from "../../view/git-words.ts";
import { SYNCED_ONCE } from "../../view/status-item.ts";
import { isMeant } from "../messages.ts";
import { sayLack } from "./project-lack.ts";
import { sayShortly } from "./telling.ts";
import { whichProject } from "./which.ts";

/** What is about the project or this window as a whole. */
export function addProjectCommands(ferry: Ferry): vscode.Disposable[] {
  return registerCommands(ferry, {
    showLog: () => ferry.log.show(),
    syncNow: async () => {
      if (ferry.folders.live.length === 0) await sayLack(ferry);
      for (const live of ferry.folders.live) {
        if (live.activity().failed) live.restart();
        const synced = await carryOut(ferry, live, { kind: "sync" });
        if (synced && live.activity().mode === "paused") sayShortly(SYNCED_ONCE);
      }
    },
    standHere: async () => {
      const live = await whichProject(ferry, STAND_HERE.question);
      if (live === null || !(await isMeant(STAND_HERE.question, STAND_HERE.detail, STAND_HERE.button))) return;
      if ((await carryOut(ferry, live, { kind: "stand here" })) !== null) sayShortly(STAND_HERE.done);
    },
    pause: () => {
      for (const live of ferry.folders.live) live.setPaused(true);
    },
    resume: () => {
      for (const live of ferry.folders.live) live.setPaused(false);
    },
  });
}
