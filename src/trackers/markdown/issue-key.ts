/** `ACME-12`: a prefix and a number that a double holds exactly. Nothing else becomes the name of a file. */
const KEY = /^([A-Za-z][A-Za-z0-9_-]{0,40})-([1-9][0-9]{0,14})$/;

/** More issues than any project has. A larger number is a slip or a joke: its key is kept, but the next issues do not count on from it. */
export const HIGHEST_COUNTED = 9_999_999;

export function isKey(text: string): boolean {
  return KEY.test(text);
}

/** The number of a key with this prefix, whatever its case; 0 when it is none. */
export function keyNumber(text: string, prefix: string): number {
  const match = KEY.exec(text);
  return match?.[1]?.toLowerCase() === prefix.toLowerCase() ? Number(match[2]) : 0;
}

/** The same; 0, too, for a number that the next issues do not count on from. */
export function countedNumber(text: string, prefix: string): number {
  const number = keyNumber(text, prefix);
  return number > HIGHEST_COUNTED ? 0 : number;
}
