import { existsSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * What a power cut may do to what was not synced. `lost`: names and contents are as they were last on the disk; `zeros` and `empty`: the
 * names are there, what they name was never written (a rename without content).
 */
export type Loss = "lost" | "zeros" | "empty";

interface NameChange {
  /** Directory whose sync makes it durable. */
  readonly directory: string;
  readonly undo: () => void;
}

/**
 * What one machine did to files and has not synced yet. Contents become durable with a sync of the file, names with a sync of their
 * directory, and each without the other.
 */
export class Unsynced {
  /** Durable bytes of files whose contents were written and not synced. */
  readonly #contents = new Map<string, Uint8Array>();
  #names: NameChange[] = [];

  get contents(): number {
    return this.#contents.size;
  }

  get names(): number {
    return this.#names.length;
  }

  written(path: string): void {
    if (!this.#contents.has(path)) this.#contents.set(path, bytesAt(path) ?? new Uint8Array());
  }

  synced(path: string): void {
    this.#contents.delete(path);
    this.#names = this.#names.filter(({ directory }) => directory !== path);
  }

  /** Before `path` is made. What a database has in it SQLite syncs itself. */
  made(path: string, kind: "file" | "directory" | "database"): void {
    if (kind === "file") this.#contents.set(path, new Uint8Array());
    // With all that is below it: whether that was synced or not, nothing leads there.
    this.#noted(path, () => rmSync(path, { recursive: true, force: true }));
  }

  /** Before `to` becomes one more name of `from`. */
  linked(from: string, to: string): void {
    const content = this.#contents.get(from);
    if (content !== undefined) this.#contents.set(to, content);
    this.#noted(to, () => {
      if (existsSync(to)) unlinkSync(to);
    });
  }

  /** Before `from` gets the name `to`. */
  renamed(from: string, to: string): void {
    const over = bytesAt(to);
    const content = this.#contents.get(from);
    this.#contents.delete(from);
    this.#contents.delete(to);
    if (content !== undefined) this.#contents.set(to, content);
    this.#noted(to, () => {
      if (existsSync(to)) renameSync(to, from);
      if (over !== null) writeFileSync(to, over);
    });
    // The old name goes with its own directory.
    if (dirname(from) !== dirname(to)) this.removed(from);
  }

  /** Before `path` is taken away. */
  removed(path: string): void {
    const bytes = bytesAt(path);
    this.#contents.delete(path);
    if (bytes === null) return;
    this.#noted(path, () => {
      if (existsSync(dirname(path)) && !existsSync(path)) writeFileSync(path, bytes);
    });
  }

  /** The system has written everything by itself: some seconds have passed. */
  settle(): void {
    this.#contents.clear();
    this.#names = [];
  }

  /** The power fails. */
  lose(how: Loss): void {
    for (const [path, durable] of this.#contents) {
      if (!existsSync(path)) continue;
      const length = readFileSync(path).length;
      writeFileSync(path, how === "lost" ? durable : new Uint8Array(how === "zeros" ? length : 0));
    }
    if (how === "lost") for (const { undo } of this.#names.toReversed()) undo();
    this.settle();
  }

  #noted(path: string, undo: () => void): void {
    this.#names.push({ directory: dirname(path), undo });
  }
}

/** null: no file stands there. */
function bytesAt(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}
