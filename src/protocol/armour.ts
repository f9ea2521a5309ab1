import { fromBase32, toBase32 } from "../model/base32.ts";
import { type Result, failed, ok } from "../model/failure.ts";

/**
 * Bytes between two marker lines, as lower-case base32 in lines of 64, so that they survive mail, chat and paper. Reading forgives everything
 * that mail programs do to lines: quoting marks, other line ends, other line lengths, spaces, text around, dashes made "nicer". It does
 * not forgive a changed letter; what was lost or swapped is for a checksum inside to find.
 */
const WORDS = "ISSUE FERRY HANDSHAKE";
const LINE_LENGTH = 64;

/** All repetitions are bounded, so that no text takes long. */
const GAP = String.raw`[\s>|]{1,40}`;
const DASHES = String.raw`[-\u2010-\u2015]{2,10}`;
const BLOCK = new RegExp(`${marker("BEGIN")}(.{0,8000}?)${marker("END")}`, "gsu");
const BEGIN = new RegExp(marker("BEGIN"), "u");

/** Blocks looked at in one text. A mail thread may quote the same one several times. */
const MOST_BLOCKS = 20;

export type ArmourFailure = "NO_BLOCK" | "SEVERAL_BLOCKS" | "DAMAGED";

export function armour(bytes: Uint8Array): string {
  const lines = toBase32(bytes).match(new RegExp(`.{1,${LINE_LENGTH}}`, "g")) ?? [];
  return [`-----BEGIN ${WORDS}-----`, ...lines, `-----END ${WORDS}-----`, ""].join("\n");
}

/** The bytes of the one block in the text; the same block quoted several times is one. */
export function unarmour(text: string): Result<Uint8Array, ArmourFailure> {
  const bodies = new Set<string>();
  for (const [, body] of text.matchAll(BLOCK)) {
    bodies.add(lettersOf(body ?? ""));
    if (bodies.size === MOST_BLOCKS) break;
  }
  const [letters] = bodies;
  if (letters === undefined) return failed(BEGIN.test(text) ? "DAMAGED" : "NO_BLOCK");
  if (bodies.size > 1) return failed("SEVERAL_BLOCKS");
  const bytes = fromBase32(letters);
  return bytes === null ? failed("DAMAGED") : ok(bytes);
}

function lettersOf(body: string): string {
  return body.replaceAll(/[\s>|\u200b\u2060\ufeff]/gu, "").toLowerCase();
}

function marker(word: string): string {
  return String.raw`${DASHES}\s{0,4}${[word, ...WORDS.split(" ")].join(GAP)}\s{0,4}${DASHES}`;
}
