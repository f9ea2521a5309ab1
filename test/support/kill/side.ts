import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { Running, User } from "../command-line.ts";
import { type Hit, type Plan, hitOf } from "./steps.ts";

/** The recorder's plan may wait for steps that do not come; then we end the process, in milliseconds. */
const PATIENCE_MS = 4000;
/** How often we look whether the process has begun, in milliseconds. */
const LOOK_MS = 10;

const RECORDER = pathToFileURL(join(import.meta.dirname, "step-recorder.mjs")).href;

/** One project and the `watch` that works for it, which is killed and started again. */
export class Side {
  readonly name: string;
  readonly user: User;
  readonly issues: string;
  /** What lives ended with that nobody had killed. */
  readonly crashes: string[] = [];
  readonly #exchange: string;
  readonly #log: string;
  #watch: Running | null = null;

  constructor(name: string, user: User, exchange: string) {
    this.name = name;
    this.user = user;
    this.issues = join(user.workspace, "issues");
    this.#exchange = exchange;
    this.#log = join(user.workspace, "..", "steps.log");
  }

  /** Begins to work; one process at a time. */
  start(plan: Plan | null): void {
    this.#watch = this.user.start(["--quiet", "watch"], {
      NODE_OPTIONS: `--import ${RECORDER}`,
      FERRY_STEPS_ISSUES: this.issues,
      FERRY_STEPS_EXCHANGE: this.#exchange,
      FERRY_STEPS_LOG: this.#log,
      FERRY_STEPS_KILL: plan === null ? "" : JSON.stringify(plan),
    });
  }

  /**
   * Waits until the recorder has ended the process as planned, or kills it so many milliseconds after it began. Says what it was doing.
   */
  async killed(afterMs: number | null): Promise<Hit & { readonly byItself: boolean }> {
    const running = this.#running();
    const { child } = running;
    await this.#begun(running);
    await Promise.race([running.ended, pause(afterMs ?? PATIENCE_MS)]);
    const killedAt = Date.now();
    const byItself = child.exitCode !== null || child.signalCode !== null;
    const { err } = await running.stop("SIGKILL");
    this.#watch = null;
    if (child.signalCode !== "SIGKILL")
      this.crashes.push(`${this.name} ended by itself with ${child.exitCode ?? child.signalCode}: ${err.slice(-2000)}`);
    return { ...hitOf(this.#steps(), child.pid ?? 0, killedAt), byItself };
  }

  /** Ends it as a user does. */
  async stop(): Promise<void> {
    const { exit, err } = await this.#running().stop("SIGTERM");
    if (exit !== 0) this.crashes.push(`${this.name} answered SIGTERM with ${exit ?? "a signal"}: ${err.slice(-2000)}`);
    this.#watch = null;
  }

  /** Whether it still works. */
  get isWorking(): boolean {
    return this.#watch?.child.exitCode === null && this.#watch.child.signalCode === null;
  }

  #running(): Running {
    if (this.#watch === null) throw new Error(`${this.name} does not work now`);
    return this.#watch;
  }

  async #begun({ child }: Running): Promise<void> {
    while (child.exitCode === null && !this.#steps().includes(` ${child.pid} start`)) await pause(LOOK_MS);
  }

  #steps(): string {
    try {
      return readFileSync(this.#log, "utf8");
    } catch {
      return "";
    }
  }
}
