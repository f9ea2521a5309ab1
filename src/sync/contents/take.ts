import { fromBase32 } from "../../model/base32.ts";
import type { Connection } from "../../model/connection.ts";
import { type ContentState, partsGot, rangeOf, withoutTransfer } from "../../model/content-state.ts";
import { PART_TAG_BYTES, openPart } from "../../envelope/part.ts";
import type { ContentFailure, Contents } from "../../ports/contents.ts";
import type { Transport } from "../../ports/transport.ts";
import type { ContentSaid } from "../../protocol/parts/content.ts";
import type { Context } from "../context.ts";
import { selfOn } from "../own-identity.ts";
import { type Budget, fits } from "./budget.ts";
import { whereabouts } from "./reading.ts";
import { forgetArrived, noteArrived, safelyArrived } from "./safe-bytes.ts";

/** Looks at a part that does not open before others are asked for: a sync client may still be bringing it. */
const LOOKS = 3;
/** A look counts when so much time went by since the last that did: passes follow each other as fast as anything happens. Milliseconds. */
const LOOK_MS = 30_000;
/** So often other parts are asked for in their place before the operation is given up. */
const AGAIN = 3;

/** Takes in one content. `keep` commits how far it is. */
export interface Taking {
  readonly context: Context;
  readonly connection: Connection;
  readonly contents: Contents;
  readonly transport: Transport | null;
  readonly budget: Budget;
  /** Bytes for which there is room; null: nobody knows, or a person asked for it. */
  readonly room: number | null;
  /** `brought`: bytes of this partner came. */
  readonly keep: (content: ContentState, brought?: "brought") => void;
}

export type Taken =
  | { readonly kind: "said"; readonly content: ContentState; readonly said: ContentSaid }
  /** `held`: what stands ready cannot be taken here now, or has no room here. */
  | { readonly kind: "more" | "waits"; readonly content: ContentState; readonly held?: "now" | "no room" }
  /** It is here, and its checksum is right. */
  | { readonly kind: "whole"; readonly content: ContentState }
  | { readonly kind: "failed"; readonly content: ContentState; readonly code: string };

/** Takes what stands ready, a bounded number of bytes, each part once it is opened; says how far it is when it is this side's turn. */
export async function take(taking: Taking, content: ContentState): Promise<Taken> {
  const { contents, context, room, keep } = taking;
  const { file } = content;
  const where = await whereabouts(contents, file);
  if (where === "here") {
    // The process may have ended between the file's name and this; after a power cut what arrived may have both names.
    if (!(await contents.drop(file.issue, file.id, file))) return { kind: "waits", content, held: "now" };
    forgetArrived(context, file);
    return { kind: "whole", content: { ...content, got: file.size } };
  }
  // What had arrived may be there again, too.
  if (where === "busy") return { kind: "waits", content, held: "now" };
  const got = await safelyArrived(context, contents, file);
  // What is on record and does not lie here was not said of what comes now: bytes that are torn by a power cut are not to count.
  if (got === 0) forgetArrived(context, file);
  const now = withArrived(content, got);
  if (room !== null && room < file.size - got) return { kind: "waits", content: now, held: "no room" };
  const taken =
    now.inline === undefined ? await takeParts(taking, now) : await takeInline(taking, now, now.told ?? content.got, now.inline);
  if (taken.kind === "failed" || taken.content.got < file.size) return taken;
  const failure = await contents.finish(file.issue, file.id, file, content.existing);
  if (failure === null || failure.kind === "wrong") context.store.transaction(() => noteArrived(context, file, 0));
  if (failure?.kind === "wrong" && taken.content.mixed && !taken.content.anew) {
    // Where it is the partner's turn this is said after its next word, whatever that brings.
    const again: ContentState = { ...withoutTransfer(withArrived(taken.content, 0)), anew: true };
    keep(again);
    return askAnew(again);
  }
  return failure === null ? { kind: "whole", content: taken.content } : refused(taken.content, failure);
}

/** `got`: what lies here. Where another partner brought some of it, nobody can say whose is wrong. */
function withArrived({ mixed, ...content }: ContentState, got: number): ContentState {
  const isMixed = got > 0 && (mixed === true || got > content.got);
  return { ...content, got, ...(isMixed && { mixed: true }) };
}

/** `known`: what this side last said to lie here: another one may have brought more since, or it is gone. */
async function takeInline({ contents, keep }: Taking, content: ContentState, known: number, inline: string): Promise<Taken> {
  const { file, got } = content;
  const bytes = fromBase32(inline);
  if (!bytes || bytes.length < file.size - known) return { kind: "failed", content, code: "INVALID_MESSAGE" };
  const { inline: _, ...rest } = content;
  const missing = file.size - got;
  if (bytes.length < missing) return askAnew(rest);
  const failure = await contents.append(file.issue, file.id, file, got, bytes.subarray(bytes.length - missing));
  if (failure) return refused(content, failure);
  const next = { ...rest, got: file.size, idle: 0 };
  keep(next, "brought");
  return { kind: "more", content: next };
}

async function takeParts(taking: Taking, content: ContentState): Promise<Taken> {
  const { contents, budget, keep } = taking;
  const { file, transfer, ready } = content;
  // Before a first word of the partner there is nothing to take.
  if (!transfer) return { kind: "waits", content };
  // What had arrived is gone: what is before the first part is to be had anew, and what was said to be here stands there no more.
  if (content.got < transfer.from || partsGot(transfer, content.got) < content.window) return askAnew(content);
  let now = content;
  let held = false;
  for (let number = partsGot(transfer, now.got); number < ready; number++) {
    const { at, length } = rangeOf(transfer, number, file.size);
    if (!fits(budget, length)) {
      held = true;
      break;
    }
    const bytes = await opened(taking, now, number, length);
    if (bytes === "missing") break;
    if (bytes === null) return unopened(now, keep, taking.context.clock.now());
    budget.left -= length;
    const piece = bytes.subarray(now.got - at);
    const failure = await contents.append(file.issue, file.id, file, now.got, piece);
    if (failure) return refused(now, failure);
    const { looked: _, ...rest } = now;
    now = { ...rest, got: now.got + piece.length, unopened: 0, again: 0, idle: 0 };
    keep(now, "brought");
  }
  const had = partsGot(transfer, now.got);
  const isHalf = now.got === file.size || (had > now.window && 2 * (had - now.window) >= ready - now.window);
  if (now.got < file.size && now.turn && isHalf)
    return { kind: "said", content: { ...now, turn: false, window: had, told: now.got }, said: { got: now.got } };
  return { kind: now.got > content.got ? "more" : "waits", content: now, ...(held && { held: "now" as const }) };
}

async function opened(
  { context, connection, transport }: Taking,
  { transfer, file }: ContentState,
  number: number,
  length: number,
): Promise<Uint8Array | "missing" | null> {
  if (!transport || !transfer || !connection.partner) return "missing";
  const route = { connection: connection.id, self: selfOn(context, connection) };
  const place = { transfer: transfer.id, number, parts: transfer.parts, size: file.size - transfer.from };
  const fetched = await transport.parts.fetch(route, connection.partner.id, place, length + PART_TAG_BYTES);
  if (fetched.kind === "none") return "missing";
  return openPart(context.crypto, fromBase32(transfer.key) ?? new Uint8Array(), place, fetched.bytes);
}

/** It may still be arriving; else others are asked for under another id; else they will never be of use. */
function unopened(content: ContentState, keep: Taking["keep"], at: number): Taken {
  const { looked } = content;
  // A clock that was put back counts, too.
  if (looked !== undefined && at >= looked && at < looked + LOOK_MS) return { kind: "waits", content };
  const now = { ...content, unopened: content.unopened + 1, looked: at };
  if (now.unopened < LOOKS || !now.turn) {
    keep(now);
    return { kind: "waits", content: now };
  }
  return now.again >= AGAIN ? { kind: "failed", content: now, code: "FILE_TRANSFER" } : askAnew({ ...now, again: now.again + 1 });
}

function askAnew(content: ContentState): Taken {
  if (!content.turn) return { kind: "waits", content };
  const { looked: _, ...rest } = withoutTransfer(content);
  return {
    kind: "said",
    content: { ...rest, turn: false, unopened: 0, told: content.got },
    said: { got: content.got, again: true },
  };
}

function refused(content: ContentState, failure: ContentFailure): Taken {
  switch (failure.kind) {
    case "unknown":
    case "missing":
      return { kind: "failed", content, code: "FILE_NOT_FOUND" };
    case "wrong":
      return { kind: "failed", content, code: "NEW_FILE_CHECKSUM" };
    case "taken":
      return { kind: "failed", content, code: "FILE_IN_THE_WAY" };
    case "another":
      return { kind: "failed", content, code: "EXISTING_FILE_CHECKSUM" };
    case "full":
    case "read only":
    case "unreachable":
      return { kind: "waits", content, held: "now" };
  }
}
