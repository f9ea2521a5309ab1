/** Decisions drawn from a seed: the same seed and stream give the same ones. */
export class Random {
  #state: number;

  /** `stream` names who decides, so that one's decisions do not depend on how often another drew. */
  constructor(seed: number, stream: string) {
    this.#state = seed | 0;
    for (const character of stream) this.#state = (Math.imul(this.#state, 31) + (character.codePointAt(0) ?? 0)) | 0;
  }

  /** From 0, below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `low` up to `high`, both included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  pick<T>(list: readonly T[]): T {
    const found = list[Math.floor(this.next() * list.length)];
    if (found === undefined) throw new Error("nothing to pick from");
    return found;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }
}
