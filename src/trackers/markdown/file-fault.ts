/**
 * Why a file is not taken as an issue. The file is then neither read, nor written, nor taken as deleted, until a person has
 * put it right; `view` has the sentences.
 */
export type FileFaultCode =
  /** A value such as `Crash: pump` needs quotes. `detail` is its key. */
  | "YAML_COLON"
  | "YAML_BROKEN"
  | "YAML_DUPLICATE_KEY"
  | "YAML_ALIAS"
  | "YAML_ANCHOR"
  | "YAML_TAG"
  | "YAML_MERGE_KEY"
  /** The front matter is no plain list of `key: value` lines. */
  | "YAML_NOT_A_MAP"
  /** A key that holds text holds something else. `detail` is its key. */
  | "YAML_NOT_TEXT"
  | "FRONT_MATTER_OPEN"
  | "FRONT_MATTER_TOO_LARGE"
  | "CONFLICT_MARKERS"
  /** Git put its marks between two different issues that got the same key. */
  | "TWO_ISSUES"
  | "NO_TITLE"
  | "BAD_ID"
  | "BAD_KEY"
  | "DUPLICATE_ID"
  | "BAD_COMMENT_ID"
  | "DUPLICATE_COMMENT_ID"
  /** Text below `## Comments` and above the first `### Name`. */
  | "TEXT_BEFORE_COMMENTS"
  | "TOO_LARGE"
  | "NOT_TEXT"
  | "NOT_REGULAR"
  | "HARD_LINK"
  | "EMPTY_FILE";

export interface FileFault {
  readonly code: FileFaultCode;
  /** From 1. */
  readonly line?: number;
  readonly detail?: string;
}
