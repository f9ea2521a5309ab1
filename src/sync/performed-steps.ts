import type { IssueSync } from "../model/issue-sync.ts";
import { sharedField } from "../model/mapping.ts";
import type { TrackerIssue } from "../model/tracker-issue.ts";
import { type Value, canonicalValue, sameValue, fieldValue } from "../model/value.ts";
import type { StepsDone, TrackerWrite } from "../ports/tracker.ts";
import type { Context } from "./context.ts";
import { putRow, rowOf } from "./rows.ts";
import { type Rules, contractField } from "./rules.ts";
import { translateOut } from "./translation.ts";

/**
 * The state when a write got no further than these steps of a workflow (by our tracker's names): what they left there is ours, and no edit of our user's
 * beside whatever he did to the issue meanwhile.
 */
export function withSteps(rules: Rules, sync: IssueSync, steps: Readonly<Record<string, Value>>): IssueSync {
  const fields = new Map(Object.entries(sync.shadow.fields));
  for (const [own, value] of Object.entries(steps)) {
    const name = sharedField(rules.mapping, own);
    const field = name === null ? undefined : contractField(rules.contract, name);
    const shared = field && translateOut(rules, field, value);
    if (shared?.ok && shared.value !== null) fields.set(field?.name ?? "", canonicalValue(shared.value));
  }
  return { ...sync, shadow: { ...sync.shadow, fields: Object.fromEntries(fields) } };
}

/** The same as the tracker says it, with what it wants remembered. Inside the transaction that keeps the result. */
export function takeSteps(context: Context, rules: Rules, sync: IssueSync, steps: StepsDone | undefined): IssueSync {
  if (!steps) return sync;
  context.store.remember(steps.memory);
  putRow(context, rowOf(steps.issue, context.store.issue(sync.issue)?.receivedOver ?? null));
  return withSteps(rules, sync, steps.fields);
}

/**
 * The steps of a write that the issue shows, where nobody knows how far it came. Somebody who typed the very word of a step then counts as the step: the
 * partner's value, to which it leads, goes on from there.
 */
export function stepsShown({ action }: TrackerWrite, found: TrackerIssue): Readonly<Record<string, Value>> {
  const via = action.kind === "put" ? Object.entries(action.change.via ?? {}) : [];
  return Object.fromEntries(
    via.flatMap(([own, values]): [string, Value][] => {
      const present = canonicalValue(fieldValue(found.fields, own));
      return values.some((value) => sameValue(canonicalValue(value), present)) ? [[own, present]] : [];
    }),
  );
}
