import type { Value } from "./value.ts";

/** One line of the audit trail (docs/PROTOCOL.md 6). The store numbers them. */
export interface AuditEvent {
  /** Milliseconds since 1970, display only. */
  readonly time: number;
  /** Who: a person's name, `partner <name>`, or `issue-ferry`. */
  readonly actor: string;
  readonly action: string;
  readonly connection?: string;
  readonly issue?: string;
  /** Message id `life.number` or file name the event is about. */
  readonly reference?: string;
  readonly info?: string;
  /** `era.number` of the document that the message brings or answers. */
  readonly revision?: string;
  /** Parts of the issue that it changes: field names, `deleted`, `shared`, `comment:<id>`. */
  readonly parts?: readonly string[];
  /** The part `deleted` says that the issue is there again. */
  readonly revives?: true;
  /** What the part `shared` says: that it is no longer shared, or again. */
  readonly stopsSharing?: boolean;
  /** Who wrote it, where the message brings new comments of one person and nothing else: of other changes only the project is known. */
  readonly author?: string;
  /** Of the parts, comments that were not there before, and comments that are not there any more. */
  readonly added?: readonly string[];
  readonly removed?: readonly string[];
  /** Of the parts, short values that it replaced here, in the contract's words. They stay here, as the whole trail does. */
  readonly values?: Readonly<Record<string, { readonly before: Value; readonly after: Value }>>;
  /** Parts in which a value lost, and parts that were not taken. */
  readonly conflicts?: readonly string[];
  readonly refused?: readonly string[];
  /** Parts that came in and that this side cannot hold: its mapping or tracker refused them. */
  readonly unwritten?: readonly string[];
  /** What a person chose. */
  readonly choice?: string;
  /** It is not among what happened to the issue: its answer, or what was passed over. */
  readonly aside?: true;
  /** A file of the partner's stream that was taken. */
  readonly taken?: TakenFile;
  /** A file of our own stream. */
  readonly file?: AuditedFile;
}

export interface AuditedFile {
  /** Sequences begin anew with each. What older versions wrote does not name it. */
  readonly generation?: number;
  readonly sequence: number;
  /** Known where it was sealed; later events name the sequence alone. */
  readonly size?: number;
  readonly hash?: string;
  /** The messages in it. */
  readonly carries?: readonly { readonly life: string; readonly first: number; readonly last: number }[];
}

export interface TakenFile {
  readonly generation: number;
  readonly sequence: number;
  readonly size: number;
  readonly hash: string;
  /** The messages in it. */
  readonly carries: readonly { readonly life: string; readonly first: number; readonly last: number }[];
}
