import { mkdirSync } from "node:fs";
import { fileSystemOf, isNetworkFileSystem, isUncPath, isVanishingFileSystem, readMountinfo } from "./mounts.ts";
import { gitWorkTreeOf, isWithin, realPlace } from "./real-place.ts";

/** Why secrets and the store may not lie at a place. `place` is what it lies in, `path` where it really is. */
export type StatePlaceFailure =
  | { readonly kind: "in workspace" | "in exchange folder" | "in git work tree"; readonly path: string; readonly place: string }
  /** `fileSystem` is the system's word for it. */
  | { readonly kind: "on network share"; readonly path: string; readonly fileSystem: string }
  | { readonly kind: "cannot create"; readonly path: string; readonly detail: string };

/** It works, but will be gone some day without anybody having deleted it. */
export interface StatePlaceWarning {
  readonly kind: "vanishes";
  readonly path: string;
  readonly fileSystem: string;
}

/**
 * Whether the state directory may lie here: not in the workspace or a git work tree (it would be committed), not in an exchange folder
 * (partners would read it), not on a network share (SQLite's locks do not hold). Null when it may. It need not exist; links are resolved.
 */
export function checkStateDirectory(
  directory: string,
  places: { readonly workspace: string; readonly exchange: readonly string[] },
  mountinfo = readMountinfo(),
): StatePlaceFailure | null {
  const path = realPlace(directory);
  const workspace = realPlace(places.workspace);
  if (isWithin(path, workspace)) return { kind: "in workspace", path, place: workspace };
  return exposed(path, places.exchange, mountinfo);
}

/** Checks, then creates the directory for its owner only. One that is there keeps its mode: every file in it has its own. */
export function prepareStateDirectory(
  directory: string,
  places: { readonly workspace: string; readonly exchange: readonly string[] },
): StatePlaceFailure | null {
  const failure = checkStateDirectory(directory, places);
  if (failure !== null) return failure;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return null;
  } catch (error) {
    const detail = error instanceof Error && "code" in error ? String(error.code) : String(error);
    return { kind: "cannot create", path: realPlace(directory), detail };
  }
}

/** For `doctor`: null when the directory will still be there after a restart, as far as the system says. */
export function stateDirectoryWarning(directory: string, mountinfo = readMountinfo()): StatePlaceWarning | null {
  const path = realPlace(directory);
  const fileSystem = fileSystemOf(path, mountinfo);
  return fileSystem !== null && isVanishingFileSystem(fileSystem) ? { kind: "vanishes", path, fileSystem } : null;
}

/**
 * Whether a handshake file, which holds a secret, may be written here. It may lie in the workspace, where that is no git work tree;
 * otherwise it is refused where the state directory is.
 */
export function checkHandshakeFilePlace(
  file: string,
  places: { readonly exchange: readonly string[] },
  mountinfo = readMountinfo(),
): StatePlaceFailure | null {
  return exposed(realPlace(file), places.exchange, mountinfo);
}

function exposed(path: string, exchange: readonly string[], mountinfo: string): StatePlaceFailure | null {
  for (const folder of exchange) {
    const place = realPlace(folder);
    if (isWithin(path, place)) return { kind: "in exchange folder", path, place };
  }
  const workTree = gitWorkTreeOf(path);
  if (workTree !== null) return { kind: "in git work tree", path, place: workTree };
  if (isUncPath(path)) return { kind: "on network share", path, fileSystem: "UNC" };
  const fileSystem = fileSystemOf(path, mountinfo);
  return fileSystem !== null && isNetworkFileSystem(fileSystem) ? { kind: "on network share", path, fileSystem } : null;
}
