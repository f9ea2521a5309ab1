import type * as vscode from "vscode";

/**
 * Slow work that is asked for often: never twice at a time, so that an older look never comes last, and once more afterwards when it was asked for
 * meanwhile. What fails is logged; the next asking tries again.
 */
export class OneAtATime implements vscode.Disposable {
  readonly #work: () => Promise<void>;
  readonly #log: Pick<vscode.LogOutputChannel, "error">;
  #running = false;
  #wanted = false;
  #ended = false;

  constructor(log: Pick<vscode.LogOutputChannel, "error">, work: () => Promise<void>) {
    this.#log = log;
    this.#work = work;
  }

  /** Soon done with what is known by then. */
  ask(): void {
    this.#wanted = true;
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#wanted && !this.#ended) {
      this.#wanted = false;
      try {
        await this.#work();
      } catch (error) {
        this.#log.error(error instanceof Error ? error : String(error));
      }
    }
    this.#running = false;
  }

  dispose(): void {
    this.#ended = true;
  }
}
