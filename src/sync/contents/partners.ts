import { type Connection, isSilent } from "../../model/connection.ts";
import type { AskedOperation } from "../../model/operation.ts";
import { stepAsked } from "../../protocol/machines/operation.ts";
import type { Context } from "../context.ts";
import { OPEN_STATES, PATIENCE_MS } from "../operations-end.ts";

/**
 * Which of the partners that were asked for one content brings it (docs/PROTOCOL.md 6, "Contents"). One is at work, the others that can are spare. One that is
 * late is not left before another one has said a word: then it rests, so that no partner is lost for one that is not there.
 */

/** How long nothing comes of a partner whose exchange folder is not there: no word can, and a folder that is connected anew is back sooner. Milliseconds. */
const AWAY_MS = 60_000;
/** The same of one that says nothing: a busy machine, a slow share and a program that brings files from a cloud need minutes, not an hour. */
const SILENT_MS = 60 * 60_000;
/** Fewer bytes in that time are as nothing, whatever is said: the slowest share brings more, and a byte now and then would keep the content from all others. */
const ENOUGH = 256 * 1024;

/** What one pass saw. */
export interface Seen {
  /** Connections whose exchange folder was read, and those where that failed; others had no turn. */
  readonly reached: ReadonlySet<string>;
  readonly away: ReadonlySet<string>;
}

/** It is asked to bring the content, or may be. */
export function isAtWork({ state, spare }: AskedOperation): boolean {
  return state !== "identifying" && !spare;
}

/** Other partners that the same was asked of, and that have not come to an end. */
export function othersOf({ store }: Pick<Context, "store">, { id, connection }: AskedOperation): readonly AskedOperation[] {
  return store.askedParts(id, OPEN_STATES).filter((other) => other.connection !== connection);
}

/** It said a word or brought something just now. Who was late is not any more, unless hardly anything comes. */
export function lively(operation: AskedOperation, now: number): AskedOperation {
  const { awaited: _, late, ...rest } = operation;
  const pace = paceAt(operation, now);
  return { ...rest, heard: now, until: now + PATIENCE_MS, pace, ...(late && pace.slow && { late }) };
}

/** How much comes, from the first word on. */
function paceAt({ pace, content }: AskedOperation, now: number): Pace {
  const got = content?.got ?? 0;
  if (!pace) return { at: now, got };
  const { at, got: had, slow } = pace;
  const isOver = at + SILENT_MS < now;
  if (got - had >= ENOUGH) return { at: now, got };
  if (isOver) return { at: now, got, slow: true };
  // What was wrong is gone, and comes once more.
  return { at, got: Math.min(had, got), ...(slow && { slow }) };
}

type Pace = NonNullable<AskedOperation["pace"]>;

/** A word of one of several: whoever is late rests from now on; where another one is at work and not late, this one does. Inside a transaction. */
export function heardFrom(context: Context, operation: AskedOperation): AskedOperation {
  const { store, clock } = context;
  const { spare: _, ...next } = lively(operation, clock.now());
  const others = othersOf(context, operation).filter(isAtWork);
  if (others.some(({ late, awaited }) => !late && !awaited)) {
    const { late: __, ...rests } = next;
    return { ...rests, spare: true };
  }
  // One that goes on too slowly sends nobody to rest.
  if (!next.late) for (const { late, ...other } of others) if (late) store.putAsked({ ...other, spare: true });
  return next;
}

/** From now on it is this one's to bring the content. Inside a transaction. */
function putToWork({ store, clock }: Context, given: AskedOperation): void {
  const { spare: _, ...operation } = given;
  const isFirst = operation.state === "identifying";
  const found = isFirst ? stepAsked(operation.state, "positive") : null;
  const state = found?.kind === "step" ? found.to : operation.state;
  // One that rested while it waited for this side's word hears how far the content is by now.
  const says = isFirst || operation.content?.turn === true;
  const pace = { at: clock.now(), got: operation.content?.got ?? 0 };
  store.putAsked({ ...lively({ ...operation, pace }, clock.now()), awaited: true, state, ...(says && { unsent: true }) });
}

/**
 * Where nobody is at work, or all who are bring nothing, another one is asked that said that it can and whose exchange folder is there: one that was
 * never at work first, then the one that was heard last. `held`: conversations in which this side could not take what stands ready. Whether one was asked.
 */
export function askOthers(context: Context, seen: Seen, held: ReadonlySet<string>): boolean {
  const { store, clock } = context;
  const rows = store.askedParts(null, OPEN_STATES).filter(({ operation }) => operation === "GetFile");
  const reached = store.connections().filter((connection) => isReached(connection, seen));
  let asked = false;
  for (const id of new Set(rows.flatMap((row) => (row.spare && !held.has(row.id) ? [row.id] : [])))) {
    const all = rows.filter((row) => row.id === id);
    const working = all.filter(isAtWork);
    if (!working.every((row) => row.late || isQuiet(row, clock.now(), seen))) continue;
    const spares = all.filter(({ spare, connection }) => spare && reached.some((other) => other.id === connection));
    const [next] = spares.toSorted((one, other) => Number(wasAtWork(one)) - Number(wasAtWork(other)) || heardAt(other) - heardAt(one));
    if (!next) continue;
    store.transaction(() => {
      for (const row of working) if (!row.late) store.putAsked({ ...row, late: true });
      putToWork(context, next);
    });
    asked = true;
  }
  return asked;
}

function isReached(connection: Connection, { reached }: Seen): boolean {
  return reached.has(connection.id) && connection.facts.link === "connected" && !isSilent(connection);
}

/** Of a spare one: it was, and rests. */
function wasAtWork({ state }: AskedOperation): boolean {
  return state !== "identifying";
}

/** All that is left to say where everything has arrived is the partner's final word. */
function isQuiet(row: AskedOperation, now: number, { reached, away }: Seen): boolean {
  const { connection, content } = row;
  if (!content || content.got === content.file.size) return false;
  if (away.has(connection)) return heardAt(row) + AWAY_MS < now;
  const { at = Infinity, slow } = row.pace ?? {};
  return reached.has(connection) && (slow === true || Math.min(heardAt(row), at) + SILENT_MS < now);
}

function heardAt({ heard, begun }: AskedOperation): number {
  return heard ?? begun;
}
