/** Crockford's base32 as docs/PROTOCOL.md 2 has it: lower case, no padding, unused bits zero. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

export function base32(bytes: Uint8Array): string {
  let bits = "";
  for (const byte of bytes) bits += byte.toString(2).padStart(8, "0");
  bits = bits.padEnd(Math.ceil(bits.length / 5) * 5, "0");
  return (bits.match(/.{5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five, 2)]).join("");
}

/** null: not the one form that is valid. `length`: bytes, where it is fixed. */
export function unbase32(text: string, length?: number): Buffer | null {
  let bits = "";
  for (const character of text) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) return null;
    bits += value.toString(2).padStart(5, "0");
  }
  const bytes = Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
  if (base32(bytes) !== text || (length !== undefined && bytes.length !== length)) return null;
  return bytes;
}
