/** Files that somebody is taken to be editing for a while, although no editor holds anything unsaved of them now. */
export class LingeringFiles {
  readonly #ended: () => void;
  readonly #timers = new Map<string, NodeJS.Timeout>();

  /** `ended`: the time of one is over. Who keeps or releases one knows it himself. */
  constructor(ended: () => void) {
    this.#ended = ended;
  }

  get files(): readonly string[] {
    return [...this.#timers.keys()];
  }

  /** From now on for so long; an earlier time is forgotten. */
  keep(file: string, milliseconds: number): void {
    this.release(file);
    const end = (): void => {
      this.#timers.delete(file);
      this.#ended();
    };
    this.#timers.set(file, setTimeout(end, milliseconds));
  }

  release(file: string): void {
    clearTimeout(this.#timers.get(file));
    this.#timers.delete(file);
  }

  dispose(): void {
    for (const file of this.files) this.release(file);
  }
}
