/** `ACME-12`: a prefix and a number. Nothing else becomes the name of a file. */
const KEY = /^([A-Za-z][A-Za-z0-9_-]{0,40})-([1-9][0-9]{0,8})$/;

export function isKey(text: string): boolean {
  return KEY.test(text);
}

/** The number of a key with this prefix, whatever its case; 0 when it is none. */
export function keyNumber(text: string, prefix: string): number {
  const match = KEY.exec(text);
  return match?.[1]?.toLowerCase() === prefix.toLowerCase() ? Number(match[2]) : 0;
}
