/** Where streams of chance stand, by their names. */
export type Chance = Readonly<Record<string, number>>;

/** The only source of chance in a history: the same seed gives the same numbers, on every machine. */
export class SeededRandom {
  #state: number;
  readonly #name: string;
  /** It, what was forked from it and from that: all of one history. */
  readonly #family: Map<string, SeededRandom>;

  constructor(seed: number, name = "", family: Map<string, SeededRandom> = new Map()) {
    this.#state = seed | 0;
    this.#name = name;
    this.#family = family;
    family.set(name, this);
  }

  /** At least 0, less than 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Throws on an empty list: there is nothing to choose from. */
  pick<T>(list: readonly T[]): T {
    const found = list[this.below(list.length)];
    if (list.length === 0) throw new Error("nothing to pick from");
    return found as T;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }

  /** A stream of its own: what one part of the world draws does not move the others. */
  fork(label: string): SeededRandom {
    let hash = this.#state;
    for (const letter of label) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
    return new SeededRandom(hash, `${this.#name}/${label}`, this.#family);
  }

  /** Where each stream of the whole history stands. */
  positions(): Chance {
    return Object.fromEntries([...this.#family].map(([name, stream]) => [name, stream.#state]));
  }

  /** Those that are named go there; the others stay. */
  goTo(positions: Chance): void {
    for (const [name, position] of Object.entries(positions)) {
      const stream = this.#family.get(name);
      if (stream) stream.#state = position;
    }
  }
}
