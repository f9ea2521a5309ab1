import { fromBase32 } from "../model/base32.ts";
import type { Encoded } from "../model/connection.ts";
import { Impossible } from "../model/failure.ts";
import { MAX_NUMBER } from "./limits.ts";

/** Writes fixed-width fields, big-endian. What does not fit a field is a bug of the caller. */
export class FieldWriter {
  readonly #parts: number[] = [];

  byte(value: number): this {
    this.#parts.push(value);
    return this;
  }

  /** 4 bytes. */
  length(value: number): this {
    if (!Number.isInteger(value) || value < 0 || value > 0xffff_ffff) throw new Impossible(`length ${value}`);
    return this.#bigEndian(value, 4);
  }

  /** 8 bytes. */
  number(value: number): this {
    if (!Number.isInteger(value) || value < 0 || value > MAX_NUMBER) throw new Impossible(`number ${value}`);
    return this.#bigEndian(value, 8);
  }

  /** 8 bytes, all ones for none. */
  numberOrNone(value: number | null): this {
    return value === null ? this.bytes(new Uint8Array(8).fill(0xff)) : this.number(value);
  }

  bytes(value: Uint8Array): this {
    for (const byte of value) this.#parts.push(byte);
    return this;
  }

  encoded(value: Encoded, length: number): this {
    return this.bytes(decoded(value, length));
  }

  /** Zeros for the empty text. */
  encodedOrNone(value: Encoded, length: number): this {
    return value === "" ? this.bytes(new Uint8Array(length)) : this.encoded(value, length);
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.#parts);
  }

  #bigEndian(value: number, width: number): this {
    for (let i = width - 1; i >= 0; i--) this.#parts.push(Math.floor(value / 256 ** i) % 256);
    return this;
  }
}

/** The bytes that a value of ours stands for; anything else than exactly `length` bytes is a bug. */
export function decoded(value: Encoded, length: number): Uint8Array {
  const bytes = fromBase32(value);
  if (bytes?.length !== length) throw new Impossible(`${JSON.stringify(value)} is not ${length} bytes`);
  return bytes;
}
