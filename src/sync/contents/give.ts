import { fromBase32, toBase32 } from "../../model/base32.ts";
import type { Connection } from "../../model/connection.ts";
import { type ContentState, type Transfer, partsGot, rangeOf } from "../../model/content-state.ts";
import { PART_TAG_BYTES, sealPart } from "../../envelope/part.ts";
import type { Contents, ContentReader } from "../../ports/contents.ts";
import type { Transport, TransportFailure } from "../../ports/transport.ts";
import type { ContentSaid } from "../../protocol/parts/content.ts";
import type { Context } from "../context.ts";
import { selfOn } from "../own-identity.ts";
import type { Budget } from "./budget.ts";
import { reading } from "./reading.ts";

/** So little travels inside a message. */
const INLINE_BYTES = 8 * 1024;
/** Of one part, sealed: what a pass can write and a sync client can carry in one go. */
const LARGEST_PART = 4 * 1024 * 1024;
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
  /** The exchange folder does not take it now. */
  | { readonly kind: "waits" }
  /** It is not here any more. */
  | { readonly kind: "gone" };

/** Makes parts stand ready for the partner, up to the window, and says so when they do. It is this side's turn. */
export async function give(giving: Giving, content: ContentState): Promise<Given> {
  return (await reading(giving.contents, content.file, (reader) => giveFrom(giving, content, reader))) ?? { kind: "gone" };
}

async function giveFrom(giving: Giving, content: ContentState, reader: ContentReader): Promise<Given> {
  const { context, transport, budget, keep, room } = giving;
  const { file, got } = content;
  if (file.size - got <= INLINE_BYTES) {
    const bytes = await reader.read(got, file.size - got);
    if (bytes?.length !== file.size - got) return { kind: "gone" };
    const { transfer: _, ...rest } = content;
    return { kind: "said", content: { ...rest, turn: false, ready: 0, window: 0 }, said: { inline: toBase32(bytes) } };
  }
  const begun = content.transfer && got >= content.transfer.from ? content : begin(context, transport, content);
  const transfer = begun.transfer ?? newTransfer(context, transport, content);
  const done = partsGot(transfer, got);
  let now = { ...begun, transfer };
  if (now.window <= now.ready) {
    const length = Math.min(LARGEST_WINDOW, Math.max(FIRST_WINDOW, now.ready), Math.floor(room / transfer.part));
    now = { ...now, window: Math.min(transfer.parts, Math.max(now.ready, done + length)) };
  }
  keep(now);
  let placed = 0;
  for (let number = Math.max(now.ready, done); number < now.window; number++) {
    if (budget.left <= 0) return { kind: "more", content: now };
    const failure = await placePart(giving, reader, now, number);
    if (failure === "gone") return { kind: "gone" };
    if (failure !== null) {
      // What stands already may be taken: then there is room for more.
      if (placed === 0 && now.ready <= done) return { kind: "waits" };
      break;
    }
    placed += 1;
    now = { ...now, ready: number + 1 };
    keep(now);
  }
  if (now.ready <= done) return { kind: "waits" };
  return { kind: "said", content: { ...now, window: now.ready, turn: false }, said: { transfer: { ...transfer, ready: now.ready } } };
}

/** The same part gives the same bytes, so it may be placed again. */
export async function placePart(
  { context, connection, transport, budget }: Giving,
  reader: ContentReader,
  { transfer, file }: ContentState,
  number: number,
): Promise<TransportFailure | "gone" | null> {
  if (!transfer) return "gone";
  const { at, length } = rangeOf(transfer, number, file.size);
  const bytes = await reader.read(at, length);
  if (bytes?.length !== length) return "gone";
  const place = { transfer: transfer.id, number, parts: transfer.parts, size: file.size - transfer.from };
  const sealed = sealPart(context.crypto, fromBase32(transfer.key) ?? new Uint8Array(), place, bytes);
  budget.left -= length;
  return transport.parts.place({ connection: connection.id, self: selfOn(context, connection) }, place, sealed);
}

function begin(context: Context, transport: Transport, content: ContentState): ContentState {
  return { ...content, transfer: newTransfer(context, transport, content), ready: 0, window: 0 };
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
