import type { WantedFile } from "../../model/content-state.ts";
import type { Context } from "../context.ts";
import { OPEN_STATES } from "../operations-end.ts";
import { openAnswered, openAsked } from "./open-files.ts";
import { countUnasked } from "./quota.ts";
import { whereabouts } from "./reading.ts";
import { noteArrived } from "./safe-bytes.ts";

/**
 * Contents that a partner has begun to hand over, or that come by themselves, on record before a byte of them is kept, also where their conversation is not
 * known any more. What of them ends undone is thrown away before the next is taken: nothing lies here that no bound counts.
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
  if (!isHandedOver(context, connection, file)) context.store.transaction(() => addHandedOver(context, connection, file));
}

/** Inside a transaction. */
export function addHandedOver(context: Context, connection: string, file: WantedFile): void {
  if (!isHandedOver(context, connection, file)) keep(context, connection, [...begun(context, connection), file]);
}

function isHandedOver(context: Context, connection: string, file: WantedFile): boolean {
  return begun(context, connection).some((one) => isSame(one, file));
}

/** One that came by itself is here: it counts, once. */
export function countHandedOver(context: Context, connection: string, file: WantedFile): void {
  if (!isHandedOver(context, connection, file)) return;
  context.store.transaction(() => {
    countUnasked(context, connection, file);
    endHandedOver(context, connection, file);
  });
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
  const handed = openAnswered(context, connection).filter(({ content, operation }) => content.way === "in" && operation !== "DeleteFile");
  const open = [...handed, ...openAsked(context, connection).filter(({ byItself }) => byItself)];
  for (const file of begun(context, connection)) {
    if (open.some(({ content }) => isSame(content.file, file))) continue;
    const isWanted = store
      .askedParts(null, OPEN_STATES)
      .some(({ operation, content }) => operation === "GetFile" && content !== undefined && isSame(content.file, file));
    const where = isWanted ? "not here" : await whereabouts(contents, file);
    if (where === "busy") continue;
    // The process ended between its last byte and the word of it.
    if (where === "here") countHandedOver(context, connection, file);
    else if (!isWanted && !(await contents.drop(file.issue, file.id, file))) continue;
    store.transaction(() => {
      endHandedOver(context, connection, file);
      if (!isWanted) noteArrived(context, file, 0);
    });
  }
}
