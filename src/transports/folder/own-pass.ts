import type { Offer } from "../../ports/transport.ts";
import type { Rotation } from "./selection.ts";

/** What one transport remembers between passes; all of it may be forgotten. */
export interface PassMemory {
  readonly rotation: Rotation;
  /** Temporary files being written now, by any pass of this process. */
  readonly inHand: Set<string>;
  /** By directory, what was seen to stand ready: missing later, it is repaired, not new. */
  readonly ready: Map<string, ReadonlySet<string>>;
}

/** What one pass over our own directory is to do. */
export interface OwnPass {
  readonly offers: readonly Offer[];
  readonly thorough: boolean;
  readonly mayWithdraw: (name: string) => boolean;
  /** Withdrawn and cleaned at most; written is whatever is needed. */
  readonly filesPerPass: number;
  /** Bytes. */
  readonly largest: number;
}
