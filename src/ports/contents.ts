import type { AttachmentId } from "../model/attachment.ts";
import type { Standing } from "../model/content-state.ts";
import type { IssueId } from "../model/document.ts";

/** What a content must be when it is whole. */
export interface ContentMark {
  readonly size: number;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

export interface ContentReader extends AsyncDisposable {
  readonly size: number;
  /** Up to `length` bytes from `from` on; fewer only at the end. null: it is not what was opened any more (replaced, cut, gone). */
  read(from: number, length: number): Promise<Uint8Array | null>;
}

export type ContentFailure =
  /** The issue, or the attachment, is not known (any more). */
  | { readonly kind: "unknown" }
  /** Size or checksum are not those that were announced; what had arrived is thrown away. */
  | { readonly kind: "wrong" }
  /** A file that somebody made stands where this one would go, and is not the same: it stays. */
  | { readonly kind: "taken"; readonly place: string }
  /** What stands there is not what was to be replaced or removed: it stays. */
  | { readonly kind: "another" }
  /** Nothing stands there. */
  | { readonly kind: "missing" }
  | { readonly kind: "full" | "read only" | "unreachable"; readonly place: string; readonly detail: string };

/**
 * The contents of attachments, where the tracker keeps them. What arrives is collected aside, across ends of the process, and becomes the
 * attachment's content only when it is whole and its checksum right; until then nobody sees it. Called by one worker at a time.
 * `test/contract/contents` holds every implementation to this.
 */
export interface Contents {
  /** null: it is not here (never fetched, or its file is gone), or is not what the mark says. `busy`: nobody can say now; it may be here later. */
  open(issue: IssueId, attachment: AttachmentId, mark: ContentMark): Promise<ContentReader | "busy" | null>;
  /**
   * How many bytes of this content have arrived; 0: none. After a power cut more than lie there safely: what `append` said to be done is safe, and
   * whoever asks has that on record.
   */
  arrived(issue: IssueId, attachment: AttachmentId, mark: ContentMark): Promise<number>;
  /** Adds to the first `at` bytes of what has arrived; what is behind them counts as not come. Safely on the disk when it resolves. null: done. */
  append(issue: IssueId, attachment: AttachmentId, mark: ContentMark, at: number, bytes: Uint8Array): Promise<ContentFailure | null>;
  /**
   * What has arrived becomes the content, if it is what the mark says. Harmless to repeat. `existing`: what stands there makes room if it has this
   * SHA-256, and only then.
   */
  finish(issue: IssueId, attachment: AttachmentId, mark: ContentMark, existing?: string): Promise<ContentFailure | null>;
  /** Whether what stands there has this SHA-256. */
  stands(issue: IssueId, attachment: AttachmentId, sha256: string): Promise<Standing>;
  /** What stands there goes where a person can have it back, if it has this SHA-256. null: it went. */
  remove(issue: IssueId, attachment: AttachmentId, sha256: string): Promise<ContentFailure | null>;
  /** Throws away what has arrived of this content. Whether nothing of it is left. */
  drop(issue: IssueId, attachment: AttachmentId, mark: ContentMark): Promise<boolean>;
  /** Bytes that are free where contents are kept; null: nobody can say. */
  room(): Promise<number | null>;
}
