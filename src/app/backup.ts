import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type Result, failed, ok } from "../model/failure.ts";
import { newId } from "../model/ids.ts";
import type { GatewayView } from "../model/snapshot.ts";
import { openStore } from "../store/sqlite-store.ts";
import { type StatePlaceFailure, checkHandshakeFilePlace, prepareStateDirectory } from "../store/state-directory.ts";
import { tryLock } from "../store/worker-lock.ts";
import { type Backup, type BackupFault, openBackup, sealBackup } from "./backup-file.ts";
import { copyForDryRun } from "./dry-run-copy.ts";
import { becomeMachine, gatewayFile, isMoved, setMoved, thisGateway, writeGateway } from "./gateway.ts";
import { type OpenFailure, type OpenOptions, type OpenProject, exchangeFact, openProject } from "./open-project.ts";
import { stateDirectoryOf } from "./places.ts";
import { readProjectFile } from "./project-file.ts";
import { suspendOvertaken } from "./restored-connections.ts";

export type BackupFailure =
  | { readonly kind: "open"; readonly failure: OpenFailure }
  | { readonly kind: "short passphrase" | "no connections" }
  /** Where others could read or commit it. */
  | { readonly kind: "backup place"; readonly failure: StatePlaceFailure }
  | { readonly kind: "cannot write" | "cannot read"; readonly file: string; readonly detail: string }
  /** A window or another command works for the project. */
  | { readonly kind: "at work" }
  | { readonly kind: "backup file"; readonly file: string; readonly fault: BackupFault }
  | { readonly kind: "other project"; readonly file: string }
  /** This machine has connections of the project already. */
  | { readonly kind: "connections here"; readonly stateDirectory: string }
  | { readonly kind: "not gateway"; readonly gateway: GatewayView };

const SHORTEST = 8;
const STORE = "store.sqlite";

/**
 * Writes everything of the project that lies on this machine only into a file, sealed with a passphrase. With `move` this machine hands the
 * gateway over: it sends nothing any more, and the machine where the file is restored goes on exactly where this one ended.
 */
export async function backUp(
  project: OpenProject,
  file: string,
  passphrase: string,
  move: boolean,
): Promise<Result<string, BackupFailure>> {
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
      return failed({ kind: "cannot write", file: path, detail: String(error.code) });
    }
    if (machine !== null) writeGateway(project.workspace, { machine, name: "handed over", person: project.author });
    return ok(path);
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

/** Where no machine is named, as in a project from before that was done. One that has no connections has nothing to be named for. */
export function nameGateway({ store, workspace, author, gateway }: OpenProject): Result<GatewayView, BackupFailure> {
  const there = gateway();
  if (there.kind === "here") return ok(there);
  if (there.kind !== "unnamed") return failed({ kind: "not gateway", gateway: there });
  if (store.connections().length === 0) return failed({ kind: "no connections" });
  const named = thisGateway(store, author);
  try {
    writeGateway(workspace, named);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    return failed({ kind: "cannot write", file: gatewayFile(workspace), detail: String(error.code) });
  }
  return ok({ kind: "here", name: named.name, person: named.person });
}

/** The gateway was handed over by mistake, and the file was restored nowhere: this machine goes on. */
export function takeBack({ store, workspace, author }: OpenProject): "done" | "not handed over" {
  if (!isMoved(store)) return "not handed over";
  setMoved(store, false);
  writeGateway(workspace, thisGateway(store, author));
  return "done";
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
): Promise<Result<Restored, BackupFailure>> {
  const project = readProjectFile(workspace);
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
    if (hasConnections(stateDirectory)) return failed({ kind: "connections here", stateDirectory });
    putInPlace(stateDirectory, backup);
    const store = openStore(join(stateDirectory, STORE));
    if (!store.ok) return failed({ kind: "open", failure: { kind: "store", failure: store.failure } });
    becomeMachine(store.value, backup.machine ?? newId(Date.now(), randomBytes(10)));
    // A pause was for windows elsewhere.
    store.value.transaction(() => store.value.setFact("paused", "no"));
    store.value.close();
  } finally {
    lock.release();
  }
  const here = openProject(workspace, { ...options, here: true });
  if (!here.ok) return failed({ kind: "open", failure: here.failure });
  try {
    writeGateway(workspace, thisGateway(here.value.store, here.value.author));
    here.value.context.begin();
    const suspended = backup.machine === null ? await suspendOvertaken(here.value) : new Set<string>();
    const connections = here.value.store.connections().map(({ name }) => ({ name, suspended: suspended.has(name) }));
    return ok({ made: backup.made, moved: backup.machine !== null, connections });
  } finally {
    here.value.close();
  }
}

/** A store that cannot be opened is not put away either: it may be all that is left. */
function hasConnections(stateDirectory: string): boolean {
  if (!readdirSync(stateDirectory).includes(STORE)) return false;
  const store = openStore(join(stateDirectory, STORE));
  if (!store.ok) return true;
  try {
    return store.value.connections().length > 0 && !isMoved(store.value);
  } finally {
    store.value.close();
  }
}

/** All files lie beside before the first is moved; the store, without which nothing counts, is last. */
function putInPlace(stateDirectory: string, { files }: Backup): void {
  const aside = join(stateDirectory, "restoring");
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(join(aside, "keys"), { recursive: true, mode: 0o700 });
  for (const [name, bytes] of files) {
    const path = join(aside, name);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeNew(path, bytes);
  }
  rmSync(join(stateDirectory, "keys"), { recursive: true, force: true });
  renameSync(join(aside, "keys"), join(stateDirectory, "keys"));
  for (const name of [`${STORE}-wal`, `${STORE}-shm`]) rmSync(join(stateDirectory, name), { force: true });
  renameSync(join(aside, STORE), join(stateDirectory, STORE));
  rmSync(aside, { recursive: true, force: true });
}
