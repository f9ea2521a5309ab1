import type * as vscode from "vscode";
import type { LiveProject } from "../app/live-project.ts";
import { type PartnerAnswer, partnerAnswer } from "../app/operations.ts";
import { interruptionOf } from "../app/store-trouble.ts";
import type { OperationName } from "../model/operation.ts";
import type { Ferry } from "./ferry.ts";

/** A look besides the hints of the project: another process may take the answer, or the project may close. */
const LOOK_MS = 1_000;

export interface Awaited {
  readonly live: LiveProject;
  /** Of the connection. */
  readonly name: string;
  readonly operation: OperationName;
}

/** Whether the answer came before the person, or the project, had enough. `open`: hears of each look how far it is. */
export function isAnswered(
  ferry: Ferry,
  { live, name, operation }: Awaited,
  cancelled: vscode.CancellationToken,
  open: (waits: PartnerAnswer["open"]) => void = () => undefined,
): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (came: boolean): void => {
      stop();
      clearInterval(timer);
      resolve(came);
    };
    const look = (): void => {
      if (cancelled.isCancellationRequested || !ferry.folders.live.includes(live)) return end(false);
      const waits = waitsFor(live, name, operation);
      if (waits === null) end(true);
      else if (waits !== "unreadable") open(waits);
    };
    const stop = live.onChange(look);
    const timer = setInterval(look, LOOK_MS);
    cancelled.onCancellationRequested(look);
    look();
  });
}

/** A store that cannot be read now is asked again. null: nothing is awaited. */
function waitsFor({ project }: LiveProject, name: string, operation: OperationName): PartnerAnswer["open"] | "unreadable" {
  try {
    return partnerAnswer(project, name, operation)?.open ?? null;
  } catch (error) {
    if (interruptionOf(error) === null) throw error;
    return "unreadable";
  }
}
