import type { WantedFile } from "../../model/content-state.ts";
import type { Context } from "../context.ts";
import { openAnswered } from "./open-files.ts";

/** File operations of one partner that are open here at once; more are refused. */
const MOST_OPEN = 64;
/** What one partner hands over unasked, in all: what is more waits until somebody here asks for it. */
const UNASKED_BYTES = 8 * 1024 * 1024 * 1024;
const UNASKED_COUNT = 10_000;
/** So many bytes stay free on this disk, whatever partners hand over: the issues, and all else of its person, need them. */
const FREE_BYTES = 1024 * 1024 * 1024;

const fact = (connection: string): string => `unasked:${connection}`;

interface Unasked {
  readonly bytes: number;
  readonly count: number;
}

function unasked({ store }: Pick<Context, "store">, connection: string): Unasked {
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

/** Whether a content that the partner hands over has a place here, with those that are on their way. */
export function hasRoomFor(context: Context, connection: string, { size }: WantedFile, room: number | null): boolean {
  const coming = openAnswered(context, connection).filter(({ content, operation }) => content.way === "in" && operation !== "DeleteFile");
  const before = unasked(context, connection);
  const promised = coming.reduce((sum, { content }) => sum + content.file.size, 0);
  const missing = coming.reduce((sum, { content }) => sum + content.file.size - content.got, 0);
  if (before.count + coming.length >= UNASKED_COUNT || before.bytes + promised + size > UNASKED_BYTES) return false;
  return room === null || missing + size <= room;
}

/** Inside the transaction that says that it is here. */
export function countUnasked(context: Context, connection: string, { size }: WantedFile): void {
  const { bytes, count } = unasked(context, connection);
  context.store.setFact(fact(connection), `${bytes + size} ${count + 1}`);
}
