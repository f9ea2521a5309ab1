import { fromBase32, toBase32 } from "../model/base32.ts";
import { type Result, failed, ok } from "../model/failure.ts";

/**
 * Bytes between two marker lines, as lower-case base32 in lines of 64, so that they survive mail, chat and paper. Reading forgives everything
 * that mail programs do to lines: quoting marks, other line ends, other line lengths, spaces, text around, dashes made nicer, upper case. It
 * does not forgive a changed letter; what was lost or swapped is for a checksum inside to find. Takes time in proportion to the text.
 */
const WORDS = "ISSUE FERRY HANDSHAKE";
const LINE_LENGTH = 64;

/** What mail programs put between letters, and make of dashes. */
const BETWEEN = String.raw`[\s>|\u200b\u2060\ufeff]`;
const DASH = String.raw`[-\u2010-\u2015]`;
const DASHES = new RegExp(`${DASH}(${BETWEEN}*${DASH})+`, "g");

/** Markers in the compact text; of the dashes beside them two are enough. */
const BEGIN = compact(`--BEGIN ${WORDS}--`);
const END = compact(`--END ${WORDS}--`);

export type ArmourFailure = "NO_BLOCK" | "SEVERAL_BLOCKS" | "DAMAGED";

export function armour(bytes: Uint8Array): string {
  const lines = toBase32(bytes).match(new RegExp(`.{1,${LINE_LENGTH}}`, "g")) ?? [];
  return [`-----BEGIN ${WORDS}-----`, ...lines, `-----END ${WORDS}-----`, ""].join("\n");
}

/** The bytes of the one block in the text; the same block quoted several times is one, and one that was cut counts only when it is alone. */
export function unarmour(text: string): Result<Uint8Array, ArmourFailure> {
  const begun = compact(text).split(BEGIN).slice(1);
  const blocks = new Set(begun.filter((piece) => piece.includes(END)).map((piece) => withoutDashes(piece.slice(0, piece.indexOf(END)))));
  const [letters] = blocks;
  if (letters === undefined) return failed(begun.length > 0 ? "DAMAGED" : "NO_BLOCK");
  if (blocks.size > 1) return failed("SEVERAL_BLOCKS");
  const bytes = fromBase32(letters);
  return bytes === null ? failed("DAMAGED") : ok(bytes);
}

/** A short text changed so that no marker can be read in it. */
export function withoutMarkers(text: string): string {
  return text.replaceAll(DASHES, "-");
}

/** Without what may have been put in, and in one spelling. */
function compact(text: string): string {
  return text.replaceAll(new RegExp(BETWEEN, "g"), "").replaceAll(new RegExp(DASH, "g"), "-").toLowerCase();
}

/** What is left of the markers' dashes. */
function withoutDashes(text: string): string {
  return text.replace(/^-+/, "").replace(/-{1,20}$/, "");
}
