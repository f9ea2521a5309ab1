import { resolve } from "node:path";
import { watch } from "chokidar";
import { type Project, TEMPORARY } from "./project-folder.ts";

/** Hints that something in the folder may have changed. Own temporary files and what lies deeper give none; errors end nothing. */
export function watchFolder(project: Project, hint: () => void, signal: AbortSignal): void {
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
