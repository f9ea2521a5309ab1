import type { Value } from "./value.ts";

/** Why one field, comment or issue was not taken. A code and data; the sentences for people stand in `view`. */
export type FailureCode =
  | "NO_MAPPING"
  | "NOT_IN_CONTRACT"
  | "WRONG_DIRECTION"
  | "WRONG_TYPE"
  | "VALUE_NOT_LISTED"
  | "NOT_OWN_COMMENT"
  | "NOT_OWN_ATTACHMENT"
  /** A link to an issue that the two sides do not share. */
  | "LINK_NOT_KNOWN"
  /** The file of an attachment is not here, so that nothing can be said of it. */
  | "NO_CONTENT"
  | "TRACKER_REFUSED"
  /** The tracker has no such field. */
  | "NO_FIELD"
  /** By the contract's steps no way leads from the present value to this one. */
  | "NO_TRANSITION"
  | "TOO_LONG"
  | "BASE_UNKNOWN"
  | "ALREADY_SHARED"
  | "NOT_SHARED"
  | "DELETE_NOT_AGREED"
  | "NOT_UNDERSTOOD";

const CODES: Readonly<Record<FailureCode, true>> = {
  NO_MAPPING: true,
  NOT_IN_CONTRACT: true,
  WRONG_DIRECTION: true,
  WRONG_TYPE: true,
  VALUE_NOT_LISTED: true,
  NOT_OWN_COMMENT: true,
  NOT_OWN_ATTACHMENT: true,
  LINK_NOT_KNOWN: true,
  NO_CONTENT: true,
  TRACKER_REFUSED: true,
  NO_FIELD: true,
  NO_TRANSITION: true,
  TOO_LONG: true,
  BASE_UNKNOWN: true,
  ALREADY_SHARED: true,
  NOT_SHARED: true,
  DELETE_NOT_AGREED: true,
  NOT_UNDERSTOOD: true,
};

export function isFailureCode(code: unknown): code is FailureCode {
  return typeof code === "string" && Object.hasOwn(CODES, code);
}

export interface Failure {
  readonly code: FailureCode;
  readonly field?: string;
  readonly value?: Value;
  /** Names the connection, limit or rule concerned; text for people is made from it, never parsed. */
  readonly detail?: string;
}

/** An expected failure is a value: `ok` false and what is wrong. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: E };

export function ok<T>(value: T): Result<T, never> {
  return { ok: true, value };
}
export function failed<E>(failure: E): Result<never, E> {
  return { ok: false, failure };
}

/** Thrown only for bugs: a promise of this program about itself that does not hold. */
export class Impossible extends Error {
  override readonly name = "Impossible";
}
