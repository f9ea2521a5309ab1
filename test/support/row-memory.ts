import type { MemoryChange, TrackerMemory } from "../../src/ports/tracker.ts";

/** What a store remembers for a tracker, without a store. Nothing is remembered before `commit`. */
export class RowMemory implements TrackerMemory {
  readonly #rows: Map<string, string>;

  constructor(rows: readonly (readonly [string, string])[] = []) {
    this.#rows = new Map(rows);
  }

  get(key: string): string | null {
    return this.#rows.get(key) ?? null;
  }

  list(prefix: string): readonly { readonly key: string; readonly value: string }[] {
    const rows = [...this.#rows].filter(([key]) => key.startsWith(prefix));
    return rows.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => ({ key, value }));
  }

  commit(changes: readonly MemoryChange[]): void {
    for (const { key, value } of changes) {
      if (value === null) this.#rows.delete(key);
      else this.#rows.set(key, value);
    }
  }

  rows(): readonly (readonly [string, string])[] {
    return [...this.#rows];
  }
}
