import { duration } from "./ages.ts";
import { plainText } from "./plain-text.ts";
import type { Surface } from "./ways.ts";

interface OnItsWay {
  readonly partner: string;
  readonly key: string;
  readonly name: string;
  readonly way: "in" | "out";
  readonly got: number;
  readonly size: number;
}

/** `replace file`: put in the place of another content, and it was the partner who said no. */
type Way = "get file" | "put file" | "replace file" | "take back file";

/** Why a file did not come, or did not go: as what happened at the partner or here. */
const ENDS: ReadonlyMap<string, string> = new Map([
  ["FILE_NOT_FOUND", "does not have this file any more, or does not share it"],
  ["FILE_TRANSFER", "sent parts that could not be opened; ask again"],
  ["NEW_FILE_CHECKSUM", "sent another content than was agreed; ask again"],
  ["INVALID_MESSAGE", "answered something that makes no sense"],
  ["REQUEST_NOT_SUPPORTED", "has a version that cannot do this"],
  ["REQUEST_NOT_UNDERSTOOD", "did not understand the request"],
  ["TIMEOUT", "did not answer in time"],
  ["CONNECTION_CHANGED", "was asked before the connection ended or began anew"],
  ["EXISTING_FILE_CHECKSUM", "has another content there than the one that was named; it stays"],
  ["NO_ROOM", "has no room for what nobody there asked for; it comes when somebody there gets it"],
  ["FAILURE", "cannot do this now; ask again"],
  ["DUPLICATE_FILE", "has another content under this id"],
]);

/** Where this side sends, what another code would say of the partner is its own. */
const PUT_ENDS: ReadonlyMap<string, (partner: string) => string> = new Map([
  ["FILE_NOT_FOUND", (partner) => `The file is not here any more as it was agreed, or ${partner} does not share it.`],
  ["FILE_TRANSFER", (partner) => `${partner} could not open the parts that this side sent; ask again.`],
  [
    "NEW_FILE_CHECKSUM",
    (partner) => `${partner} has agreed on another content than the one that this side sent; ask again after the next sync.`,
  ],
  ["FILE_IN_THE_WAY", (partner) => `${partner} has another file where this one would go. It stays; somebody there has to move it away.`],
]);

/** What is otherwise where another content there is to be replaced. */
const REPLACE_ENDS: ReadonlyMap<string, (partner: string) => string> = new Map([
  [
    "FILE_NOT_FOUND",
    (partner) =>
      `${partner} has nothing in its place that could be replaced, or does not share this file: \`put\` without \`--existing\` hands it over.`,
  ],
]);

/** `12.3 of 256.0 MB, 5 %`; small ones in kB, or whole bytes. */
export function amountText(got: number, size: number): string {
  const percent = size === 0 ? 100 : Math.floor((got * 100) / size);
  if (size < 1000) return `${got} of ${size} bytes, ${percent} %`;
  const [unit, name] = size < 1_000_000 ? [1000, "kB"] : [1_000_000, "MB"];
  return `${(got / unit).toFixed(1)} of ${(size / unit).toFixed(1)} ${name}, ${percent} %`;
}

/** Of a sync that waited in vain for a while. */
export const FILES_LATE = "Not all files have come or left in that time. They travel when Issue Ferry runs on both sides.";

/** One line of `status`. */
export function onItsWayLine({ way, name, key, partner, got, size }: OnItsWay): string {
  const what = `${plainText(name)} of ${plainText(key)}`;
  if (way === "in") return `${what} comes from ${plainText(partner)}: ${amountText(got, size)}.`;
  // What they have by now, only they know.
  return `${what} goes to ${plainText(partner)}, who has confirmed ${amountText(got, size)}.`;
}

/** Who was asked, what has to be so that it goes on, and how long somebody waits for that. */
export function askedLine(
  kind: "get file" | "put file" | "take back file",
  name: string,
  partners: readonly string[],
  seconds: number,
): string {
  const who = partners.map(plainText).join(", ");
  const what = kind === "get file" ? "asked for" : kind === "put file" ? "offered" : "asked to remove";
  return `${who} ${partners.length === 1 ? "is" : "are"} ${what} ${plainText(name)}, and ${partners.length === 1 ? "answers" : "answer"} when Issue Ferry runs there. This waits for ${duration(seconds)} at most; what was begun goes on with every sync.`;
}

/** What became of a file that was handed over or taken back. */
export function handedLines(
  kind: "put file" | "take back file",
  name: string,
  key: string,
  isDone: boolean,
): { readonly lines: readonly string[]; readonly notes?: readonly string[] } {
  const what = `${plainText(name)} of ${plainText(key)}`;
  const [done, begun] = kind === "put file" ? ["is at the partner", "is on its way"] : ["is in the trash at the partner", "is asked back"];
  if (isDone) return { lines: [`${what} ${done}.`] };
  return { lines: [`${what} ${begun}.`], notes: ["Every sync goes on with it, also one of another window or command line."] };
}

/** Why there is no file by a code of docs/PROTOCOL.md 6. */
export function contentFailure(
  code: string,
  partner: string | undefined,
  surface: Surface = "command line",
  way: Way = "get file",
): string {
  const isPut = way === "put file" || way === "replace file";
  if (code === "CANCELLED" && isPut) return "This file is not handed over any more: somebody here ended it.";
  if (code === "CANCELLED")
    return `Nobody waits for this file any more. What has arrived stays, and the next ${surface === "editor" ? '"Get File"' : "`get`"} goes on from there.`;
  const who = partner === undefined ? "The partner" : plainText(partner);
  const put = (way === "replace file" ? REPLACE_ENDS.get(code) : undefined) ?? (isPut ? PUT_ENDS.get(code) : undefined);
  if (put) return put(who);
  if (code === "FILE_IN_THE_WAY") return "Another file stands where this one would go. It stays; move it away and ask again.";
  return `${who} ${ENDS.get(code) ?? `answered ${code}`}.`;
}
