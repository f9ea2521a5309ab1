import type { Position } from "../model/connection.ts";
import type { ParticipantId } from "../model/document.ts";
import type { PartName } from "../model/part-name.ts";

/** Where messages of one connection go: an opaque place that both sides reach, and who we are there. */
export interface Route {
  readonly connection: string;
  readonly self: ParticipantId;
}

/** A point in a stream; sequence -1: before its first message. */
export type StreamPoint = Pick<Position, "generation" | "sequence">;

/** One message that stands ready for us. `name` is what its writer gave it, inside the allowed grammar. */
export interface Listed {
  readonly writer: ParticipantId;
  readonly name: string;
  readonly size: number;
}

export interface Listing {
  /** Numbered ones in order of generation and sequence, then the others. */
  readonly messages: readonly Listed[];
  /** Names outside the grammar (conflict copies, junk) and things that are no message of allowed size: ignored, counted. */
  readonly foreign: number;
  /** The first few of them. */
  readonly foreignNames: readonly string[];
}

/** A message that shall stand ready for the partner until it is no longer offered. Same name, same bytes, always. */
export interface Offer {
  readonly name: string;
  readonly size: number;
  /** Loaded only when it has to be (re)written or its content checked. */
  readonly bytes: () => Uint8Array;
}

export type TransportFailure =
  | { readonly kind: "unreachable"; readonly place: string; readonly detail: string }
  | { readonly kind: "read only"; readonly place: string; readonly detail: string }
  | { readonly kind: "full"; readonly place: string; readonly detail: string };

export type Fetched =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  /** Not there (any more), not settled, too large, or no regular message. `late`: nobody knows yet, since the place has not answered. */
  | { readonly kind: "none"; readonly late?: TransportFailure };

export interface Maintained {
  /** Messages put there, `repaired` included. */
  readonly written: number;
  /** Messages of ours that were missing or damaged and were put there again. */
  readonly repaired: number;
  readonly withdrawn: number;
  readonly failure: TransportFailure | null;
}

/** A part of ours that stands there. */
export interface StandingPart extends PartName {
  readonly size: number;
}

export interface StandingParts {
  readonly parts: readonly StandingPart[];
  /** Names outside the grammar and what is no file: left alone, counted. */
  readonly foreign: number;
}

/**
 * Parts of large contents, beside the messages of a connection (docs/PROTOCOL.md 1): opaque bytes under the name of their transfer. Nothing
 * looks after them but who places them.
 */
export interface Parts {
  /** Over whatever stood under that name; durable when it resolves. null: done. */
  place(route: Route, part: PartName, bytes: Uint8Array): Promise<TransportFailure | null>;
  /** Our own. Bounded; another part of them each time where there are too many. */
  own(route: Route): Promise<StandingParts | TransportFailure>;
  /** What `writer` placed, if it is of exactly this size. */
  fetch(route: Route, writer: ParticipantId, part: PartName, size: number): Promise<Fetched>;
  /** Our own are taken away; what is gone already is no failure. */
  withdraw(route: Route, parts: readonly PartName[]): Promise<TransportFailure | null>;
}

/**
 * Moves opaque bytes to an address, at least once, in any order, and nothing more. A message stays available until its writer
 * stops offering it, which it does only when the reader acknowledged it. `test/contract/transport` holds every implementation to this.
 */
export interface Transport {
  /** Largest message in bytes. */
  readonly largest: number;
  /** Null when the place is there and can be written; says why not otherwise. */
  check(): Promise<TransportFailure | null>;
  /** Who has left something on this connection, ourselves left out. */
  writers(route: Route): Promise<readonly ParticipantId[]>;
  /**
   * What `writer` offers on this connection (may be ourselves). Bounded work; another part each time where there is too much.
   * Of numbered messages only those beyond `after` in its generation, lowest sequence first, and those of higher generations:
   * so neither old messages nor junk hide the next one.
   */
  list(route: Route, writer: ParticipantId, after?: StreamPoint): Promise<Listing | TransportFailure>;
  fetch(route: Route, writer: ParticipantId, name: string): Promise<Fetched>;
  /**
   * Makes the offered set stand ready: writes what is missing or damaged, withdraws everything of ours that is not offered.
   * Sizes are checked each time, contents when `thorough`. Harmless to repeat. What `mayWithdraw` denies stays: an own message
   * ahead of the store is evidence of a restore and must not go unread (docs/PROTOCOL.md 2).
   */
  maintain(route: Route, offers: readonly Offer[], thorough: boolean, mayWithdraw?: (name: string) => boolean): Promise<Maintained>;
  readonly parts: Parts;
  /** Calls `hint` (without data) once when watching has begun and when something may have arrived, until the signal aborts. May miss changes. */
  watch(route: Route, hint: () => void, signal: AbortSignal): void;
}

export function isTransportFailure(value: Listing | StandingParts | TransportFailure): value is TransportFailure {
  return "kind" in value;
}
