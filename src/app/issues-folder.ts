import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";

/** Where the issues would lie if that is outside the workspace after resolving links; null when it is inside. */
export function outsideWorkspace(workspace: string, path: string): string | null {
  const outer = realpathSync(workspace);
  const place = realPlace(resolve(workspace, path));
  const way = relative(outer, place);
  return way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way) ? place : null;
}

function realPlace(path: string): string {
  if (existsSync(path) || dirname(path) === path) return realpathSync(path);
  return join(realPlace(dirname(path)), basename(path));
}
