import type { ParticipantId } from "./document.ts";

/** Minted once, as ids of comments are. */
export type AttachmentId = string;

/**
 * What is said of a file of an issue; its content travels apart from it (docs/PROTOCOL.md 6). `origin` is the participant at one of the two ends that
 * introduced it here; only that side may change it. A removed one stays as a tombstone: `removed` is true, `size` 0, and
 * everything but its id and origin empty.
 */
export interface Attachment {
  readonly id: AttachmentId;
  readonly origin: ParticipantId;
  /** As a person sees it; never a path. Where it is kept under another name, that is the tracker's own matter. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Of the content, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** `image/png`; `application/octet-stream` where nothing is known. */
  readonly mediaType: string;
  /** A name; a mail address only where the sender's mapping says so. */
  readonly author: string;
  /** ISO 8601, for display only. */
  readonly created: string;
  readonly removed?: true;
}
