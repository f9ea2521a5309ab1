interface Run {
  readonly first: number;
  readonly last: number;
  readonly place: number;
}

/** Which events are about messages that came in files, as the trail says it: the files are named before what came in them. */
export class CarriedMessages {
  /** By connection and life: numbers grow within it. */
  readonly #runs = new Map<string, Run[]>();
  /** How many events are about each file. */
  readonly #counts: number[] = [];

  /** A file was taken, with these messages. Its place. */
  add(connection: string, carries: readonly { readonly life: string; readonly first: number; readonly last: number }[]): number {
    const place = this.#counts.push(0) - 1;
    for (const { life, first, last } of carries) {
      const known = this.#runs.get(`${connection} ${life}`);
      if (known) known.push({ first, last, place });
      else this.#runs.set(`${connection} ${life}`, [{ first, last, place }]);
    }
    return place;
  }

  /** An event is about the message of this name, `life.number`. */
  note(connection: string, message: string): void {
    const at = message.lastIndexOf(".");
    const runs = at < 0 ? undefined : this.#runs.get(`${connection} ${message.slice(0, at)}`);
    const number = Number(message.slice(at + 1));
    if (!runs) return;
    let [low, high] = [0, runs.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((runs[middle]?.first ?? 0) <= number) low = middle + 1;
      else high = middle;
    }
    const run = runs[low - 1];
    if (run && number <= run.last) this.#counts[run.place] = (this.#counts[run.place] ?? 0) + 1;
  }

  /** Of the events, those about messages that came in the files of these places. */
  count(places: ReadonlySet<number>): number {
    let count = 0;
    for (const place of places) count += this.#counts[place] ?? 0;
    return count;
  }
}
