import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

export interface Child {
  readonly pid: number;
  /** The next line it prints; null once it has ended. */
  readonly line: () => Promise<string | null>;
  readonly tell: (word: string) => void;
  readonly signal: (name: "SIGSTOP" | "SIGCONT" | "SIGKILL") => void;
  readonly ended: Promise<void>;
}

/** A real process running one of the programs beside this file; killed when the test ends. */
export function startChild(program: URL, ...parameters: string[]): Child {
  const command = ["--no-warnings", fileURLToPath(program), ...parameters];
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(process.execPath, command, {
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const ended = once(child, "close").then(() => undefined);
  return {
    pid: child.pid ?? 0,
    line: async () => {
      const next = await lines.next();
      return next.done === true ? null : next.value;
    },
    tell: (word) => void child.stdin.write(`${word}\n`),
    signal: (name) => void child.kill(name),
    ended,
  };
}
