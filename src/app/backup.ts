import { randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { type Result, failed, ok } from "../model/failure.ts";
import { newId } from "../model/ids.ts";
import type { GatewayView } from "../model/snapshot.ts";
import type { StatePlaceFailure } from "../store/state-directory.ts";
import { isWithin, realPlace } from "../store/real-place.ts";
import { tryLock } from "../store/worker-lock.ts";
import type { folderTransport } from "../transports/folder/folder-transport.ts";
import { type Backup, type BackupFault, openBackup, sealBackup } from "./backup-file.ts";
import { copyForDryRun } from "./dry-run-copy.ts";
import { HANDED_OVER, setMoved } from "./gateway.ts";
import type { writeGateway } from "./gateway-file.ts";
import type { OpenFailure, OpenProject, openProject } from "./open-project.ts";
import { exchangeFact } from "./places.ts";
import { placeTrouble } from "./secret-place.ts";
import type { readProjectFile } from "./project-file.ts";
import { nameHere } from "./name-gateway.ts";

export type BackupFailure =
  | { readonly kind: "open"; readonly failure: OpenFailure }
  | { readonly kind: "no passphrase" | "short passphrase" | "no connections" }
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
export const STORE = "store.sqlite";

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
  if (passphrase === "") return failed({ kind: "no passphrase" });
  if ([...passphrase].length < SHORTEST) return failed({ kind: "short passphrase" });
  const gateway = project.gateway();
  if (move && gateway.kind !== "here" && gateway.kind !== "unnamed") return failed({ kind: "not gateway", gateway });
  const exchange = project.store.connections().flatMap(({ id }) => project.store.fact(exchangeFact(id)) ?? []);
  const place = await placeTrouble(path, new Set(exchange));
  if (place?.kind === "unreachable") return failed({ kind: "cannot write", file: path, detail: place.detail });
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
export function writeNew(path: string, bytes: Buffer): void {
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
