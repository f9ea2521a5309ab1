import type { Connection } from "../model/connection.ts";
import { MESSAGE } from "./message-work.ts";

/** Connections with much to do that have their turn in one pass. */
const BUSY_TURNS = 2;
/**
 * Files opened for one connection in one pass: few, so that the partner has the answers to the first while we read the next, and no
 * connection keeps the others waiting.
 */
const FILES_PER_PASS = 4;
/** Files read in a pass, what was read, or what waits; from there on a connection has much to do. What a person does in a few seconds is less. */
const MUCH = { files: FILES_PER_PASS, work: 32 * MESSAGE };
/**
 * Work on what those with much to do sent that is done in one pass, for all of them together: about a second of a slow machine's time. More would keep
 * the others waiting, less would spend the time on the looks at folder and tracker that each pass begins with.
 */
const WORK_PER_PASS = 256 * MESSAGE;
/** Nobody's share is less: where each pass is a process of its own, all that have much are found at once, each time in the same order. */
const LEAST_SHARE = 16 * MESSAGE;

/** Nobody waits on a connection that is over. */
const OVER: ReadonlySet<string> = new Set(["closed", "revoked"]);

/** How much of its partner's stream a connection may read in a pass. */
export interface Reading {
  readonly files: number;
  /** When so much work waits, or was read, the next file is left. One is read all the same: some messages wait for a person. */
  readonly work: number;
}

/** What a connection may do in a pass. */
export interface Share {
  readonly id: string;
  /** The work it may do; with the last message it may be more. */
  readonly work: number;
}

/** Who has a turn in a pass. */
export interface Turns {
  /** Those with little to do, and of the others the ones that waited longest. */
  next(connections: readonly Connection[]): ReadonlySet<string>;
  /** What a connection may read: no files while messages of its last ones wait for its share; then the pass left something. */
  reads(id: string): Reading;
  /** What a connection had to read, in files and in work, and how much waits now. */
  note(id: string, had: { readonly files: number; readonly read: number; readonly work: number }): void;
  /** In which order those work that `next` gave, and how much each: first those with little to do. */
  shares(having: ReadonlySet<string>): readonly Share[];
  /** How much a connection did, and how much waits now: what its share did not end before cannot be dealt with yet. */
  worked(share: Share, work: number, left: number): void;
}

/**
 * A pass does a bounded amount of work, counted in messages and their size: one who floods us, or has ten thousand issues for us, shares the time with others of
 * that kind, and whoever has little is served before them, in every pass. Where there is only one connection nobody waits for it.
 */
export function fairTurns(): Turns {
  // In the order in which they had their turn: whoever had none for longest stands first.
  const busy = new Set<string>();
  /** Those that used all of their last share and have more. */
  const unfinished = new Set<string>();
  /** What waits for something else than a turn: a start, an answer, a folder, a newer version. It keeps nobody busy. */
  const stuck = new Map<string, number>();
  let over: ReadonlySet<string> = new Set();
  let isAlone = true;
  return {
    next: (connections) => {
      const ids = new Set(connections.map(({ id }) => id));
      for (const known of [busy, unfinished, stuck]) for (const id of known.keys()) if (!ids.has(id)) known.delete(id);
      over = new Set(connections.filter(({ retired, facts }) => retired || OVER.has(facts.link)).map(({ id }) => id));
      isAlone = ids.size - over.size <= 1;
      const chosen = new Set([...busy].slice(0, BUSY_TURNS));
      return new Set([...ids].filter((id) => !busy.has(id) || chosen.has(id)));
    },
    reads: (id) => ({
      files: unfinished.has(id) ? 0 : over.has(id) ? 1 : FILES_PER_PASS,
      work: isAlone ? Infinity : (busy.has(id) ? WORK_PER_PASS : MUCH.work) + (stuck.get(id) ?? 0),
    }),
    note: (id, { files, read, work }) => {
      if (over.has(id) || (files < MUCH.files && read < MUCH.work && work - (stuck.get(id) ?? 0) < MUCH.work)) busy.delete(id);
      else busy.add(id);
    },
    shares: (having) => {
      if (isAlone) return [...having].map((id) => ({ id, work: Infinity }));
      const quiet = [...having].filter((id) => !busy.has(id));
      const loud = [...busy].filter((id) => having.has(id));
      const each = Math.max(LEAST_SHARE, Math.floor(WORK_PER_PASS / loud.length));
      for (const id of loud) {
        busy.delete(id);
        busy.add(id);
      }
      // What waited for something else than a turn may be much that can be dealt with now.
      return [...quiet.map((id) => ({ id, work: WORK_PER_PASS })), ...loud.map((id) => ({ id, work: each }))];
    },
    worked: ({ id, work: most }, work, left) => {
      const isUnfinished = work >= most && left > 0;
      if (isUnfinished) unfinished.add(id);
      else unfinished.delete(id);
      if (isUnfinished) stuck.delete(id);
      else stuck.set(id, left);
    },
  };
}
