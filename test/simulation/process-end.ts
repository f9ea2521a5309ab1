/** Thrown where the simulated process ends. Nothing of the project's catches it; the history starts the process again. */
export class ProcessEnd extends Error {
  override readonly name = "ProcessEnd";
}

/**
 * The places where a process may end: before and after each commit, before and after each write of the tracker, before each change in the
 * exchange folder. Armed with a number, the process ends at that one of them,
 * or at that one of those whose name has `among`.
 */
export class EndPoints {
  /** Called at each of them, first. */
  met: (where: string) => void = () => undefined;
  #left: number | null = null;
  #among = "";
  /** Where processes ended, and how often: a history that never crashes proves nothing. */
  readonly fired = new Map<string, number>();

  arm(points: number, among = ""): void {
    this.#left = points;
    this.#among = among;
  }

  disarm(): void {
    this.#left = null;
  }

  pass(where: string): void {
    this.met(where);
    if (this.#left === null || !where.includes(this.#among) || --this.#left > 0) return;
    this.#left = null;
    this.fired.set(where, (this.fired.get(where) ?? 0) + 1);
    throw new ProcessEnd(where);
  }
}
