import type { ConnectionView } from "../model/snapshot.ts";
import { connectionNeed } from "./connection-need.ts";
import { isOver } from "./connection-tree-row.ts";

/** So many connections are shown with all that there is to say of them; a hub's many only where one of them alone needs a person. */
const FEW = 4;

/** Those that need a person first, those that are over last; else as they were. `isStuck`: its exchange folder cannot be used now. */
export function connectionsInOrder<T>(
  all: readonly T[],
  viewOf: (one: T) => ConnectionView,
  isStuck: (one: T) => boolean = () => false,
): readonly T[] {
  const rank = (one: T): number => {
    const view = viewOf(one);
    if (isOver(view)) return 2;
    return needsPerson(view, isStuck(one)) ? 0 : 1;
  };
  return all.toSorted((a, b) => rank(a) - rank(b));
}

/**
 * Whose row is open from the start, so that what is under it is seen. Where several of a hub's many need a person, each row says why in its own line: open,
 * the first of them would push the others out of sight.
 */
export function openAtFirst(all: readonly ConnectionView[], isStuck: (view: ConnectionView) => boolean): (view: ConnectionView) => boolean {
  if (all.length <= FEW) return () => true;
  const needy = all.filter((view) => !isOver(view) && needsPerson(view, isStuck(view)));
  return (view) => needy.length === 1 && needy[0] === view;
}

function needsPerson(view: ConnectionView, isStuck: boolean): boolean {
  return isStuck || connectionNeed(view) !== null;
}
