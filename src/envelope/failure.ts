export type EnvelopeCode =
  /** Not a file of this program at all, or cut, or longer than it says, or fields that contradict each other. */
  | "NOT_A_MESSAGE"
  | "TOO_LARGE"
  /** The partner is newer than we are: its envelope, suite, kind of file or a flag is not known here. */
  | "UNKNOWN_VERSION"
  | "UNKNOWN_SUITE"
  | "UNKNOWN_KIND"
  | "UNKNOWN_FLAGS"
  /** The name is not one of ours, or says something else than the bytes: damaged, still arriving, or renamed. */
  | "NAME_MISMATCH"
  | "OTHER_CONNECTION"
  | "OTHER_ADDRESSEE"
  | "OTHER_SENDER"
  /** It brings a public key with which nothing can be kept secret (a point of low order). */
  | "WEAK_KEY"
  | "BAD_SIGNATURE"
  /** Signed by its sender, but not sealed to this key in this context. */
  | "NOT_OPENED"
  | "TOO_LARGE_INSIDE"
  /** Opened, but what is inside is not gzip. */
  | "BROKEN_INSIDE";

/** Why a file was not taken. `detail` names the field or number concerned, for `doctor`; it is never parsed. */
export interface EnvelopeFailure {
  readonly code: EnvelopeCode;
  readonly detail?: string;
}

/** Whether the failure says that the partner uses a newer version, which an update here would understand. */
export function isPartnerNewer(code: EnvelopeCode): boolean {
  return code === "UNKNOWN_VERSION" || code === "UNKNOWN_SUITE" || code === "UNKNOWN_KIND" || code === "UNKNOWN_FLAGS";
}
