import type { WantedFile } from "../../model/content-state.ts";
import type { Context } from "../context.ts";
import { OPEN_STATES } from "../operations-end.ts";
import { begunFiles, hasBegunFiles, isSameContent, putBegun } from "./begun-files.ts";
import { openAnswered, openAsked } from "./open-files.ts";
import { countUnasked } from "./quota.ts";
import { whereabouts } from "./reading.ts";
import { isCollected, noteArrived } from "./safe-bytes.ts";
import { isContentOf, sharedAttachment } from "./shared-attachment.ts";

/** What a partner hands over, and what comes by itself: what of it ends undone is thrown away before the next is taken, unless it is asked for again. */

/** Before the first byte of it is kept. */
export function noteHandedOver(context: Context, connection: string, file: WantedFile): void {
  if (!isHandedOver(context, connection, file)) context.store.transaction(() => addHandedOver(context, connection, file));
}

/** Inside a transaction. */
export function addHandedOver(context: Context, connection: string, file: WantedFile): void {
  if (!isHandedOver(context, connection, file)) putBegun(context, connection, [...begunFiles(context, connection), file]);
}

function isHandedOver(context: Context, connection: string, file: WantedFile): boolean {
  return begunFiles(context, connection).some((one) => isSameContent(one, file));
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
  const known = begunFiles(context, connection);
  if (known.length > 0)
    putBegun(
      context,
      connection,
      known.filter((one) => !isSameContent(one, file)),
    );
}

/** It comes by itself, with another try, and some of it has arrived: what only may come fills no bound. */
function isAskedAgain(context: Context, connection: string, file: WantedFile): boolean {
  const row = context.store.unaskedContent(connection, file.id);
  if (!row || row.state === "done" || row.sha256 !== file.sha256 || !isCollected(context, file)) return false;
  return isContentOf(sharedAttachment(context, connection, file.issue, file.id), file);
}

/** What nobody goes on with is thrown away, unless somebody here asked for it meanwhile: then it is as what they asked for. */
export async function dropUndone(context: Context, connection: string): Promise<void> {
  const { store, contents } = context;
  if (!contents || !hasBegunFiles(context, connection)) return;
  const handed = openAnswered(context, connection).filter(({ content, operation }) => content.way === "in" && operation !== "DeleteFile");
  const open = [...handed, ...openAsked(context, connection).filter(({ byItself }) => byItself)];
  for (const file of begunFiles(context, connection)) {
    if (open.some(({ content }) => isSameContent(content.file, file)) || isAskedAgain(context, connection, file)) continue;
    const isWanted = store
      .askedParts(null, OPEN_STATES)
      .some(({ operation, content }) => operation === "GetFile" && content !== undefined && isSameContent(content.file, file));
    const where = isWanted ? "not here" : await whereabouts(contents, file);
    if (where === "busy") continue;
    if (!isWanted && !(await contents.drop(file.issue, file.id, file))) continue;
    // The process ended between its last byte and the word of it.
    if (where === "here") countHandedOver(context, connection, file);
    store.transaction(() => {
      endHandedOver(context, connection, file);
      if (!isWanted) noteArrived(context, file, 0);
    });
  }
}
