import { TITLES } from "./command-titles.ts";
import type { ConnectionTreeRow } from "./connection-tree-row.ts";
import { plainText } from "./plain-text.ts";

/** Answers of somebody who began to connect, met a failure, and closed the message that told it. */
export interface UnfinishedSetup {
  readonly kind: "connect" | "join";
  /** Which question comes next; from 0. */
  readonly at: number;
  /** Why it did not go on, for people. */
  readonly because: string;
  /** How the partner is called here, where that was answered. */
  readonly partner: string;
  readonly answers: Readonly<Record<string, string>>;
}

/** What was answered is dropped. */
export const UNFINISHED_DROPPED = "What was not finished is dropped.";

/** Of its row. */
export function unfinishedId({ kind, partner }: Pick<UnfinishedSetup, "kind" | "partner">): string {
  return `unfinished ${kind} ${partner}`;
}

/** The row that goes on with it. */
export function unfinishedRow({ kind, because, partner }: UnfinishedSetup): ConnectionTreeRow {
  const who = plainText(partner);
  return {
    id: unfinishedId({ kind, partner }),
    label: who === "" ? (kind === "connect" ? "A new connection" : "Joining a partner") : kind === "connect" ? who : `Joining ${who}`,
    description: "not finished: continue",
    icon: "debug-continue",
    tone: "waits",
    tooltip: `${plainText(because)}\nChoose this to go on with what you have answered. ${TITLES.discardDraft} drops it.`,
    context: "unfinished",
    action: kind === "connect" ? "createConnection" : "joinConnection",
    children: [],
  };
}
