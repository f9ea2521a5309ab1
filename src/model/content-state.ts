import type { AttachmentId } from "./attachment.ts";
import type { IssueId } from "./document.ts";

/** An attachment of an issue, with the content that is meant. */
export interface WantedFile {
  readonly issue: IssueId;
  readonly id: AttachmentId;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
}

/** What stands at somebody's place of a content, compared with what one side says of it. */
export type Standing = "same" | "another" | "missing" | "unknown";

/** Parts under one id and one key (docs/PROTOCOL.md 6, "Parts"). */
export interface Transfer {
  readonly id: string;
  /** 32 bytes, base32. */
  readonly key: string;
  /** Where in the content the first part begins. */
  readonly from: number;
  /** Bytes of content in each part but the last. */
  readonly part: number;
  readonly parts: number;
}

export type SealedPart = readonly [number: number, sha256: string];

/** How far a content is that travels in a conversation. Kept with it, so that it goes on after any end of the process. */
export interface ContentState {
  readonly file: WantedFile;
  /** To replace or delete: SHA-256 of what must stand at the partner that was asked. */
  readonly existing?: string;
  /** Deleting has begun: what was named stood here, so that it is done where nothing stands any more. */
  readonly begun?: true;
  /** As this side sees it. */
  readonly way: "in" | "out";
  /** Bytes that the receiving side has, as far as that is known here. */
  readonly got: number;
  /** This side is to say how far it is. */
  readonly turn: boolean;
  readonly transfer?: Transfer;
  /** Parts below this number stand ready; those that the receiving side has are taken away. */
  readonly ready: number;
  /** out: so many stand before that is said. in: so many had been said when this side spoke last. */
  readonly window: number;
  /**
   * out: of the parts that stand or may stand the SHA-256 of what was sealed, base32, on record before it is sealed: under one key a number is sealed with
   * one content only.
   */
  readonly sealed?: readonly SealedPart[];
  /** out: most bytes that the receiving side had by its word since it last lost some: going up and down brings nothing. */
  readonly most?: number;
  /** out: how often it said that it has less than before. */
  readonly losses?: number;
  /** in: what came inside a message, base32. */
  readonly inline?: string;
  /** in: looks in a row at a part that does not open, and when the last of them was, in milliseconds since 1970. */
  readonly unopened: number;
  readonly looked?: number;
  /** in: some of what has arrived was brought by somebody else. */
  readonly mixed?: true;
  /** in: that was wrong, and all of it is asked for once more. */
  readonly anew?: true;
  /** in: bytes that this side last said to be here; what the partner says next was said of these. */
  readonly told?: number;
  /** in: times that what stood ready was of no use. */
  readonly again: number;
  /** Answers in a row that brought nothing. */
  readonly idle: number;
}

export function beginning(file: WantedFile, way: ContentState["way"], existing?: string): ContentState {
  return {
    file,
    ...(existing !== undefined && { existing }),
    way,
    got: 0,
    turn: true,
    ready: 0,
    window: 0,
    unopened: 0,
    again: 0,
    idle: 0,
  };
}

/** The parts that are to stand ready now; none of what travels the other way. */
export function standingParts({ way, transfer, got, window, ready }: ContentState): { readonly from: number; readonly to: number } {
  if (way !== "out" || !transfer) return { from: 0, to: 0 };
  return { from: partsGot(transfer, got), to: Math.max(window, ready) };
}

/** Parts that somebody who has so many bytes has whole. */
export function partsGot({ from, part, parts }: Transfer, got: number): number {
  return Math.max(0, Math.min(parts, Math.floor((got - from) / part)));
}

/** Nothing is left of what stood ready: other parts, under another id and key, are to come. */
export function withoutTransfer(content: ContentState): ContentState {
  const { transfer: _, sealed: __, ...rest } = content;
  return { ...rest, ready: 0, window: 0 };
}

/** Where a part begins and ends in a content of so many bytes. */
export function rangeOf({ from, part }: Transfer, number: number, size: number): { readonly at: number; readonly length: number } {
  const at = from + number * part;
  return { at, length: Math.min(part, size - at) };
}
