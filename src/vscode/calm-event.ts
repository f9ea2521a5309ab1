import type * as vscode from "vscode";
import { interruptionOf, storeTroubleOf } from "../app/store-trouble.ts";

/** After the first failure it is tried again this soon, then each time after twice as long, up to the second; the same is logged no more often. */
const AGAIN_MS = 1_000;
const SELDOM_MS = 30_000;

/**
 * An event whose listeners may read a store. What one of them throws stays its own and is logged; where a store or the system
 * was not to be had, `again` is called a little later. So no listener guards itself.
 */
export class CalmEvent<T = void> implements vscode.Disposable {
  readonly #log: Pick<vscode.LogOutputChannel, "error">;
  readonly #again: () => void;
  readonly #listeners = new Set<(value: T) => unknown>();
  #logged = "";
  #loggedAt = 0;
  #wait = AGAIN_MS;
  #timer: NodeJS.Timeout | null = null;

  constructor(log: Pick<vscode.LogOutputChannel, "error">, again: () => void) {
    this.#log = log;
    this.#again = again;
  }

  readonly event = (listener: (value: T) => unknown): vscode.Disposable => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  fire(value: T): void {
    const troubles: unknown[] = [];
    for (const listener of this.#listeners) {
      try {
        listener(value);
      } catch (error) {
        troubles.push(error);
      }
    }
    const said = troubles.map(String).join("\n");
    if (said !== "" && (said !== this.#logged || Date.now() - this.#loggedAt > SELDOM_MS)) {
      for (const trouble of troubles) this.#log.error(trouble instanceof Error ? trouble : String(trouble));
      this.#logged = said;
      this.#loggedAt = Date.now();
    }
    if (troubles.some(isOutside)) this.#tryAgain();
    else this.#wait = AGAIN_MS;
  }

  #tryAgain(): void {
    if (this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#again();
    }, this.#wait);
    this.#wait = Math.min(this.#wait * 2, SELDOM_MS);
  }

  dispose(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#listeners.clear();
  }
}

/** Something that may be there again later. */
function isOutside(error: unknown): boolean {
  return interruptionOf(error) !== null || storeTroubleOf(error) !== null;
}
