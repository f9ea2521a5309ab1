import { type StoreTrouble, StoreUnavailable } from "../ports/store.ts";

/** The primary result codes (https://sqlite.org/rescode.html) whose cause lies outside this program. All others are bugs. */
const TROUBLES: ReadonlyMap<number, StoreTrouble> = new Map([
  [5, "busy"],
  [8, "io"], // read-only
  [10, "io"],
  [11, "damaged"],
  [13, "full"],
  [14, "io"], // cannot open, the write-ahead log among others
  [15, "busy"], // lost a race for the write-ahead log
  [26, "damaged"],
]);

/** The primary SQLite result code of a thrown value; null when it does not come from SQLite. */
export function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return null;
  return error.errcode & 0xff;
}

/** What to throw for what `node:sqlite` threw: StoreUnavailable where the cause lies outside, else the same again. */
export function storeError(thrown: unknown): Error {
  const trouble = TROUBLES.get(sqliteCode(thrown) ?? 0);
  if (trouble !== undefined) return new StoreUnavailable(trouble, thrown);
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
