import type { AttachmentId } from "./attachment.ts";
import type { IssueId } from "./document.ts";

/**
 * Where the content of an attachment stands that nobody here asked for: `waits` until it is fetched, `left` where there was no room for it, `asked`
 * while it comes, `done` when it came or does not come: then it is not fetched by itself again.
 */
export type UnaskedState = "waits" | "left" | "asked" | "done";

/** A content that a partner handed over, or that comes by itself since the contract says so. */
export interface UnaskedContent {
  readonly connection: string;
  readonly attachment: AttachmentId;
  readonly issue: IssueId;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
  readonly state: UnaskedState;
  /** When it is looked at next, in milliseconds since 1970. */
  readonly due: number;
  /** How often it was fetched in vain. */
  readonly tries: number;
  /** With which it is asked for. */
  readonly conversation?: string;
}
