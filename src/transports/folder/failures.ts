import type { TransportFailure } from "../../ports/transport.ts";

/** What the operating system answered: a fault of the outside, never a bug of ours. */
export type SystemError = Error & { readonly code: string; readonly errno: number };

export function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && "errno" in error && "code" in error && typeof error.code === "string";
}

/** True when the system said one of these codes; everything else is thrown on by the caller. */
export function saysOneOf(error: unknown, codes: ReadonlySet<string>): boolean {
  return isSystemError(error) && codes.has(error.code);
}

/** Nothing stands there: the name, or a directory on the way to it, is missing. */
export const MISSING: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR"]);

const FULL: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT"]);
const READ_ONLY: ReadonlySet<string> = new Set(["EROFS", "EACCES", "EPERM"]);

/**
 * The system's answer as one of the three things a person can do something about. What is neither full nor read only (EIO, ESTALE,
 * ETIMEDOUT, EBUSY, a thing in our way) counts as unreachable: it is tried again at the next pass. Bugs are thrown on.
 */
export function failureOf(error: unknown, place: string): TransportFailure {
  if (!isSystemError(error)) throw error;
  const detail = error.code;
  if (FULL.has(detail)) return { kind: "full", place, detail };
  if (READ_ONLY.has(detail)) return { kind: "read only", place, detail };
  return { kind: "unreachable", place, detail };
}
