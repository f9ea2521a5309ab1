import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { pinnedNode, root } from "../../../scripts/ensure.mjs";
import { type Hit, type Plan, hitOf } from "./steps.ts";

export interface Answer {
  readonly code: number;
  readonly json: unknown;
  readonly errors: string;
}

/** The recorder's plan may wait for steps that do not come; then we end the process, in milliseconds. */
const PATIENCE_MS = 4000;

const RECORDER = fileURLToPath(new URL("step-recorder.mjs", import.meta.url));
const CLI = process.env["KILL_DEV_CLI"] ?? join(root, "dist", "cli.js");

/** One project with its own home and state, and the `watch` that works for it. */
export class Side {
  readonly name: string;
  readonly workspace: string;
  readonly issues: string;
  readonly log: string;
  readonly errors: string;
  /** What a life ended with that nobody had killed. */
  readonly crashes: string[] = [];
  readonly #exchange: string;
  readonly #home: string;
  #watch: ChildProcess | null = null;

  constructor(place: string, name: string, exchange: string) {
    this.name = name;
    this.workspace = join(place, name);
    this.issues = join(this.workspace, "issues");
    this.log = join(place, `${name}.steps.log`);
    this.errors = join(place, `${name}.errors.log`);
    this.#exchange = exchange;
    this.#home = join(place, `home-${name}`);
    for (const directory of [this.issues, this.#home]) mkdirSync(directory, { recursive: true });
  }

  /** One command line of the built product. */
  async ferry(...words: readonly string[]): Promise<Answer> {
    const child = spawn(pinnedNode, [CLI, "--json", ...this.#where(), ...words], {
      env: this.#environment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    let errors = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (errors += chunk));
    const code = await ended(child);
    let json: unknown = null;
    try {
      json = JSON.parse(output);
    } catch {
      // The caller sees the exit code and what was said.
    }
    return { code, json, errors };
  }

  /** The same, when it has to work. */
  async must(...words: readonly string[]): Promise<void> {
    const { code, json, errors } = await this.ferry(...words);
    if (code !== 0 && code !== 3) throw new Error(`issue-ferry ${words.join(" ")} at ${this.name} ended with ${code}: ${errors}${JSON.stringify(json)}`);
  }

  /** Begins to work; at most one at a time. */
  start(plan: Plan | null): void {
    const env = {
      ...this.#environment(),
      FERRY_STEPS_ISSUES: this.issues,
      FERRY_STEPS_EXCHANGE: this.#exchange,
      FERRY_STEPS_LOG: this.log,
      ...(plan && { FERRY_STEPS_KILL: JSON.stringify(plan) }),
    };
    const child = spawn(pinnedNode, ["--import", RECORDER, CLI, "--quiet", ...this.#where(), "watch"], { env, stdio: ["ignore", "ignore", "pipe"] });
    child.stderr.on("data", (chunk: Buffer) => appendFileSync(this.errors, chunk));
    this.#watch = child;
  }

  /** Waits until the recorder ended the process as planned, or for so many milliseconds, and then kills it. What it was doing then. */
  async killed(afterMs: number | null): Promise<Hit & { readonly byItself: boolean }> {
    const child = this.#watch;
    if (child?.pid === undefined) throw new Error("nothing to kill");
    const end = ended(child);
    await Promise.race([end, pause(afterMs ?? PATIENCE_MS)]);
    const killedAt = Date.now();
    const byItself = child.exitCode !== null || child.signalCode !== null;
    child.kill("SIGKILL");
    await end;
    this.#watch = null;
    if (child.signalCode !== "SIGKILL") this.crashes.push(`${this.name} ended by itself with ${child.exitCode ?? child.signalCode}`);
    return { ...hitOf(this.log, child.pid, killedAt), byItself };
  }

  /** Ends it as a user does. */
  async stop(): Promise<void> {
    const child = this.#watch;
    if (child === null) return;
    const end = ended(child);
    child.kill("SIGTERM");
    const code = await end;
    if (code !== 0) this.crashes.push(`${this.name} answered SIGTERM with exit code ${code}`);
    this.#watch = null;
  }

  /** Whether it still works. */
  get isWorking(): boolean {
    return this.#watch !== null && this.#watch.exitCode === null && this.#watch.signalCode === null;
  }

  /** What it said on the error channel, the last lines. */
  lastErrors(): string {
    try {
      return readFileSync(this.errors, "utf8").slice(-2000);
    } catch {
      return "";
    }
  }

  #where(): string[] {
    return ["--project", this.workspace, "--state", join(this.#home, "state"), "--author", `${this.name} User`];
  }

  #environment(): NodeJS.ProcessEnv {
    return { ...process.env, HOME: this.#home, USERPROFILE: this.#home };
  }
}

function ended(child: ChildProcess): Promise<number> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode ?? 128);
  return new Promise((resolve) => child.once("exit", (code) => resolve(code ?? 128)));
}
