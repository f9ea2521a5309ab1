import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The program as users get it; the scenarios stage builds it first. Another one can be named, such as that of an older version. */
const PROGRAM = process.env["ISSUE_FERRY_PROGRAM"] ?? fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

/** What Node compiled of it stays there for the next run: a scenario starts it dozens of times, and a fifth of that is compiling. */
const COMPILED = fileURLToPath(new URL("../../artifacts/compiled", import.meta.url));

/** How one run of the program ended. */
export interface Ran {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

/** One user of one machine, with a home, a state directory and git settings of their own. */
export interface User {
  readonly home: string;
  readonly workspace: string;
  readonly state: string;
  /** Runs the program in the workspace. `input`: what it reads from standard input. */
  run(words: readonly string[], input?: string): Promise<Ran>;
  /** Runs it with `--json` and reads its one document; throws when it ends with another exit code than expected (default: any). */
  json<T = Json>(words: readonly string[], exit?: number): Promise<T>;
  /** Starts it and leaves it running. `environment`: variables for this run besides the user's. */
  start(words: readonly string[], environment?: Readonly<Record<string, string>>): Running;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ran>;
  /** What it has said so far. */
  said(): { readonly out: string; readonly err: string };
  /** Waits until its output holds the text. */
  saw(text: string): Promise<void>;
  stop(signal?: NodeJS.Signals): Promise<Ran>;
}

/** What `--json` prints, as far as tests look into it. */
// oxlint-disable-next-line typescript/no-explicit-any -- documents of many commands; tests say what they expect of each
export type Json = any;

/** A directory for everything of one test, removed by `remove`. */
export function playground(): { readonly path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "ferry-scenario-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** `program`: another build than the one that is tested, such as a later version's. */
export function user(root: string, name: string, workspace = join(root, name, "project"), program = PROGRAM): User {
  const home = join(root, name, "home");
  const state = join(root, name, "state");
  for (const folder of [home, workspace]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(home, ".gitconfig"), `[user]\n\tname = ${name}\n\temail = ${name.toLowerCase()}@example.org\n`);
  const { ISSUE_FERRY_STATE: _, GIT_DIR: _dir, ...inherited } = process.env;
  const env = {
    ...inherited,
    HOME: home,
    XDG_CONFIG_HOME: join(home, ".config"),
    GIT_CONFIG_NOSYSTEM: "1",
    NO_COLOR: "1",
    NODE_COMPILE_CACHE: COMPILED,
  };
  const start = (words: readonly string[], environment: Readonly<Record<string, string>> = {}): Running => {
    const child = spawn(process.execPath, [program, "--state", state, ...words], { cwd: workspace, env: { ...env, ...environment } });
    let out = "";
    let err = "";
    let changed: () => void = () => undefined;
    child.stdout.on("data", (bytes) => ((out += bytes), changed()));
    child.stderr.on("data", (bytes) => ((err += bytes), changed()));
    const ended = new Promise<Ran>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (exit) => (resolve({ exit, out, err }), changed()));
    });
    return {
      child,
      ended,
      said: () => ({ out, err }),
      saw: async (text) => {
        while (!out.includes(text) && !err.includes(text)) {
          if (child.exitCode !== null) throw new Error(`it ended without "${text}": ${out}${err}`);
          await new Promise<void>((resolve) => (changed = resolve));
        }
      },
      stop: (signal = "SIGTERM") => {
        child.kill(signal);
        return ended;
      },
    };
  };
  const run = (words: readonly string[], input?: string): Promise<Ran> => {
    const running = start(words);
    running.child.stdin?.end(input ?? "");
    return running.ended;
  };
  return {
    home,
    workspace,
    state,
    run,
    start,
    json: async <T = Json>(words: readonly string[], exit?: number): Promise<T> => {
      const ran = await run(["--json", ...words]);
      if (exit !== undefined && ran.exit !== exit)
        throw new Error(`issue-ferry ${words.join(" ")}: exit ${ran.exit}, not ${exit}\n${ran.out}${ran.err}`);
      return JSON.parse(ran.out) as T;
    },
  };
}
