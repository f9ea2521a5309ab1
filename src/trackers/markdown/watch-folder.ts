import { relative, resolve, sep } from "node:path";
import { ATTACHMENTS, type Project, TEMPORARY } from "./project-folder.ts";

/**
 * Hints that something in the folder may have changed. Own temporary files and what lies deeper give none, but for the files of
 * issues; errors end nothing. The watcher's
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
  const root = resolve(project.workspace, project.directory);
  const watcher = watch(root, {
    ignoreInitial: true,
    // The files of issues lie in folders of their own, two steps down.
    depth: 2,
    followSymlinks: false,
    ignored: (path) => path.includes(TEMPORARY) || !isLookedAt(relative(root, path)),
  });
  watcher.on("all", () => hint());
  watcher.on("error", () => hint());
  signal.addEventListener("abort", () => void watcher.close(), { once: true });
}

function isLookedAt(path: string): boolean {
  const [first = "", ...below] = path.split(sep);
  return below.length === 0 || (first === ATTACHMENTS && !below.some((part) => part.startsWith(".")));
}
