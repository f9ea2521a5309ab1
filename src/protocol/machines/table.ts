/**
 * A machine is a table with a cell for every state and event: `Record` types make a missing cell a compile error. Everything is looked up
 * through `cell`, so that an observer can count which cells were visited.
 */
export type Cell<To extends string, Action extends string, Refusal extends string> =
  /** It happens: the new state, and what else is done, in order. */
  | { readonly to: To; readonly does: readonly Action[] }
  /** It must not happen: whoever caused it is told this code, and nothing changes. */
  | { readonly refuse: Refusal }
  /** It may happen and means nothing: nobody is told, and nothing changes. */
  | { readonly ignore: string }
  /** The data that names the event cannot be in this state; reaching it is a bug. Says why. */
  | { readonly never: string };

export interface Machine<State extends string, Event extends string, To extends string, Action extends string, Refusal extends string> {
  readonly name: string;
  readonly table: Readonly<Record<State, Readonly<Record<Event, Cell<To, Action, Refusal>>>>>;
}

export interface Visit {
  readonly machine: string;
  readonly state: string;
  readonly event: string;
}

export type Observer = (visit: Visit) => void;

export function cell<State extends string, Event extends string, To extends string, Action extends string, Refusal extends string>(
  machine: Machine<State, Event, To, Action, Refusal>,
  state: State,
  event: Event,
  observe?: Observer,
): Cell<To, Action, Refusal> {
  observe?.({ machine: machine.name, state, event });
  return machine.table[state][event];
}

/** Every cell that can be visited, for those who count. */
export function visitable(machine: Machine<string, string, string, string, string>): readonly Visit[] {
  return Object.entries(machine.table).flatMap(([state, row]) =>
    Object.entries(row)
      .filter(([, found]) => !("never" in found))
      .map(([event]) => ({ machine: machine.name, state, event })),
  );
}

export function go<const To extends string, const Actions extends readonly string[]>(
  to: To,
  ...does: Actions
): { readonly to: To; readonly does: Actions } {
  return { to, does };
}

export function refuse<const Refusal extends string>(code: Refusal): { readonly refuse: Refusal } {
  return { refuse: code };
}

export function ignore(why: string): { readonly ignore: string } {
  return { ignore: why };
}

export function never(why: string): { readonly never: string } {
  return { never: why };
}
