/**
 * Bounds of everything that is said (docs/PROTOCOL.md, "Messages"). What a partner sends beyond them is refused. Lengths of text are in
 * UTF-16 code units, as JSON strings are counted in most languages.
 */
export const MAX = {
  /** Any value that may be a long text: a body, a comment. */
  text: 1_000_000,
  /** A note with a contract, a reason, a value of a list, a member of a set. */
  line: 1_000,
  /** Names of persons, projects, fields; keys of issues. */
  name: 200,
  email: 320,
  /** A protocol version, a capability, a code. */
  word: 60,
  fields: 200,
  comments: 10_000,
  /** Tombstones among them. */
  attachments: 5_000,
  /** Of one issue that are there. */
  files: 1_000,
  links: 500,
  /** Patterns for names or media types in a contract, and characters of each: each may be compared with every file of a message. */
  patterns: 50,
  pattern: 100,
  setMembers: 500,
  /** Overruled, lost or refused values in one message: all parts of the largest one that is taken, `deleted` and `shared` among them. */
  remarks: 200 + 10_000 + 5_000 + 2 * 500 + 2,
  /** Versions or capabilities of one side. */
  words: 100,
  issueTypes: 200,
  /** Eras in the history of one document: one for each Recover that it went through. */
  eras: 1_000,
  listedValues: 1_000,
  /** Of all values of a field together. */
  transitions: 10_000,
  /** Ranges of issues in one request for checksums, and the answers to them. */
  ranges: 1_000,
  /** Into so many parts a range is split at most, or so many issues are listed one by one. */
  rangeParts: 64,
  /** Issues and stubs in one page of a list. */
  listed: 5_000,
  /** Bytes of content in one part. */
  partBytes: 16 * 1024 * 1024,
  /** Characters of base32 of a content inside a message: 8 KiB. */
  inline: 13_108,
  /** Events in one page of an audit trail, and parts that one of them names. */
  trailPage: 1_000,
  trailParts: 20,
} as const;

/** Bounds of one payload, checked before anything in it is parsed. */
export interface PayloadLimits {
  /** Of the whole payload, in bytes of UTF-8. */
  readonly bytes: number;
  readonly messages: number;
  /** Objects and lists inside each other within one message, the message itself being 1. */
  readonly depth: number;
  /** Values in one message: members of objects and items of lists, and one more for each object and list. */
  readonly values: number;
}

/** What a reader takes. */
export const PAYLOAD_LIMITS: PayloadLimits = { bytes: 64 * 1024 * 1024, messages: 1_000, depth: 32, values: 500_000 };
