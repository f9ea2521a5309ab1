import { fromBase32, toBase32 } from "../../model/base32.ts";
import type { Connection } from "../../model/connection.ts";
import { type ContentState, type Transfer, partsGot, rangeOf, withoutTransfer } from "../../model/content-state.ts";
import { PART_TAG_BYTES, type PartPlace, sealPart } from "../../envelope/part.ts";
import type { Contents, ContentReader } from "../../ports/contents.ts";
import type { Transport, TransportFailure } from "../../ports/transport.ts";
import type { ContentSaid } from "../../protocol/parts/content.ts";
import type { Context } from "../context.ts";
import { selfOn } from "../own-identity.ts";
import { type Budget, fits } from "./budget.ts";
import { reading } from "./reading.ts";

/** So little travels inside a message. */
const INLINE_BYTES = 8 * 1024;
/** Of one part, sealed: what a pass can write and a sync client can carry in one go. */
export const LARGEST_PART = 4 * 1024 * 1024;
/** Parts that stand before the first word of them, and at most; each time about twice as many as before, since on a slow way each word is a trip. */
const FIRST_WINDOW = 4;
const LARGEST_WINDOW = 64;

/** Sends one content. `keep` commits how far it is, before anything that nobody would know of after a crash. */
export interface Giving {
  readonly context: Context;
  readonly connection: Connection;
  readonly contents: Contents;
  readonly transport: Transport;
  readonly budget: Budget;
  /** Bytes that may stand ready of it now: the exchange folder is not for us alone. */
  readonly room: number;
  readonly keep: (content: ContentState) => void;
}

export type Given =
  | { readonly kind: "said"; readonly content: ContentState; readonly said: ContentSaid }
  | { readonly kind: "more"; readonly content: ContentState }
  /** The exchange folder does not take it now, or it cannot be read now. */
  | { readonly kind: "waits" }
  /** It is not here any more. */
  | { readonly kind: "gone" };

/** Makes parts stand ready for the partner, up to the window, and says so when they do. It is this side's turn. */
export async function give(giving: Giving, content: ContentState): Promise<Given> {
  const given = await reading(giving.contents, content.file, (reader) => giveFrom(giving, content, reader));
  // Its folder is away, or another program holds its file: it may be back.
  if (given === "busy") return { kind: "waits" };
  return given ?? { kind: "gone" };
}

async function giveFrom(giving: Giving, content: ContentState, reader: ContentReader): Promise<Given> {
  const { context, transport, budget, keep, room } = giving;
  const { file, got } = content;
  if (file.size - got <= INLINE_BYTES) {
    const bytes = await reader.read(got, file.size - got);
    if (bytes?.length !== file.size - got) return { kind: "waits" };
    return { kind: "said", content: { ...withoutTransfer(content), turn: false }, said: { inline: toBase32(bytes) } };
  }
  // Where nobody knows what was sealed, nothing more is.
  const isBegun = content.transfer && content.sealed && got >= content.transfer.from;
  const begun = isBegun ? content : { ...withoutTransfer(content), sealed: [] };
  const transfer = begun.transfer ?? newTransfer(context, transport, content);
  const done = partsGot(transfer, got);
  let now: ContentState = { ...begun, transfer };
  if (now.window <= now.ready) {
    const length = Math.min(LARGEST_WINDOW, Math.max(FIRST_WINDOW, now.ready), Math.floor(room / transfer.part));
    now = { ...now, window: Math.min(transfer.parts, Math.max(now.ready, done + length)) };
  }
  let placed = 0;
  if (now.ready >= now.window) keep(now);
  for (let number = Math.max(now.ready, done); number < now.window; number++) {
    if (!fits(budget, rangeOf(transfer, number, file.size).length)) {
      keep(now);
      return { kind: "more", content: now };
    }
    const part = await readPart(giving, reader, now, number);
    // It was touched while it was read: whether it is the same, the next look sees.
    if (part === "gone") return { kind: "waits" };
    if (part === "another") return giveFrom(giving, withoutTransfer(now), reader);
    now = part.content;
    // What is before it stands, and what it is sealed with is on record before it is.
    keep(now);
    if ((await placePart(giving, part)) !== null) {
      // What stands already may be taken: then there is room for more.
      if (placed === 0 && now.ready <= done) return { kind: "waits" };
      break;
    }
    placed += 1;
    now = { ...now, ready: number + 1 };
  }
  if (now.ready <= done) return { kind: "waits" };
  return { kind: "said", content: { ...now, window: now.ready, turn: false }, said: { transfer: { ...transfer, ready: now.ready } } };
}

/** A part as it was read, and the content with it on record. */
export interface ReadPart {
  readonly content: ContentState;
  readonly place: PartPlace;
  readonly bytes: Uint8Array;
}

/** `gone`: it cannot be read. `another`: something else was sealed under this number, and with that key nothing but that ever is. */
export async function readPart(
  { context }: Pick<Giving, "context">,
  reader: ContentReader,
  content: ContentState,
  number: number,
): Promise<ReadPart | "gone" | "another"> {
  const { transfer, file, sealed = [], got } = content;
  if (!transfer) return "gone";
  const { at, length } = rangeOf(transfer, number, file.size);
  const bytes = await reader.read(at, length);
  if (bytes?.length !== length) return "gone";
  const sha256 = toBase32(context.crypto.sha256(bytes));
  const place = { transfer: transfer.id, number, parts: transfer.parts, size: file.size - transfer.from };
  const known = sealed.find(([other]) => other === number);
  if (known) return known[1] === sha256 ? { content, place, bytes } : "another";
  const done = partsGot(transfer, got);
  return { content: { ...content, sealed: [...sealed.filter(([other]) => other >= done), [number, sha256]] }, place, bytes };
}

/** The same part gives the same bytes, so it may be placed again. */
export async function placePart(
  { context, connection, transport, budget }: Giving,
  { content: { transfer }, place, bytes }: ReadPart,
): Promise<TransportFailure | null> {
  const sealed = sealPart(context.crypto, fromBase32(transfer?.key ?? "") ?? new Uint8Array(), place, bytes);
  budget.left -= bytes.length;
  return transport.parts.place({ connection: connection.id, self: selfOn(context, connection) }, place, sealed);
}

/** Of all that the partner has not got. Id and key are drawn for it alone. */
function newTransfer({ crypto }: Context, transport: Transport, { file, got }: ContentState): Transfer {
  const part = Math.min(LARGEST_PART, transport.largest) - PART_TAG_BYTES;
  return {
    id: toBase32(crypto.random(16)),
    key: toBase32(crypto.random(32)),
    from: got,
    part,
    parts: Math.ceil((file.size - got) / part),
  };
}
