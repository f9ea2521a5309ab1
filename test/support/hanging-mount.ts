import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const SERVER = fileURLToPath(new URL("hanging-mount-server.mjs", import.meta.url));

/** Whether this machine lets us mount a file system of our own: Linux, as root, with FUSE. */
export function canMount(): boolean {
  try {
    accessSync("/dev/fuse", constants.R_OK | constants.W_OK);
    return process.platform === "linux" && process.getuid?.() === 0 && spawnSync("mount", ["--version"]).status === 0;
  } catch {
    return false;
  }
}

/**
 * Mounts over the folder what a network share is whose server is gone: every question about it hangs, and is not answered before the returned function
 * ends it. null: the system refused the mount.
 */
export async function mountHanging(folder: string): Promise<(() => Promise<void>) | null> {
  const server = spawn(process.execPath, [SERVER, folder], { stdio: ["ignore", "pipe", "ignore"] });
  const [said] = (await Promise.race([once(server.stdout, "data"), once(server, "exit").then(() => [""])])) as [unknown];
  if (!String(said).includes("mounted")) return null;
  return async () => {
    // Whoever hangs there gets an error.
    spawnSync("umount", ["--force", "--lazy", folder]);
    const ended = once(server, "exit");
    server.kill("SIGKILL");
    await ended;
  };
}
