/** What a person has to do: questions to answer, clicks of the mouse, keys. */
export interface Effort {
  readonly prompts: number;
  readonly clicks: number;
  readonly keys: number;
}

/**
 * Counts what is done in a window, as a person would do it: what a page object tries again on a busy machine, and waiting, counts nothing. A text
 * that is pasted, such as a path, is two keys however long it is.
 */
export class EffortCount {
  #spent: Effort = { prompts: 0, clicks: 0, keys: 0 };

  add({ prompts = 0, clicks = 0, keys = 0 }: Partial<Effort>): void {
    this.#spent = { prompts: this.#spent.prompts + prompts, clicks: this.#spent.clicks + clicks, keys: this.#spent.keys + keys };
  }

  /** What was done since the count was taken last. */
  taken(): Effort {
    const spent = this.#spent;
    this.#spent = { prompts: 0, clicks: 0, keys: 0 };
    return spent;
  }
}
