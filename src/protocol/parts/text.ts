import * as z from "zod/mini";
import { isId } from "../../model/ids.ts";
import { MAX } from "../limits.ts";

/** The small words that messages are made of: text with a bound or a grammar, and whole numbers. */

export const line = z.string().check(z.maxLength(MAX.line));

const ONE_LINE = /^[^\p{Cc}\u2028\u2029]*$/u;

/** One line for people: no control characters and no line breaks, so that it cannot imitate anything around it. */
export const name = z.string().check(z.maxLength(MAX.name), z.regex(ONE_LINE));

/** Whether `name` takes it: for what there is most of, and many times faster. */
export function isName(given: unknown): given is string {
  return typeof given === "string" && given.length <= MAX.name && ONE_LINE.test(given);
}

/** Issue, comment, connection and participant ids: 128 bits as 26 characters. */
export const id = z.string().check(z.length(26), z.refine(isId, "26 characters of base32"));

const LIFE = /^[0-9a-hjkmnp-tv-z]{8,64}$/;

export const life = z.string().check(z.regex(LIFE));

/** Whether `life` takes it. */
export function isLife(given: string): boolean {
  return LIFE.test(given);
}

export const nonce = z.string().check(z.regex(/^[0-9a-hjkmnp-tv-z]{16,64}$/));

/** `major.minor`, or a development version such as `1.1-beta.2`. */
export const versionName = z
  .string()
  .check(z.maxLength(MAX.word), z.regex(/^(0|[1-9]\d{0,3})\.(0|[1-9]\d{0,3})(-(alpha|beta)\.(0|[1-9]\d{0,3}))?$/));

export const capability = z.string().check(z.maxLength(MAX.word), z.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/));

/** A code that programs act on. Codes of later versions are taken, too. */
export const code = z.string().check(z.maxLength(MAX.word), z.regex(/^[A-Z][A-Z0-9_]*$/));

/** A whole number that JSON carries exactly. */
export const whole = z.int().check(z.minimum(0));

/** Whether `whole` takes it. */
export function isWhole(given: number): boolean {
  return Number.isSafeInteger(given) && given >= 0;
}

export const MOMENT = /^(\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?)?$/;

/** A moment or a day in ISO 8601, or nothing where none is known. For display only; nothing is decided by it. */
export const moment = z.string().check(z.regex(MOMENT));
