import { execFile } from "node:child_process";
import { join } from "node:path";
import type { Machine } from "./machine.ts";
import { extensionFolder } from "./vsix.ts";

/**
 * Runs the command line that is in the VSIX, as the machine's user in its workspace, and gives what it prints. It shares the state directory
 * with the extension. Throws with its output when it ends with another code than `exit`; any: where it also tells that something waits.
 */
export async function ferry(
  machine: Machine,
  words: readonly string[],
  { folder = machine.workspace, exit = 0 }: { folder?: string; exit?: number | "any" } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, env: { ...machine.environment, NO_COLOR: "1" } };
    execFile(process.execPath, [join(extensionFolder, "dist", "cli.js"), ...words], options, (error, out, err) => {
      const code = error === null ? 0 : error.code;
      if (exit === "any" || code === exit) resolve(out);
      else reject(new Error(`issue-ferry ${words.join(" ")} ended with ${code}:\n${out}${err}`));
    });
  });
}
