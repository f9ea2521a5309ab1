import type { Connection } from "../model/connection.ts";

/** Connections with much to do that have their turn in one pass. */
const BUSY_TURNS = 2;
/**
 * Files opened for one connection in one pass: few, so that the partner has the answers to the first while we read the next, and no
 * connection keeps the others waiting.
 */
const FILES_PER_PASS = 4;
/** Files read in a pass, or messages that wait; from there on a connection has much to do. What a person does in a few seconds is less. */
const MUCH = { files: FILES_PER_PASS, messages: 32 };
/**
 * Messages of those with much to do that are dealt with in one pass, all of them together: about a second of a slow machine's time. More would keep
 * the others waiting, less would spend the time on the looks at folder and tracker that each pass begins with.
 */
const MESSAGES_PER_PASS = 256;

/** Nobody waits on a connection that is over. */
const OVER: ReadonlySet<string> = new Set(["closed", "revoked"]);

/** How much of its partner's stream a connection may read in a pass. */
export interface Reading {
  readonly files: number;
  /** When so many messages wait to be dealt with, the next file is left. One is read all the same: some messages wait for a person. */
  readonly messages: number;
}

/** What a connection may do in a pass. */
export interface Share {
  readonly id: string;
  /** Messages it may deal with. */
  readonly messages: number;
}

/** Who has a turn in a pass. */
export interface Turns {
  /** Those with little to do, and of the others the ones that waited longest. */
  next(connections: readonly Connection[]): ReadonlySet<string>;
  /** What a connection may read: no further files while messages of its last ones wait for its turn. */
  reads(id: string): Reading;
  /** What a connection had to read, and what of its messages waits now. */
  note(id: string, had: { readonly files: number; readonly messages: number }): void;
  /** In which order those work that `next` gave, and how much each: first those with little to do. */
  shares(having: ReadonlySet<string>): readonly Share[];
  /** How many messages a connection dealt with. */
  worked(share: Share, messages: number): void;
}

/**
 * A pass ends soon, whatever partners send: one who floods us, or has ten thousand issues for us, shares the time with others of that kind, and whoever
 * has little is served before them, in every pass. Where there is only one connection nobody waits for it.
 */
export function fairTurns(): Turns {
  // In the order in which they had their turn: whoever had none for longest stands first.
  const busy = new Set<string>();
  /** Those that used all of their last share. */
  const unfinished = new Set<string>();
  let isAlone = true;
  return {
    next: (connections) => {
      const ids = new Set(connections.map(({ id }) => id));
      for (const id of busy) if (!ids.has(id)) busy.delete(id);
      for (const id of unfinished) if (!ids.has(id)) unfinished.delete(id);
      isAlone = connections.filter((connection) => !connection.retired && !OVER.has(connection.facts.link)).length <= 1;
      const chosen = new Set([...busy].slice(0, BUSY_TURNS));
      return new Set([...ids].filter((id) => !busy.has(id) || chosen.has(id)));
    },
    reads: (id) => ({
      files: unfinished.has(id) ? 0 : FILES_PER_PASS,
      messages: isAlone ? Infinity : busy.has(id) ? MESSAGES_PER_PASS : MUCH.messages,
    }),
    note: (id, { files, messages }) => {
      if (files < MUCH.files && messages < MUCH.messages) busy.delete(id);
      else busy.add(id);
    },
    shares: (having) => {
      if (isAlone) return [...having].map((id) => ({ id, messages: Infinity }));
      const quiet = [...having].filter((id) => !busy.has(id));
      const loud = [...busy].filter((id) => having.has(id));
      const each = MESSAGES_PER_PASS / Math.min(BUSY_TURNS, loud.length);
      for (const id of loud.slice(0, BUSY_TURNS)) {
        busy.delete(id);
        busy.add(id);
      }
      return [
        ...quiet.map((id) => ({ id, messages: Infinity })),
        ...loud.map((id, place) => ({ id, messages: place < BUSY_TURNS ? each : 0 })),
      ];
    },
    worked: ({ id, messages: most }, messages) => {
      if (messages < most) unfinished.delete(id);
      else unfinished.add(id);
    },
  };
}
