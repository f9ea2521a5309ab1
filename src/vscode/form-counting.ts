import type { LiveProject } from "../app/live-project.ts";
import { type SettingsCheck, checkText } from "../app/settings-check.ts";
import type { Connection } from "../model/connection.ts";

/** What is counted: the text of a connection's file, or as if this was shared. */
export interface CountJob {
  readonly live: LiveProject;
  readonly connection: Connection;
  readonly text: string;
  readonly share: string | null;
}

/** Looks at all issues, one look at a time: what is asked for anew ends the look before. */
export class FormCounting {
  readonly #found: () => void;
  readonly #failed: (error: unknown) => void;
  #last: { readonly job: CountJob; readonly check: SettingsCheck } | null = null;
  #next: CountJob | null = null;
  #waiting: NodeJS.Timeout | null = null;
  #running: AbortController | null = null;
  #isOver = false;
  /** Nobody waits for what is being counted: issues have changed, and nothing else. */
  #quiet = false;
  #took = 0;

  constructor(found: () => void, failed: (error: unknown) => void) {
    this.#found = found;
    this.#failed = failed;
  }

  /** Somebody waits for a count. */
  get busy(): boolean {
    return this.counts && !this.#quiet;
  }

  get counts(): boolean {
    return this.#waiting !== null || this.#running !== null;
  }

  /** Milliseconds of the last look. */
  get took(): number {
    return this.#took;
  }

  /** What was found last, of whatever was asked then. */
  get last(): SettingsCheck | null {
    return this.#last?.check ?? null;
  }

  /** What was found for this text and filter; while somebody waits for it, what was found before. A look that failed has found nothing. */
  about(text: string, share: string | null): SettingsCheck | null {
    if (this.#last === null || this.busy) return this.last;
    const { job, check } = this.#last;
    return job.text === text && job.share === share ? check : null;
  }

  /** After so many milliseconds without another question. */
  ask(job: CountJob, calm: number, quiet = false): void {
    this.cancel();
    this.#quiet = quiet;
    if (this.#isOver) return;
    this.#waiting = setTimeout(() => {
      this.#waiting = null;
      this.#next = job;
      if (this.#running === null) void this.#run();
    }, calm);
  }

  cancel(): void {
    if (this.#waiting) clearTimeout(this.#waiting);
    this.#waiting = null;
    this.#next = null;
    this.#running?.abort();
  }

  dispose(): void {
    this.#isOver = true;
    this.cancel();
  }

  async #run(): Promise<void> {
    for (let job = this.#take(); job !== null; job = this.#take()) {
      const stop = new AbortController();
      this.#running = stop;
      const begin = performance.now();
      try {
        const check = await checkText(job.live.project, job.connection, job.text, job.share ?? undefined, stop.signal);
        if (!stop.signal.aborted) this.#last = { job, check };
        this.#took = performance.now() - begin;
      } catch (error) {
        // A project that is closed meanwhile cannot be read any more.
        if (!stop.signal.aborted) {
          this.#last = null;
          this.#failed(error);
        }
      }
      this.#running = null;
      if (!this.#isOver) this.#found();
    }
  }

  #take(): CountJob | null {
    const job = this.#next;
    this.#next = null;
    return job;
  }
}
