import { resolve } from "node:path";
import { type Project, TEMPORARY } from "./project-folder.ts";

/**
 * Hints that something in the folder may have changed. Own temporary files and what lies deeper give none; errors end nothing. The watcher's
 * code is read when it is first needed.
 */
export function watchFolder(project: Project, hint: () => void, signal: AbortSignal): void {
  // Also where the code cannot be read any more, since the program was replaced under us: passes by time go on.
  watchWhenRead(project, hint, signal).catch(() => undefined);
}

async function watchWhenRead(project: Project, hint: () => void, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { watch } = await import("chokidar");
  if (signal.aborted) return;
  const watcher = watch(resolve(project.workspace, project.directory), {
    ignoreInitial: true,
    depth: 0,
    followSymlinks: false,
    ignored: (path) => path.includes(TEMPORARY),
  });
  watcher.on("all", () => hint());
  watcher.on("error", () => hint());
  signal.addEventListener("abort", () => void watcher.close(), { once: true });
}
