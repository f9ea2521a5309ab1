/** A parser of bytes from outside, with what its inputs are made of. */
export interface Parser {
  readonly seeds: readonly Uint8Array[];
  /** Words of its grammar. */
  readonly words: readonly string[];
  /**
   * Reads the input, and throws only where the parser did or its answer is not to be trusted. Gives in a word how it ended: an input that ends in
   * a new way is built upon.
   */
  run(input: Uint8Array): string | Promise<string>;
  close?(): void;
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** What holds of every answer. */
export function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}
