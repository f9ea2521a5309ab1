import type { WantedFile } from "../../model/content-state.ts";
import type { Context } from "../context.ts";
import { OPEN_STATES } from "../operations-end.ts";
import { openAnswered } from "./open-files.ts";
import { noteArrived } from "./safe-bytes.ts";

/**
 * Contents that a partner has begun to hand over, on record before a byte of them is kept, also where their conversation is not known any more. What of
 * them ends undone is thrown away before the next is taken: nothing lies here that no bound counts.
 */
const fact = (connection: string): string => `handed:${connection}`;

function begun({ store }: Pick<Context, "store">, connection: string): readonly WantedFile[] {
  return JSON.parse(store.fact(fact(connection)) ?? "[]") as WantedFile[];
}

function keep({ store }: Pick<Context, "store">, connection: string, files: readonly WantedFile[]): void {
  if (files.length > 0) store.setFact(fact(connection), JSON.stringify(files));
  else store.removeFacts(fact(connection));
}

function isSame(one: WantedFile, other: WantedFile): boolean {
  return one.id === other.id && one.sha256 === other.sha256;
}

export function hasHandedOver({ store }: Pick<Context, "store">, connection: string): boolean {
  return store.fact(fact(connection)) !== null;
}

/** Before the first byte of it is kept. */
export function noteHandedOver(context: Context, connection: string, file: WantedFile): void {
  const known = begun(context, connection);
  if (!known.some((one) => isSame(one, file))) context.store.transaction(() => keep(context, connection, [...known, file]));
}

/** It is here. Inside the transaction that says so. */
export function endHandedOver(context: Context, connection: string, file: WantedFile): void {
  const known = begun(context, connection);
  if (known.length > 0)
    keep(
      context,
      connection,
      known.filter((one) => !isSame(one, file)),
    );
}

/** What nobody goes on with is thrown away, unless somebody here asked for it meanwhile: then it is as what they asked for. */
export async function dropUndone(context: Context, connection: string): Promise<void> {
  const { store, contents } = context;
  if (!contents || !hasHandedOver(context, connection)) return;
  const open = openAnswered(context, connection).filter(({ content, operation }) => content.way === "in" && operation !== "DeleteFile");
  for (const file of begun(context, connection)) {
    if (open.some(({ content }) => isSame(content.file, file))) continue;
    const isWanted = store
      .askedParts(null, OPEN_STATES)
      .some(({ operation, content }) => operation === "GetFile" && content !== undefined && isSame(content.file, file));
    if (!isWanted && !(await contents.drop(file.issue, file.id, file))) continue;
    store.transaction(() => {
      endHandedOver(context, connection, file);
      if (!isWanted) noteArrived(context, file, 0);
    });
  }
}
