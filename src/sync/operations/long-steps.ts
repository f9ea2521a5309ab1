import type { Context } from "../context.ts";

/** Connections that get a whole step in one pass. */
const WHOLE_STEPS = 2;
/** The others get this part of one: a project with a thousand issues needs no more. */
const PART = 1 / 20;

interface Turns {
  readonly pass: number;
  /** Those that needed steps, whoever waits longest for a whole one first. */
  readonly order: readonly string[];
  /** Those that asked in this pass. */
  readonly asked: Set<string>;
}

const turns = new WeakMap<Context, Turns>();

/** What follows is of this pass: who had a whole step in the last one stands behind who had none. */
export function beginSteps(context: Context, pass: number): void {
  const before = turns.get(context);
  if (before?.pass === pass) return;
  const asked = [...(before?.order ?? [])].filter((id) => before?.asked.has(id));
  turns.set(context, { pass, order: [...asked.slice(WHOLE_STEPS), ...asked.slice(0, WHOLE_STEPS)], asked: new Set() });
}

/** How many of so many rows a connection may read in one step, so that all partners together, however many ask, do not make a pass long. */
export function rowsInStep(context: Context, connection: string, whole: number): number {
  const now = turns.get(context) ?? { pass: 0, order: [], asked: new Set<string>() };
  now.asked.add(connection);
  const order = now.order.includes(connection) ? now.order : [...now.order, connection];
  turns.set(context, { ...now, order });
  return order.indexOf(connection) < WHOLE_STEPS ? whole : Math.ceil(whole * PART);
}
