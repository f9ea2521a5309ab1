import type { Failure } from "../model/failure.ts";
import type { IssueSync, Recovering } from "../model/issue-sync.ts";
import { type Merged, receiveAtPrimary } from "./receive-primary.ts";
import { receiveAtSecondary } from "./receive-secondary.ts";
import { receiveWhole } from "./receive-whole.ts";
import type { Rules } from "./rules.ts";
import type { IssueEntry } from "./work.ts";

/** An incoming document merged by the rules of our role; null: made against a base that is not known here. */
export function mergeMessage(
  rules: Rules,
  sync: IssueSync,
  { message, row }: Pick<IssueEntry, "message" | "row">,
  trackerRefused: readonly Failure[],
): Merged | null {
  if (rules.role === "primary") {
    if (message.kind !== "issue") return null;
    const { recovering } = sync;
    const isEarly = recovering !== undefined && row <= recovering.since;
    const isWhole = message.whole !== undefined || (recovering !== undefined && !isEarly && message.base.number === 0);
    const merged = (isWhole ? receiveWhole : receiveAtPrimary)(rules, sync, message, trackerRefused);
    return merged && isEarly ? stillToCompare(merged, recovering) : merged;
  }
  if (message.kind === "issue") return receiveAtSecondary(rules, sync, message);
  return message.base && message.changes
    ? receiveAtSecondary(rules, sync, { ...message, base: message.base, changes: message.changes })
    : null;
}

/**
 * What the secondary said before the Recover is taken, since it may have forgotten it, and does not answer what it says after it: else it would take
 * our word about the one for our word about the other, and all it edited between them for undone.
 */
function stillToCompare(merged: Merged, recovering: Recovering): Merged {
  return {
    ...merged,
    sync: { ...merged.sync, recovering },
    answer: (settled, key) => {
      const answer = merged.answer(settled, key);
      const { recovers: _, ...reply } = answer.sync.reply ?? { conflicts: [], refused: [], overruled: [], confirms: true };
      return { ...answer, sync: { ...answer.sync, reply }, messages: answer.messages.map(({ lineage: __, ...message }) => message) };
    },
  };
}
