/** From one value of a field the others that it may become at once. */
export interface Transition {
  readonly from: string;
  readonly to: readonly string[];
}

/**
 * The shortest way from a value to another: what follows the first one, up to the last. Empty where they are equal, null where there is none.
 * Leads only over values that are `passable`. Takes time in proportion to the number of transitions.
 */
export function wayTo(
  workflow: readonly Transition[],
  from: string,
  to: string,
  passable: (value: string) => boolean = () => true,
): readonly string[] | null {
  if (from === to) return [];
  const next = new Map(workflow.map((transition) => [transition.from, transition.to]));
  const cameFrom = new Map<string, string | null>([[from, null]]);
  const queue = [from];
  for (const at of queue) {
    for (const value of next.get(at) ?? []) {
      if (cameFrom.has(value) || (value !== to && !passable(value))) continue;
      cameFrom.set(value, at);
      if (value === to) return backFrom(to, cameFrom);
      queue.push(value);
    }
  }
  return null;
}

function backFrom(to: string, cameFrom: ReadonlyMap<string, string | null>): string[] {
  const way: string[] = [];
  for (let at: string | null = to; at !== null; at = cameFrom.get(at) ?? null) way.push(at);
  return way.toReversed().slice(1);
}
