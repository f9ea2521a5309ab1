import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Connection } from "../model/connection.ts";
import { type Result, failed, ok } from "../model/failure.ts";
import { newId } from "../model/ids.ts";
import type { GatewayView } from "../model/snapshot.ts";
import { type StoreFailure, openStore } from "../store/sqlite-store.ts";
import { type StatePlaceFailure, checkHandshakeFilePlace, prepareStateDirectory } from "../store/state-directory.ts";
import { isWithin, realPlace } from "../store/real-place.ts";
import { tryLock } from "../store/worker-lock.ts";
import type { folderTransport } from "../transports/folder/folder-transport.ts";
import { type Backup, type BackupFault, openBackup, sealBackup } from "./backup-file.ts";
import { copyForDryRun } from "./dry-run-copy.ts";
import {
  type Gateway,
  HANDED_OVER,
  becomeMachine,
  gatewayFile,
  isGateway,
  isMoved,
  isUnnamedNow,
  setMoved,
  thisGateway,
} from "./gateway.ts";
import type { writeGateway } from "./gateway-file.ts";
import type { OpenFailure, OpenOptions, OpenProject, openProject } from "./open-project.ts";
import { exchangeFact, stateDirectoryOf } from "./places.ts";
import type { readProjectFile } from "./project-file.ts";
import { isOvertaken, release, restoringOf, suspendAll } from "./restored-connections.ts";

export type BackupFailure =
  | { readonly kind: "open"; readonly failure: OpenFailure }
  | { readonly kind: "short passphrase" | "no connections" }
  /** Where others could read or commit it. */
  | { readonly kind: "backup place"; readonly failure: StatePlaceFailure }
  | { readonly kind: "cannot write" | "cannot read" | "gateway unwritten"; readonly file: string; readonly detail: string }
  /** A window or another command works for the project. */
  | { readonly kind: "at work" }
  | { readonly kind: "backup file"; readonly file: string; readonly fault: BackupFault }
  | { readonly kind: "other project"; readonly file: string }
  /** This machine has connections of the project already. */
  | { readonly kind: "connections here"; readonly stateDirectory: string }
  | { readonly kind: "not gateway"; readonly gateway: GatewayView };

/** What is handed over: an editor reads this late, from a file that shall not hold all of it a second time. */
export interface BackupParts {
  readonly open: typeof openProject;
  readonly readProject: typeof readProjectFile;
  readonly nameGateway: typeof writeGateway;
  readonly transport: typeof folderTransport;
}

/** `unwritten`: what was asked for is done, but gateway.yaml could not be written, and why. */
export interface BackedUp {
  readonly file: string;
  readonly unwritten: string | null;
  /** It lies among the project's files, where it may be committed or lost with them. */
  readonly inProject: boolean;
}

/** What stands there is no backup of the project that this passphrase opens. */
const OTHER_FILE = "OTHER_FILE";
/** In characters. */
const SHORTEST = 8;
const STORE = "store.sqlite";

/** A name in the user's home that no file has yet, where a backup is offered to be written. */
export function freeBackupFile(moved: boolean, now: Date, home = homedir()): string {
  const name = `issue-ferry-${moved ? "gateway" : "backup"}-${now.toISOString().slice(0, 10)}`;
  for (let number = 1; ; number++) {
    const file = join(home, `${name}${number === 1 ? "" : `-${number}`}.bin`);
    if (!existsSync(file)) return file;
  }
}

/**
 * Writes everything of the project that lies on this machine only into a file, sealed with a passphrase. With `move` this machine hands the
 * gateway over: it sends nothing any more, and the machine where the file is restored goes on exactly where this one ended.
 */
export async function backUp(
  project: OpenProject,
  file: string,
  passphrase: string,
  move: boolean,
  parts: BackupParts,
): Promise<Result<BackedUp, BackupFailure>> {
  const path = resolve(file);
  if ([...passphrase].length < SHORTEST) return failed({ kind: "short passphrase" });
  const gateway = project.gateway();
  if (move && gateway.kind !== "here" && gateway.kind !== "unnamed") return failed({ kind: "not gateway", gateway });
  const exchange = project.store.connections().flatMap(({ id }) => project.store.fact(exchangeFact(id)) ?? []);
  const place = checkHandshakeFilePlace(path, { exchange });
  // Sealed as it is, a share is a good place for it; the exchange folder and a repository are read by others than are meant.
  if (place && place.kind !== "on network share") return failed({ kind: "backup place", failure: place });
  const lock = move ? tryLock(project.stateDirectory) : null;
  if (move && !lock) return failed({ kind: "at work" });
  try {
    const machine = move ? newId(Date.now(), project.context.crypto.random(10)) : null;
    const sealed = await sealBackup(contents(project, machine), passphrase);
    // First of all this machine ends: two that go on with one identity would break every connection.
    if (move) setMoved(project.store, true);
    try {
      writeNew(path, sealed);
    } catch (error) {
      if (move) setMoved(project.store, false);
      if (!(error instanceof Error && "code" in error)) throw error;
      const detail = String(error.code);
      if (move || detail !== "EEXIST") return failed({ kind: "cannot write", file: path, detail });
      const wrong = await replaceOlder(path, sealed, passphrase, project.file.id);
      if (wrong !== null) return failed({ kind: "cannot write", file: path, detail: wrong });
    }
    const unwritten = machine === null ? null : nameHere(parts, project.workspace, { machine, name: HANDED_OVER, person: project.author });
    return ok({ file: path, unwritten, inProject: isWithin(realPlace(path), realPlace(project.workspace)) });
  } finally {
    lock?.release();
  }
}

function contents({ file, stateDirectory }: OpenProject, machine: string | null): Backup {
  const copy = copyForDryRun(stateDirectory);
  try {
    const keys = join(stateDirectory, "keys");
    const names = readdirSync(keys).filter((name) => name.endsWith(".key"));
    return {
      project: file.id,
      made: new Date().toISOString(),
      machine,
      files: new Map([
        [STORE, readFileSync(copy.file)],
        ...names.map((name): [string, Buffer] => [`keys/${name}`, readFileSync(join(keys, name))]),
      ]),
    };
  } finally {
    copy.remove();
  }
}

/** A newer backup takes the place of an older one of the same project, whole or not at all. Why not; null: it is done. */
async function replaceOlder(path: string, sealed: Buffer, passphrase: string, project: string): Promise<string | null> {
  const beside = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    const older = await openBackup(readFileSync(path), passphrase);
    if (!older.ok || older.value.project !== project) return OTHER_FILE;
    writeNew(beside, sealed);
    renameSync(beside, path);
    return null;
  } catch (error) {
    rmSync(beside, { force: true });
    if (!(error instanceof Error && "code" in error)) throw error;
    return String(error.code);
  }
}

/** Durable, for its owner only, and never over another file. */
function writeNew(path: string, bytes: Buffer): void {
  const file = openSync(path, "wx", 0o600);
  try {
    writeFileSync(file, bytes);
    fsyncSync(file);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/**
 * Where no machine is named, as in a project from before that was done. One that has no connections has nothing to be named for, unless another
 * was named before: then this is how a person says that it is no more.
 */
export function nameGateway({ store, workspace, author, gateway }: OpenProject, parts: BackupParts): Result<GatewayView, BackupFailure> {
  const there = gateway();
  if (there.kind === "here") return ok(there);
  const forgotten = there.kind === "elsewhere" && isUnnamedNow(workspace, store);
  if (there.kind !== "unnamed" && !forgotten) return failed({ kind: "not gateway", gateway: there });
  if (store.connections().length === 0 && !forgotten) return failed({ kind: "no connections" });
  const named = thisGateway(store, author);
  const unwritten = nameHere(parts, workspace, named);
  if (unwritten !== null) return failed({ kind: "gateway unwritten", file: gatewayFile(workspace), detail: unwritten });
  return ok({ kind: "here", name: named.name, person: named.person });
}

/** The gateway was handed over by mistake, and the file was restored nowhere: this machine goes on. null: it was not handed over. */
export function takeBack(
  { store, workspace, author, gateway }: OpenProject,
  parts: BackupParts,
): Result<Pick<BackedUp, "unwritten">, BackupFailure> | null {
  if (!isMoved(store)) return null;
  setMoved(store, false);
  const unwritten = nameHere(parts, workspace, thisGateway(store, author));
  if (unwritten === null || isGateway(gateway())) return ok({ unwritten });
  // The file goes on saying that another one is.
  setMoved(store, true);
  return failed({ kind: "gateway unwritten", file: gatewayFile(workspace), detail: unwritten });
}

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

/** Why the file could not be written; null: it is. */
function nameHere(parts: BackupParts, workspace: string, gateway: Gateway): string | null {
  try {
    parts.nameGateway(workspace, gateway);
    return null;
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    return String(error.code);
  }
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
