import type { WantedFile } from "../../model/content-state.ts";
import type { Context } from "../context.ts";
import { openAnswered, openAsked } from "./open-files.ts";
import { whereabouts } from "./reading.ts";

/** File operations of one partner that are open here at once; more are refused. */
const MOST_OPEN = 64;
/** What comes unasked of one partner, handed over or by itself, in all: what is more waits until somebody here asks for it. */
const UNASKED_BYTES = 8 * 1024 * 1024 * 1024;
const UNASKED_COUNT = 10_000;
/** So many bytes stay free on this disk, whatever partners hand over: the issues, and all else of its person, need them. */
const FREE_BYTES = 1024 * 1024 * 1024;

/** Bytes that may come unasked now, of all partners together; null: nobody can say how much is free. */
export async function unaskedRoom({ contents }: Pick<Context, "contents">): Promise<number | null> {
  const free = (await contents?.room()) ?? null;
  return free === null ? null : Math.max(0, free - FREE_BYTES);
}

/** Whether the partner has so many files open here that another one is refused. */
export function hasTooManyOpen(context: Context, connection: string): boolean {
  return openAnswered(context, connection).length >= MOST_OPEN;
}

/** Whether a content that nobody here asked for has a place, with those that are on their way. */
export function hasRoomFor(context: Context, connection: string, { size }: WantedFile, room: number | null): boolean {
  const handed = openAnswered(context, connection).filter(({ content, operation }) => content.way === "in" && operation !== "DeleteFile");
  const coming = [...handed, ...openAsked(context, connection).filter(({ byItself }) => byItself)];
  const before = context.store.cameUnasked(connection);
  const promised = coming.reduce((sum, { content }) => sum + content.file.size, 0);
  const missing = coming.reduce((sum, { content }) => sum + content.file.size - content.got, 0);
  if (before.count + coming.length >= UNASKED_COUNT || before.bytes + promised + size > UNASKED_BYTES) return false;
  return room === null || missing + size <= room;
}

/** Between two looks whether what came unasked is still here: it counts as long as it is. Milliseconds. */
const LOOK_AGAIN_MS = 60 * 60 * 1000;
/** Looks in one pass. */
const LOOKS = 64;

/** Inside the transaction that says that it is here. */
export function countUnasked({ store, clock }: Context, connection: string, { id, ...file }: WantedFile): void {
  store.putUnasked({ connection, attachment: id, ...file, state: "came", due: clock.now() + LOOK_AGAIN_MS, tries: 0 });
}

/** A person here wants it: it counts no more, and does not come by itself. Inside a transaction. */
export function noteWanted({ store }: Context, connection: string, { id, ...file }: WantedFile): void {
  store.putUnasked({ connection, attachment: id, ...file, state: "done", due: 0, tries: 0 });
}

/** What is gone here counts no more, and is not fetched by itself again. */
export async function uncountGone(context: Context, connection: string): Promise<void> {
  const { store, contents, clock } = context;
  if (!contents) return;
  for (const row of store.unaskedContents(connection, ["came"], clock.now(), LOOKS)) {
    const where = await whereabouts(contents, { ...row, id: row.attachment });
    const next = where === "not here" ? ({ state: "done", due: 0 } as const) : { due: clock.now() + LOOK_AGAIN_MS };
    store.transaction(() => store.putUnasked({ ...row, ...next }));
  }
}
