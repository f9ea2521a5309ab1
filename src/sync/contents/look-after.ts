import type { Connection } from "../../model/connection.ts";
import { type ContentState, rangeOf, standingParts, withoutTransfer } from "../../model/content-state.ts";
import type { AnsweredOperation } from "../../model/operation.ts";
import { type Transport, isTransportFailure } from "../../ports/transport.ts";
import { type Context, audit } from "../context.ts";
import { selfOn } from "../own-identity.ts";
import { type Budget, fits } from "./budget.ts";
import { giveUp } from "../operations/ask.ts";
import { type Giving, placePart, readPart } from "./give.ts";
import { type WithContent, openAnswered, openAsked } from "./open-files.ts";
import { reading } from "./reading.ts";
import { isContentOf, sharedAttachment } from "./shared-attachment.ts";
import { missingOf, noteParts } from "./standing-parts.ts";

/** Asked before each part: what is shared no more leaves no more, whatever was promised. */
export function mayLeave(context: Context, connection: Connection, { file }: ContentState): boolean {
  return isContentOf(sharedAttachment(context, connection.id, file.issue, file.id), file);
}

/** Parts that nobody waits for are taken away; one that is missing or damaged is placed again. Whether one was. */
export async function lookAfter(context: Context, connection: Connection, transport: Transport, budget: Budget): Promise<boolean> {
  const { contents, store } = context;
  const route = { connection: connection.id, self: selfOn(context, connection) };
  const there = await transport.parts.own(route);
  if (isTransportFailure(there)) return false;
  const leaving = leavingOn(context, connection.id);
  const wanted = new Map(leaving.map(({ content }) => [content.transfer?.id ?? "", standingParts(content)]));
  const left = there.parts.filter(({ transfer, number }) => {
    const range = wanted.get(transfer);
    return !range || number < range.from || number >= range.to;
  });
  if (left.length > 0) await transport.parts.withdraw(route, left);
  if (leaving.length === 0 && left.length === 0) noteParts(context, connection.id, false);
  const standing = new Map(there.parts.map(({ transfer, number, size }) => [`${transfer} ${number}`, size]));
  let placed = 0;
  for (const row of leaving) {
    const { content } = row;
    const missing = content.transfer ? missingOf({ ...content, transfer: content.transfer }, standing) : [];
    if (missing.length === 0 || !contents || connection.facts.link !== "connected") continue;
    const giving = { context, connection, contents, transport, budget, room: 0, keep: () => undefined };
    // Whoever waits for what is not shared any more is told so.
    const again = mayLeave(context, connection, content) ? await placeAgain(giving, content, missing) : "not the same";
    if (again === "not the same") store.transaction(() => row.giveAnew());
    else placed += again;
  }
  if (placed > 0)
    store.transaction(() =>
      audit(context, { actor: "issue-ferry", action: "file placed", connection: connection.id, info: `${placed} parts again` }),
    );
  return placed > 0;
}

/** How many parts stand again. Only the same bytes are placed again; what cannot be read now may be at the next look. */
async function placeAgain(giving: Giving, content: ContentState, missing: readonly number[]): Promise<number | "not the same"> {
  const again = await reading(giving.contents, content.file, async (reader) => {
    let placed = 0;
    for (const number of missing) {
      if (content.transfer && !fits(giving.budget, rangeOf(content.transfer, number, content.file.size).length)) break;
      const part = await readPart(giving, reader, content, number);
      // It was touched while it was read: whether it is the same, the next look sees.
      if (part === "gone") break;
      if (part === "another" || part.content !== content) return "not the same";
      if ((await placePart(giving, part)) === null) placed += 1;
    }
    return placed;
  });
  return again === "busy" ? 0 : (again ?? "not the same");
}

interface Leaving {
  readonly content: ContentState;
  /** The partner asked: the next pass begins another transfer, or says that there is none. We asked: it is over, as the partner takes no other before its word. */
  readonly giveAnew: () => void;
}

function leavingOn(context: Context, id: string): readonly Leaving[] {
  const { store } = context;
  const asked = openAsked(context, id).map((row): Leaving => ({
    content: row.content,
    giveAnew: () => giveUp(context, row, "FILE_NOT_FOUND"),
  }));
  const answered = openAnswered(context, id).map((row): Leaving => ({
    content: row.content,
    giveAnew: () => store.putAnswered({ ...anew(row), state: "working" }),
  }));
  return [...asked, ...answered].filter(({ content }) => content.way === "out" && content.transfer !== undefined);
}

function anew(row: WithContent<AnsweredOperation>): WithContent<AnsweredOperation> {
  return { ...row, content: { ...withoutTransfer(row.content), turn: true } };
}
