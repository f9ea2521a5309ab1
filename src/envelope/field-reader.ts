import { toBase32 } from "../model/base32.ts";
import type { Encoded } from "../model/connection.ts";
import { MAX_NUMBER } from "./limits.ts";

/**
 * Reads what `FieldWriter` wrote. Reading goes on after the first field that is wrong, with zeros: ask `fault` before anything
 * that was read is used.
 */
export class FieldReader {
  readonly #bytes: Uint8Array;
  #at: number;
  #fault: string | null = null;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get position(): number {
    return this.#at;
  }

  /** The first field that was wrong; null when none was. */
  get fault(): string | null {
    return this.#fault;
  }

  /** Notes a field as wrong unless `holds`. */
  require(holds: boolean, field: string): void {
    if (!holds) this.#fault ??= field;
  }

  byte(): number {
    return this.bytes(1)[0] ?? 0;
  }

  length(): number {
    return bigEndian(this.bytes(4));
  }

  number(field: string): number {
    const value = this.numberOrNone(field);
    this.require(value !== null, field);
    return value ?? 0;
  }

  numberOrNone(field: string): number | null {
    const bytes = this.bytes(8);
    if (bytes.every((byte) => byte === 0xff)) return null;
    const value = bigEndian(bytes);
    this.require(value <= MAX_NUMBER, field);
    return value;
  }

  encoded(length: number): Encoded {
    return toBase32(this.bytes(length));
  }

  /** Empty text for zeros. */
  encodedOrNone(length: number): Encoded {
    const bytes = this.bytes(length);
    return bytes.every((byte) => byte === 0) ? "" : toBase32(bytes);
  }

  bytes(length: number): Uint8Array {
    if (this.#at + length > this.#bytes.length) {
      this.require(false, "length");
      this.#at = this.#bytes.length;
      return new Uint8Array(length);
    }
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}

function bigEndian(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}
