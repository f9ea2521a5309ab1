import { execFile } from "node:child_process";

/** How long git may take, in milliseconds: it reads one folder of one commit. */
const PATIENCE = 10_000;

/**
 * Names of the files of a folder that the checked-out commit has: git could bring them back. Empty without git, repository or commit;
 * null when git did not answer in time. Runs no hook and no program that the repository names.
 */
export async function namesInCommit(folder: string): Promise<ReadonlySet<string> | null> {
  return new Promise((resolve) => {
    const options = { cwd: folder, timeout: PATIENCE, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, GIT_OPTIONAL_LOCKS: "0" } };
    execFile("git", ["-c", "core.fsmonitor=false", "ls-tree", "-z", "--name-only", "HEAD", "./"], options, (error, stdout) => {
      if (error === null) resolve(new Set(stdout.split("\0").map((path) => path.slice(path.lastIndexOf("/") + 1))));
      else resolve(error.killed === true ? null : new Set());
    });
  });
}
