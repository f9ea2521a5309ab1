/** Milliseconds for what is on its way out, such as the last words to a pipe. */
const LAST_WORDS_MS = 1_000;

/**
 * Ends the process although a file system never answers a call of it. Node waits for its threads when it ends, also in `process.exit`, and would wait for
 * ever; whoever becomes another program does not. Nothing happens where nothing hangs: the process has ended before.
 */
export function leaveWhatHangs(): void {
  setTimeout(() => {
    if (!process.getActiveResourcesInfo().some((name) => name.startsWith("FSReq"))) return;
    const code = Number(process.exitCode ?? 0);
    if (process.platform !== "win32" && typeof process.execve === "function") process.execve("/bin/sh", ["sh", "-c", `exit ${code}`], {});
    process.kill(process.pid, "SIGKILL");
  }, LAST_WORDS_MS).unref();
}
