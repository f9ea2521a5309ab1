import type { SeededRandom } from "../simulation/seeded-random.ts";

/** No input is longer, in bytes: what is slow at this length already is a finding. */
const LONGEST = 64 * 1024;

/** What decoders trip over, whatever they read. */
const AWKWARD = [
  "\0",
  "\r",
  "\n",
  "\r\n",
  "\u2028",
  "\ufeff",
  "\u202e",
  "\u{1f680}",
  "\\ud800",
  "\\u0000",
  "__proto__",
  "constructor",
  "1e999",
  "-1",
  "9007199254740993",
  "true",
  "null",
  "../",
];

/** Makes an input out of others: some of them changed a little, some put together, some with a word of the grammar said many times. */
export function mutated(random: SeededRandom, corpus: readonly Uint8Array[], words: readonly string[]): Uint8Array {
  let bytes = random.pick(corpus);
  for (let changes = 1 + random.below(6); changes > 0; changes--) bytes = changed(random, bytes, corpus, words);
  return bytes.subarray(0, LONGEST);
}

function changed(random: SeededRandom, bytes: Uint8Array, corpus: readonly Uint8Array[], words: readonly string[]): Uint8Array {
  const at = random.below(bytes.length + 1);
  const length = random.below(Math.min(bytes.length - at, random.chance(0.2) ? LONGEST : 32) + 1);
  const word = (): Uint8Array => new TextEncoder().encode(random.pick(random.chance(0.3) ? AWKWARD : words));
  switch (random.below(9)) {
    case 0:
      return bytes.length === 0 ? word() : bytes.with(at % bytes.length, (bytes[at % bytes.length] ?? 0) ^ (1 << random.below(8)));
    case 1:
      return bytes.length === 0 ? word() : bytes.with(at % bytes.length, random.pick([0, 1, 0x7f, 0x80, 0xff, random.below(256)]));
    case 2:
      return spliced(bytes, at, at + length, new Uint8Array(0));
    case 3:
      return bytes.subarray(0, at);
    case 4:
      return spliced(bytes, at, at, random.bytes(1 + random.below(8)));
    case 5:
      return spliced(bytes, at, at + (random.chance(0.5) ? length : 0), word());
    case 6:
      return spliced(bytes, at, at, repeated(word(), 1 + random.below(random.chance(0.1) ? 5000 : 20)));
    case 7:
      return spliced(bytes, at, at, repeated(bytes.subarray(at, at + length), 1 + random.below(random.chance(0.1) ? 500 : 3)));
    default: {
      const other = random.pick(corpus);
      const from = random.below(other.length + 1);
      return spliced(bytes, at, bytes.length, other.subarray(from));
    }
  }
}

function repeated(bytes: Uint8Array, times: number): Uint8Array {
  const room = Math.max(1, Math.floor(LONGEST / Math.max(1, bytes.length)));
  return new Uint8Array(Buffer.concat(Array.from({ length: Math.min(times, room) }, () => bytes)));
}

function spliced(bytes: Uint8Array, from: number, to: number, middle: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.concat([bytes.subarray(0, from), middle, bytes.subarray(to)])).subarray(0, LONGEST);
}

/** A shorter input with the same fault, as far as some hundred tries lead. */
export function shrunk(input: Uint8Array, isFault: (input: Uint8Array) => boolean): Uint8Array {
  let found = input;
  let tries = 0;
  for (let size = Math.ceil(found.length / 2); size > 0 && tries < 400; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let at = 0; at < found.length && tries < 400; tries++) {
      const shorter = spliced(found, at, at + size, new Uint8Array(0));
      if (isFault(shorter)) found = shorter;
      else at += size;
    }
  return found;
}
