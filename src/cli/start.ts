import { homedir } from "node:os";
import { text } from "node:stream/consumers";
import { askPerson, isSomebodyThere } from "./ask-person.ts";
import { leaveWhatHangs } from "./leave.ts";
import { run } from "./program.ts";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
// Whoever reads us has enough (`issue-ferry issues | head`): no failure of ours.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });

/** Runs the command line of this process; the exit code is set when it is done. */
export async function start(): Promise<void> {
  process.exitCode = await run(process.argv.slice(2), {
    out: (words) => process.stdout.write(words),
    err: (words) => process.stderr.write(words),
    read: async () => text(process.stdin),
    isTyped: isSomebodyThere(process.stdin, process.stderr),
    ask: (question) => askPerson(question, process.stdin, process.stderr, stop.signal),
    colours: process.stdout.isTTY && (process.env["NO_COLOR"] ?? "") === "" && process.env["TERM"] !== "dumb",
    columns: process.stdout.columns,
    home: homedir(),
    cwd: process.cwd(),
    stopped: stop.signal,
  });
  leaveWhatHangs();
}
