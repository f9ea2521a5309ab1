import { ActivityTree, type ActivityNode } from "./activity-tree.ts";
import {
  acknowledge,
  acknowledgeAll,
  exportTrail,
  fetchTrail,
  revealIssue,
  revealMessage,
  type ActivityParts,
} from "./activity-commands.ts";
import type { ActivityFilter } from "../view/activity-filter.ts";
import { askedFilter } from "./activity-filtering.ts";
import type { Ferry } from "./ferry.ts";

/** What a person can do in the view, besides filtering it. */
export type ActivityCommand = "acknowledgeAlarm" | "acknowledgeAll" | "revealMessage" | "revealIssue" | "fetchTrail" | "exportTrail";

/**
 * The rows of the view "Alarms and activity", and what is done with them. It stands in a file of its own, which is read when the view is opened, or
 * something of it is asked for.
 */
export function activityTree(parts: ActivityParts, changed: (nodes: ActivityNode[] | undefined) => void): ActivityTree {
  return new ActivityTree(parts.ferry, changed);
}

const COMMANDS: Readonly<Record<ActivityCommand, (parts: ActivityParts, given: readonly unknown[]) => Promise<void>>> = {
  acknowledgeAlarm: acknowledge,
  acknowledgeAll,
  revealMessage,
  revealIssue,
  fetchTrail,
  exportTrail,
};

export async function activityCommand(parts: ActivityParts, command: ActivityCommand, given: readonly unknown[]): Promise<void> {
  await COMMANDS[command](parts, given);
}

/** What the person wants to see of it; null: what is shown. */
export function filterActivity(ferry: Ferry, now: ActivityFilter): Promise<ActivityFilter | null> {
  return askedFilter(ferry, now);
}
