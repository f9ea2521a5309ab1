import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type Result, failed, ok } from "../model/failure.ts";
import { checkHandshakeFilePlace } from "../store/state-directory.ts";
import { isSilent } from "./folder-silence.ts";
import type { OpenProject } from "./open-project.ts";
import { exchangeFact } from "./places.ts";
import { syncDirectory } from "./sync-directory.ts";
import type { ConnectFailure } from "./connect-failure.ts";

/** Why a new handshake file may not be written there; null: it may. Nothing is written. */
export function checkHandshakeFile(project: OpenProject, file: string, exchange: string): ConnectFailure | null {
  const path = resolve(file);
  const place = checkHandshakeFilePlace(path, { exchange: exchangeFolders(project, resolve(exchange)) });
  if (place) return { kind: "handshake place", failure: place };
  return existsSync(path) ? { kind: "cannot write", file: path, detail: "EEXIST" } : null;
}

/** Writes an invitation that was made before to a file, where it may lie. null: done. */
export function saveHandshakeFile(project: OpenProject, connection: string, file: string, text: string): ConnectFailure | null {
  const exchange = project.store.fact(exchangeFact(connection));
  const place = checkHandshakeFilePlace(file, { exchange: exchange === null ? [] : exchangeFolders(project, exchange) });
  return place ? { kind: "handshake place", failure: place } : writeSecret(file, text);
}

/** A file for its owner only, whole or not at all, and on the disk before the connection is. One that is there stays. */
export function writeSecret(file: string, text: string): ConnectFailure | null {
  try {
    if (!existsSync(dirname(file))) mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { mode: 0o600, flag: "wx", flush: true });
    syncDirectory(dirname(file));
    return null;
  } catch (error) {
    const detail = codeOf(error);
    if (detail !== "EEXIST" && existsSync(file)) rmSync(file);
    return { kind: "cannot write", file, detail };
  }
}

/** A handshake file from disk; one that lies where others can read or commit it is not used. */
export function readHandshakeText(project: OpenProject, file: string, exchange: string): Result<string, ConnectFailure> {
  const path = resolve(file);
  const place = checkHandshakeFilePlace(path, { exchange: exchangeFolders(project, resolve(exchange)) });
  if (place && place.kind !== "on network share") return failed({ kind: "handshake place", failure: place });
  try {
    if (statSync(path).size > 1_000_000) return failed({ kind: "handshake file", code: "TOO_LARGE" });
    return ok(readFileSync(path, "utf8"));
  } catch (error) {
    return failed({ kind: "cannot read", file: path, detail: codeOf(error) });
  }
}

/** Partners of other connections read theirs, too. In one that is known not to answer nothing can be written; to compare with it would wait for ever. */
function exchangeFolders(project: OpenProject, exchange: string): readonly string[] {
  const known = project.store.connections().map(({ id }) => project.store.fact(exchangeFact(id)));
  return [exchange, ...known.filter((folder) => folder !== null)].filter((folder) => !isSilent(folder));
}

export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

/** The default place of a handshake file: the user's home, never the exchange folder. */
export function defaultHandshakeFile(home: string, name: string): string {
  return join(home, `issue-ferry-handshake-${name}.txt`);
}
