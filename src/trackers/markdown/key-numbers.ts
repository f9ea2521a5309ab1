import { HIGHEST_COUNTED, keyNumber } from "./issue-key.ts";
import type { FileRow, MemoryDraft } from "./memory-rows.ts";
import type { Project } from "./project-folder.ts";

/** Gives out keys that no issue has or ever had, as far as memory, folder and trash show. */
export class KeyNumbers {
  readonly #prefix: string;
  /** Numbers that are in use, but not counted on from. */
  readonly #beyond = new Set<number>();
  #highest: number;

  /** `names`: of the files in the folder and in the trash; `rows`: what is remembered of them. */
  constructor(project: Project, draft: MemoryDraft, names: Iterable<string>, rows: ReadonlyMap<string, FileRow>) {
    this.#prefix = project.prefix;
    this.#highest = Math.max(draft.counter(), project.highestKey);
    for (const name of names) this.meet(name.replace(/(?:\.\d+)?\.md$/i, ""));
    for (const row of rows.values()) if (row.key !== null) this.meet(row.key);
  }

  /** A key that is in use. */
  meet(key: string): void {
    const number = keyNumber(key, this.#prefix);
    if (number > HIGHEST_COUNTED) this.#beyond.add(number);
    else this.#highest = Math.max(this.#highest, number);
  }

  next(): string {
    do this.#highest++;
    while (this.#beyond.has(this.#highest));
    return `${this.#prefix}-${this.#highest}`;
  }
}
