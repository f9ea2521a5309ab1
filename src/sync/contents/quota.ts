import type { WantedFile } from "../../model/content-state.ts";
import type { Context } from "../context.ts";
import { begunFiles, isSameContent } from "./begun-files.ts";
import { openAnswered, openAsked } from "./open-files.ts";

/** File operations of one partner that are open here at once; more are refused. */
const MOST_OPEN = 64;
/** What comes unasked of one partner, handed over or by itself, in all: what is more waits until somebody here asks for it. */
const UNASKED_BYTES = 8 * 1024 * 1024 * 1024;
const UNASKED_COUNT = 10_000;
/** So many bytes stay free on this disk, whatever partners hand over: the issues, and all else of its person, need them. */
const FREE_BYTES = 1024 * 1024 * 1024;

const fact = (connection: string): string => `unasked:${connection}`;

/** All that ever came unasked of one partner. */
export function cameUnasked({ store }: Pick<Context, "store">, connection: string): { readonly bytes: number; readonly count: number } {
  const [bytes = 0, count = 0] = (store.fact(fact(connection)) ?? "").split(" ").map(Number);
  return { bytes, count };
}

/** Bytes that may come unasked now, of all partners together; null: nobody can say how much is free. */
export async function unaskedRoom({ contents }: Pick<Context, "contents">): Promise<number | null> {
  const free = (await contents?.room()) ?? null;
  return free === null ? null : Math.max(0, free - FREE_BYTES);
}

/** Whether the partner has so many files open here that another one is refused. */
export function hasTooManyOpen(context: Context, connection: string): boolean {
  return openAnswered(context, connection).length >= MOST_OPEN;
}

/** Whether a content that nobody here asked for has a place, with those that are on their way. `arrived`: bytes of it that lie here already. */
export function hasRoomFor(context: Context, connection: string, file: WantedFile, room: number | null, arrived = 0): boolean {
  const { size } = file;
  const handed = openAnswered(context, connection).filter(({ content, operation }) => content.way === "in" && operation !== "DeleteFile");
  const coming = [...handed, ...openAsked(context, connection).filter(({ byItself }) => byItself)];
  const before = cameUnasked(context, connection);
  const files = coming.map(({ content }) => content.file);
  // What lies here till it is asked for again.
  const resting = begunFiles(context, connection).filter((one) => ![file, ...files].some((other) => isSameContent(one, other)));
  const promised = [...files, ...resting].reduce((sum, one) => sum + one.size, 0);
  const missing = coming.reduce((sum, { content }) => sum + content.file.size - content.got, 0);
  if (before.count + coming.length + resting.length >= UNASKED_COUNT || before.bytes + promised + size > UNASKED_BYTES) return false;
  return room === null || missing + size - arrived <= room;
}

/** Inside the transaction that says that it is here. What becomes of it afterwards takes nothing back: its partner could have it go, and hand over more. */
export function countUnasked(context: Context, connection: string, file: WantedFile): void {
  const { bytes, count } = cameUnasked(context, connection);
  context.store.setFact(fact(connection), `${bytes + file.size} ${count + 1}`);
  const known = context.store.unaskedContent(connection, file.id);
  if (!known || known.sha256 === file.sha256) noteDone(context, connection, file);
}

/** It does not come by itself, or not again. Inside a transaction. */
export function noteDone({ store }: Pick<Context, "store">, connection: string, { id, ...file }: WantedFile): void {
  store.putUnasked({ connection, attachment: id, ...file, state: "done", due: 0, tries: 0 });
}
