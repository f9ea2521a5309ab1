import type { Connection } from "../model/connection.ts";

/** Connections with much to do that have their turn in one pass. */
const BUSY_TURNS = 2;
/** Files or messages of a partner in one pass; from there on a connection has much to do. What people do is less, by hand as by a script over some issues. */
const MUCH = { files: 2, messages: 500 };

/** Who has a turn in a pass. */
export interface Turns {
  /** Those with little to do, and of the others the ones that waited longest. */
  next(connections: readonly Connection[]): ReadonlySet<string>;
  /** What a connection had to do in its turn. */
  note(id: string, had: { readonly files: number; readonly messages: number }): void;
}

/**
 * A pass ends soon, whatever partners send: one who floods us, or has ten thousand issues for us, shares the time with others of that kind, and delays
 * nobody else by more than two such turns.
 */
export function fairTurns(): Turns {
  // In the order in which they had their turn: whoever had none for longest stands first.
  const busy = new Set<string>();
  return {
    next: (connections) => {
      const ids = new Set(connections.map(({ id }) => id));
      for (const id of busy) if (!ids.has(id)) busy.delete(id);
      const chosen = new Set([...busy].slice(0, BUSY_TURNS));
      for (const id of chosen) {
        busy.delete(id);
        busy.add(id);
      }
      return new Set([...ids].filter((id) => !busy.has(id) || chosen.has(id)));
    },
    note: (id, { files, messages }) => {
      if (files < MUCH.files && messages < MUCH.messages) busy.delete(id);
      else busy.add(id);
    },
  };
}
