import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Connection } from "../model/connection.ts";
import { type Result, failed, ok } from "../model/failure.ts";
import { newId } from "../model/ids.ts";
import { type StoreFailure, openStore } from "../store/sqlite-store.ts";
import { prepareStateDirectory } from "../store/state-directory.ts";
import { tryLock } from "../store/worker-lock.ts";
import { type Backup, openBackup } from "./backup-file.ts";
import { becomeMachine, gatewayFile, isMoved, thisGateway } from "./gateway.ts";
import type { OpenOptions, OpenProject } from "./open-project.ts";
import { stateDirectoryOf } from "./places.ts";
import { isOvertaken, release, restoringOf, suspendAll } from "./restored-connections.ts";
import { type BackupFailure, type BackupParts, STORE, writeNew } from "./backup.ts";
import { nameHere } from "./name-gateway.ts";

export interface Restored {
  readonly made: string;
  readonly moved: boolean;
  readonly connections: readonly { readonly name: string; readonly suspended: boolean }[];
}

/**
 * Makes this machine the gateway with what a backup holds. A connection on which the partner has gone on since the backup was made is
 * suspended: to send from an older state would say other things under numbers that were used.
 */
export async function restoreBackup(
  workspace: string,
  file: string,
  passphrase: string,
  options: OpenOptions,
  parts: BackupParts,
): Promise<Result<Restored, BackupFailure>> {
  const project = parts.readProject(workspace);
  if (!project.ok) return failed({ kind: "open", failure: project.failure });
  const path = resolve(file);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    return failed({
      kind: "cannot read",
      file: path,
      detail: error instanceof Error && "code" in error ? String(error.code) : String(error),
    });
  }
  const opened = await openBackup(bytes, passphrase);
  if (!opened.ok) return failed({ kind: "backup file", file: path, fault: opened.failure });
  const backup = opened.value;
  if (backup.project !== project.value.id) return failed({ kind: "other project", file: path });
  const stateDirectory = stateDirectoryOf(project.value.id, options.state);
  const wrong = prepareStateDirectory(stateDirectory, { workspace, exchange: [] });
  if (wrong) return failed({ kind: "open", failure: { kind: "state place", failure: wrong } });
  const lock = tryLock(stateDirectory);
  if (!lock) return failed({ kind: "at work" });
  try {
    const restoring = createHash("sha256").update(bytes).digest("hex");
    if (hasConnections(stateDirectory, restoring)) return failed({ kind: "connections here", stateDirectory });
    const trouble = putInPlace(stateDirectory, backup, restoring);
    if (trouble) return failed({ kind: "open", failure: { kind: "store", failure: trouble } });
  } finally {
    lock.release();
  }
  const here = parts.open(workspace, { ...options, here: true });
  if (!here.ok) return failed({ kind: "open", failure: here.failure });
  try {
    return await goOn(here.value, backup, parts);
  } finally {
    here.value.close();
  }
}

/** Until its last commit every connection is suspended, and the same file may be restored again. */
async function goOn(project: OpenProject, { made, machine }: Backup, parts: BackupParts): Promise<Result<Restored, BackupFailure>> {
  const { store, workspace, author } = project;
  const going: Connection[] = [];
  for (const connection of store.connections())
    if (machine !== null || !(await isOvertaken(project, connection, parts.transport))) going.push(connection);
  const unwritten = nameHere(parts, workspace, thisGateway(store, author));
  if (unwritten !== null) return failed({ kind: "gateway unwritten", file: gatewayFile(workspace), detail: unwritten });
  release(store, going);
  const connections = store.connections().map(({ name, facts }) => ({ name, suspended: facts.link === "suspended" }));
  return ok({ made, moved: machine !== null, connections });
}

/** But for what an interrupted restore of the same file left. A store that cannot be opened is not put away either: it may be all that is left. */
function hasConnections(stateDirectory: string, restoring: string): boolean {
  if (!readdirSync(stateDirectory).includes(STORE)) return false;
  const store = openStore(join(stateDirectory, STORE));
  if (!store.ok) return true;
  try {
    return store.value.connections().length > 0 && !isMoved(store.value) && restoringOf(store.value) !== restoring;
  } finally {
    store.value.close();
  }
}

/** All files lie beside, and nothing in them sends, before the first is moved; the store, without which nothing counts, is last. */
function putInPlace(stateDirectory: string, { files, machine }: Backup, restoring: string): StoreFailure | null {
  const aside = join(stateDirectory, "restoring");
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(join(aside, "keys"), { recursive: true, mode: 0o700 });
  for (const [name, bytes] of files) {
    const path = join(aside, name);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeNew(path, bytes);
  }
  const opened = openStore(join(aside, STORE));
  if (!opened.ok) return opened.failure;
  const store = opened.value;
  try {
    becomeMachine(store, machine ?? newId(Date.now(), randomBytes(10)));
    store.transaction(() => {
      suspendAll(store, restoring);
      // A pause was for windows elsewhere.
      store.setFact("paused", "no");
    });
  } finally {
    store.close();
  }
  rmSync(join(stateDirectory, "keys"), { recursive: true, force: true });
  renameSync(join(aside, "keys"), join(stateDirectory, "keys"));
  for (const name of [`${STORE}-wal`, `${STORE}-shm`]) rmSync(join(stateDirectory, name), { force: true });
  renameSync(join(aside, STORE), join(stateDirectory, STORE));
  rmSync(aside, { recursive: true, force: true });
  return null;
}
